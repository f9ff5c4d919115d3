#include "api/line_problems.hpp"

#include <algorithm>

#include "http/problem_document.hpp"

namespace drp::api {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;

http::Response extended_problem(const http::Request& request, const Problem& problem, std::string_view name,
                                json::array items) {
    const auto status = http::status_of(problem);
    auto document = json::parse(http::problem_document(problem, status, request.id())).as_object();
    document[name] = std::move(items);
    return http::Response::bytes("application/problem+json", json::serialize(document), status);
}

http::Response refusal_of(const http::Request& request, const ListWords& words, std::vector<portal::LineProblem> wrong,
                          std::size_t all) {
    std::sort(wrong.begin(), wrong.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    json::array errors;
    for (const auto& [line, problem] : wrong)
        errors.push_back(json::object{{"line", line},
                                      {"field", problem.place},
                                      {"reason", problem.code},
                                      {"detail", problem.message},
                                      {"cure", problem.cure}});
    const auto& first = wrong.front();
    Problem problem = first.problem;
    problem.kind = ProblemKind::invalid_input;
    problem.code = words.code;
    if (all != 1) {
        problem.message =
            std::to_string(wrong.size()) + " of " + std::to_string(all) + " " + std::string(words.wrong) + ".";
        problem.place = "line " + std::to_string(first.line) + ": " + first.problem.place;
        problem.cure = "Mend these lines and send all of them again: " + std::string(words.nobody) + ".";
    }
    return extended_problem(request, problem, "errors", std::move(errors));
}

}  // namespace drp::api
