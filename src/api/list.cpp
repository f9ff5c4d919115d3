#include "api/list.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include "core/text.hpp"
#include "formats/verdicts_csv.hpp"

namespace drp::api {
namespace {

namespace json = boost::json;
using core::Result;

constexpr std::size_t kMaxSearchBytes = 200;
constexpr std::size_t kMaxSortBytes = 40;
constexpr std::int64_t kMaxPages = 1'000'000;
constexpr std::int64_t kDefaultPageSize = 50;
constexpr std::int64_t kCsvRows = 2000;  ///< read and sent at a time

struct Question {
    storage::PageQuery page;
    std::int64_t number = 1;
    bool as_csv = false;
};

Result<Question> read_question(const http::Request& request) {
    Question question;
    const auto search = request.query("q").value_or("");
    if (search.size() > kMaxSearchBytes) return query_problem("q", "Search for at most 200 bytes.");
    question.page.search = core::trimmed(search);
    if (const auto sort = request.query("sort")) {
        question.page.is_descending = sort->starts_with('-');
        question.page.sort = core::excerpt(sort->substr(question.page.is_descending ? 1 : 0), kMaxSortBytes);
        if (question.page.sort.empty()) return query_problem("sort", "Name what to sort by, or leave it out.");
    }
    const auto number = query_number(request, "page");
    if (!number) return number.error();
    const auto size = query_number(request, "page_size");
    if (!size) return size.error();
    question.number = number->value_or(1);
    question.page.limit = size->value_or(kDefaultPageSize);
    if (question.number > kMaxPages) return query_problem("page", "Narrow the list by a search or a filter.");
    if (question.page.limit > kMaxPageSize) return query_problem("page_size", "Ask for at most 200 rows, or for CSV.");
    question.page.offset = (question.number - 1) * question.page.limit;
    const auto format = query_choice(request, "format", {"json", "csv"});
    if (!format) return format.error();
    question.as_csv = *format == "csv" || (format->empty() && request.accepts("text/csv"));
    return question;
}

const json::value& member_of(const json::object& row, std::string_view path) {
    static const json::value kNull;
    const auto dot = path.find('.');
    const auto* found = row.if_contains(path.substr(0, dot));
    if (found == nullptr) return kNull;
    if (dot == std::string_view::npos) return *found;
    return found->is_object() ? member_of(found->get_object(), path.substr(dot + 1)) : kNull;
}

void append_cell(std::string& out, const json::value& value) {
    if (value.is_null()) return;
    if (value.is_string())
        formats::append_safe_field(out, std::string_view(value.get_string()));
    else if (value.is_array() || value.is_object())
        formats::append_safe_field(out, json::serialize(value));
    else
        out += json::serialize(value);  // numbers keep their sign: they are no formulas
}

/// RFC 4180.
void append_line(std::string& out, const json::object& row, std::span<const std::string_view> columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ',';
        append_cell(out, member_of(row, columns[i]));
    }
    out += "\r\n";
}

/// What is still to be sent.
struct CsvRows {
    ListCsv csv;
    ListSource source;
    storage::PageQuery page;
    std::string ready;  ///< read before the answer began, so that a Problem can still be said
    bool is_last = false;

    Result<void> read() {
        auto rows = source(page);
        if (!rows) return rows.error();
        page.offset += page.limit;
        is_last = std::ssize(rows->rows) < page.limit;
        for (const auto& row : rows->rows) append_line(ready, row, csv.columns);
        return {};
    }
};

http::Task<http::Response> answer_csv(Services& services, ListCsv csv, ListSource source, storage::PageQuery page) {
    auto rows = std::make_shared<CsvRows>(CsvRows{csv, std::move(source), std::move(page), {}, false});
    rows->page.offset = 0;
    rows->page.limit = kCsvRows;
    rows->page.with_total = false;
    for (std::size_t i = 0; i < csv.columns.size(); ++i) rows->ready.append(i == 0 ? "" : ",").append(csv.columns[i]);
    rows->ready += "\r\n";
    auto begun = co_await http::run_on(services.database, [&] { return rows->read(); });
    if (!begun) co_return begun.error();
    http::BodyProducer producer = [&services, rows](std::string& piece) -> http::Task<Result<bool>> {
        piece = std::move(rows->ready);
        rows->ready.clear();
        if (rows->is_last) co_return false;
        auto more = co_await http::run_on(services.database, [&] { return rows->read(); });
        if (!more) co_return more.error();
        co_return true;
    };
    co_return http::Response::stream("text/csv; charset=utf-8", std::move(producer))
        .header("Content-Disposition", "attachment; filename=\"" + std::string(csv.file_name) + "\"");
}

}  // namespace

core::Problem query_problem(std::string_view name, std::string cure) {
    return {core::ProblemKind::invalid_input, "query-invalid",
            "The parameter '" + std::string(name) + "' is not understood.", std::string(name), std::move(cure)};
}

std::vector<std::string> query_items(const http::Request& request, std::string_view name) {
    auto text = request.query(name).value_or("");
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = text.find(',');
        if (const auto item = core::trimmed(text.substr(0, comma)); !item.empty()) items.emplace_back(item);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return items;
}

Result<std::string> query_choice(const http::Request& request, std::string_view name,
                                 std::initializer_list<std::string_view> known) {
    const auto text = request.query(name);
    if (!text) return std::string();
    if (std::find(known.begin(), known.end(), *text) != known.end()) return std::string(*text);
    std::string cure = "Use one of";
    for (const auto choice : known) cure.append(choice == *known.begin() ? " " : ", ").append(choice);
    return query_problem(name, cure + ".");
}

Result<std::optional<std::int64_t>> query_number(const http::Request& request, std::string_view name) {
    const auto text = request.query(name);
    if (!text) return std::optional<std::int64_t>();
    std::int64_t number = 0;
    const auto* end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc() || stop != end || number < 1)
        return query_problem(name, "Write a whole number from 1 on.");
    return std::optional(number);
}

http::Task<http::Response> answer_list(Services& services, const http::Request& request, ListCsv csv,
                                       ListSource source) {
    auto question = read_question(request);
    if (!question) co_return question.error();
    if (question->as_csv) co_return co_await answer_csv(services, csv, std::move(source), std::move(question->page));
    auto page = co_await http::run_on(services.database, [&] { return source(question->page); });
    if (!page) co_return page.error();
    json::array rows;
    rows.reserve(page->rows.size());
    for (auto& row : page->rows) rows.push_back(std::move(row));
    auto answer = std::move(page->about);
    answer["rows"] = std::move(rows);
    answer["total"] = page->total;
    answer["page"] = question->number;
    answer["page_size"] = question->page.limit;
    co_return http::Response::json(json::serialize(answer));
}

}  // namespace drp::api
