/// Refusing a list as a whole, with what is wrong line by line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "core/problem.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "portal/meter_admin.hpp"

namespace drp::api {

/// A problem document with one more member.
[[nodiscard]] http::Response extended_problem(const http::Request& request, const core::Problem& problem,
                                              std::string_view name, boost::json::array items);

/// What a list is of, in the words of its refusal.
struct ListWords {
    std::string_view code;    ///< "meters-invalid"
    std::string_view wrong;   ///< "meters cannot be made"
    std::string_view nobody;  ///< "no meter was made"
};

/// `errors` tells every line of `wrong`, which is not empty; `all` is how many there were.
[[nodiscard]] http::Response refusal_of(const http::Request& request, const ListWords& words,
                                        std::vector<portal::LineProblem> wrong, std::size_t all);

}  // namespace drp::api
