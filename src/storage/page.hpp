/// One page of a list: what a reader asks for, and how it becomes SQL without a letter of theirs in it.
///
/// A list names what it can be sorted by in a table of its own (Sortable); what is searched and filtered by is bound.
/// The rows of the page are chosen first, by key, and only for them is everything else looked up, so that counts and
/// joins cost what the page costs and not what the table costs.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/problem.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct PageQuery {
    std::string search;  ///< text that must occur, without regard to (ASCII) case; empty: no matter
    std::string sort;    ///< a name of the list's table; empty: the list's own order
    bool is_descending = false;
    std::int64_t offset = 0;
    std::int64_t limit = 50;
    bool with_total = true;  ///< counting can be spared while one pages on
};

template <class T>
struct Listed {
    std::vector<T> rows;
    std::int64_t total = 0;  ///< rows that fit, on all pages; 0 if it was not asked for
};

/// Something that a list can be sorted by: a name for people, up to three SQL expressions.
struct Sortable {
    std::string_view name;
    std::array<std::string_view, 3> expressions;
};

/// Conditions that all have to hold, each a fixed text with `?` for its values.
class Conditions {
  public:
    using Value = std::variant<std::int64_t, std::string>;

    void add(std::string_view text, std::initializer_list<Value> values = {});
    /// `text` with as many `?` as there are texts in `columns` for "one of them contains `search`"; nothing if it is
    /// empty.
    void add_search(std::string_view search, std::initializer_list<std::string_view> columns);

    /// The column is one of these; nothing if there are none.
    void add_one_of(std::string_view column, std::span<const std::string> texts);

    /// "WHERE … AND …", or empty.
    [[nodiscard]] std::string where() const;
    /// Binds the values from parameter `first` on; they are not copied. Returns the next parameter.
    int bind(sql::Statement& statement, int first = 1) const;

  private:
    std::vector<std::string> texts_;
    std::vector<Value> values_;
};

/// "%text%" with LIKE's own signs escaped by a backslash: for `LIKE ? ESCAPE '\'`.
[[nodiscard]] std::string like_contains(std::string_view text);
/// "text%", likewise.
[[nodiscard]] std::string like_begins(std::string_view text);

/// How a list is read.
struct ListSql {
    std::string_view key;      ///< column of `source` that is unique: "organization.id"
    std::string_view source;   ///< tables that conditions and order need
    std::string_view columns;  ///< of a row
    std::string_view
        details;  ///< joins the page's rows by `page.key`: "JOIN organization ON organization.id = page.key"
    std::span<const Sortable> sorts;               ///< the first is the list's own order
    std::string_view count_source;                 ///< tables that the conditions need; empty: `source`
    std::vector<Conditions::Value> column_values;  ///< of the `?` in `columns`
};

namespace detail {
/// Binds from parameter `first` on; returns the next.
int bind_values(sql::Statement& statement, const std::vector<Conditions::Value>& values, int first);
/// Statement texts; Problem `query-invalid` at `sort` for a name that the table has not.
[[nodiscard]] core::Result<std::string> page_sql(const ListSql& list, const Conditions& conditions,
                                                 const PageQuery& page);
[[nodiscard]] std::int64_t count_rows(Transaction& tx, const ListSql& list, const Conditions& conditions);
}  // namespace detail

/// The page, each row read by `read(statement)`. Problem: query-invalid (sort).
template <class Read>
[[nodiscard]] auto list_page(Transaction& tx, const ListSql& list, const Conditions& conditions, const PageQuery& page,
                             Read&& read) -> core::Result<Listed<decltype(read(std::declval<sql::Statement&>()))>> {
    Listed<decltype(read(std::declval<sql::Statement&>()))> listed;
    const auto text = detail::page_sql(list, conditions, page);
    if (!text) return text.error();
    auto rows = tx.connection().prepare(*text);
    const int next = conditions.bind(rows, detail::bind_values(rows, list.column_values, 1));
    rows->bind_int64(next, page.limit);
    rows->bind_int64(next + 1, page.offset);
    while (rows->step()) listed.rows.push_back(read(rows));
    if (page.with_total) listed.total = detail::count_rows(tx, list, conditions);
    return listed;
}

}  // namespace drp::storage
