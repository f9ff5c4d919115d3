#include "core/problem.hpp"

#include <utility>

#include <fmt/format.h>

namespace drp::core {

std::string to_text(const Problem& problem) {
    auto text = problem.message;
    if (!problem.place.empty()) text += fmt::format(" ({})", problem.place);
    if (!problem.cure.empty()) text += fmt::format(" {}", problem.cure);
    return text;
}

int exit_code(ProblemKind kind) noexcept {
    switch (kind) {
        case ProblemKind::invalid_input:
        case ProblemKind::too_large:
            return 2;
        case ProblemKind::not_authenticated:
        case ProblemKind::not_allowed:
            return 3;
        case ProblemKind::not_found:
            return 4;
        case ProblemKind::conflict:
            return 5;
        case ProblemKind::too_many_requests:
        case ProblemKind::unavailable:
            return 6;
        case ProblemKind::damaged:
            return 7;
    }
    return 1;
}

ProblemError::ProblemError(Problem problem) : std::runtime_error(to_text(problem)), problem_(std::move(problem)) {}

void throw_exception_from_error(const Problem& problem, const boost::source_location&) {
    throw ProblemError(problem);
}

}  // namespace drp::core
