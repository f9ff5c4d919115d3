#include "storage/page.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace drp::storage {

void Conditions::add(std::string_view text, std::initializer_list<Value> values) {
    texts_.emplace_back(text);
    values_.insert(values_.end(), values);
}

void Conditions::add_search(std::string_view search, std::initializer_list<std::string_view> columns) {
    if (search.empty()) return;
    std::string text;
    for (const auto column : columns) {
        text += fmt::format("{}{} $like", text.empty() ? "" : " OR ", column);
        values_.emplace_back(like_contains(search));
    }
    texts_.push_back("(" + text + ")");
}

void Conditions::add_one_of(std::string_view column, std::span<const std::string> texts) {
    if (texts.empty()) return;
    std::string marks;
    for (const auto& text : texts) {
        marks += marks.empty() ? "?" : ", ?";
        values_.emplace_back(text);
    }
    texts_.push_back(fmt::format("{} IN ({})", column, marks));
}

std::string Conditions::where() const {
    return texts_.empty() ? std::string() : fmt::format("WHERE {}", fmt::join(texts_, " AND "));
}

int Conditions::bind(sql::Statement& statement, int first) const {
    return detail::bind_values(statement, values_, first);
}

std::string like_contains(std::string_view text) {
    return "%" + like_begins(text);
}

std::string like_begins(std::string_view text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

namespace detail {
namespace {

core::Problem sort_unknown(std::span<const Sortable> sorts) {
    std::vector<std::string_view> names;
    for (const auto& sortable : sorts) names.push_back(sortable.name);
    return {core::ProblemKind::invalid_input, "query-invalid", "The list cannot be sorted by this.", "sort",
            fmt::format("Use one of {}; with a minus before it, from the end.", fmt::join(names, ", "))};
}

}  // namespace

int bind_values(sql::Statement& statement, const std::vector<Conditions::Value>& values, int first) {
    for (const auto& value : values) {
        if (const auto* number = std::get_if<std::int64_t>(&value))
            statement->bind_int64(first++, *number);
        else
            statement->bind_text(first++, std::get<std::string>(value));
    }
    return first;
}

core::Result<std::string> page_sql(const ListSql& list, const Conditions& conditions, const PageQuery& page) {
    const auto* sortable = page.sort.empty() ? &list.sorts.front() : nullptr;
    for (const auto& known : list.sorts)
        if (known.name == page.sort) sortable = &known;
    if (sortable == nullptr) return sort_unknown(list.sorts);
    const std::string_view direction = page.is_descending ? " DESC" : "";
    std::string chosen;  // what was sorted by, for the outer query
    std::string inner;
    std::string outer;
    int n = 0;
    for (const auto expression : sortable->expressions) {
        if (expression.empty()) continue;
        chosen += fmt::format(", {} AS sort_{}", expression, n);
        inner += fmt::format("{}{}, ", expression, direction);
        outer += fmt::format("page.sort_{}{}, ", n++, direction);
    }
    // The key comes last, so that no row stands on two pages or on none.
    return fmt::format(
        "SELECT {} FROM (SELECT {} AS \"key\"{} FROM {} {} ORDER BY {}{}{} LIMIT ? OFFSET ?) AS page {} "
        "ORDER BY {}page.key{}",
        list.columns, list.key, chosen, list.source, conditions.where(), inner, list.key, direction, list.details,
        outer, direction);
}

std::int64_t count_rows(Transaction& tx, const ListSql& list, const Conditions& conditions) {
    auto row = tx.connection().prepare(fmt::format(
        "SELECT COUNT(*) FROM {} {}", list.count_source.empty() ? list.source : list.count_source, conditions.where()));
    conditions.bind(row);
    row->step();
    return row->int64(0);
}

}  // namespace detail
}  // namespace drp::storage
