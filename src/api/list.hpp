/// Lists that sort, search and page on the server, as JSON or as CSV. Every list of the portal is asked alike:
///
///     ?q=riverside&sort=-created&page=2&page_size=50      ->  {"rows": […], "total": 120, "page": 2, "page_size": 50}
///     ?q=riverside&sort=-created&format=csv               ->  all rows that fit, as CSV (or with Accept: text/csv)
///
///     constexpr std::string_view kColumns[] = {"id", "name", "organisation.name"};
///     co_return co_await answer_list(services, request, {kColumns, "meters.csv"},
///                                    [&services, actor = caller.actor, filter](const storage::PageQuery& page) {
///                                        return to_list_page(portal::list_meters(services.store, actor, filter, page),
///                                                            [](const auto& row) { return to_json(row); });
///                                    });
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "api/services.hpp"
#include "core/problem.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "http/task.hpp"
#include "storage/page.hpp"

namespace drp::api {

/// Rows as the API shows them.
struct ListPage {
    std::vector<boost::json::object> rows;
    std::int64_t total = 0;
    boost::json::object about;  ///< members of the JSON answer beside the rows: what the list is of
};

/// Reads one page; runs on a database thread. Kept as long as the answer is sent: captures nothing of the request.
using ListSource = std::function<core::Result<ListPage>(const storage::PageQuery&)>;

/// The CSV of a list. Both live as long as the program.
struct ListCsv {
    std::span<const std::string_view> columns;  ///< members of a row; "organisation.name" is a member's member
    std::string_view file_name;
};

template <class Row, class ToJson>
[[nodiscard]] core::Result<ListPage> to_list_page(const core::Result<storage::Listed<Row>>& listed, ToJson&& to_json) {
    if (!listed) return listed.error();
    ListPage page{{}, listed->total, {}};
    page.rows.reserve(listed->rows.size());
    for (const auto& row : listed->rows) page.rows.push_back(to_json(row));
    return page;
}

inline constexpr std::int64_t kMaxPageSize = 200;

/// The Problem `query-invalid` at that parameter.
[[nodiscard]] core::Problem query_problem(std::string_view name, std::string cure);
/// What stands between the commas of a query parameter, without blanks around it; empty if it is absent.
[[nodiscard]] std::vector<std::string> query_items(const http::Request& request, std::string_view name);
/// A query parameter that is one of `known`; empty if it is absent. Problem: query-invalid.
[[nodiscard]] core::Result<std::string> query_choice(const http::Request& request, std::string_view name,
                                                     std::initializer_list<std::string_view> known);
/// A query parameter that is a whole number from 1 on. Problem: query-invalid.
[[nodiscard]] core::Result<std::optional<std::int64_t>> query_number(const http::Request& request,
                                                                     std::string_view name);

/// Problems: query-invalid for a wrong q, sort, page, page_size or format, and what the source says.
[[nodiscard]] http::Task<http::Response> answer_list(Services& services, const http::Request& request, ListCsv csv,
                                                     ListSource source);

}  // namespace drp::api
