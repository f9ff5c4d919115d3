#include "sql/mariadb/numbered_parameters.hpp"

#include <algorithm>
#include <charconv>

namespace drp::sql::mariadb {
namespace {

/// Length of the quoted text or comment at the beginning of `sql`; 0 if there is none.
std::size_t skipped(std::string_view sql) {
    const auto through = [&](std::string_view end, std::size_t from) {
        const auto at = sql.find(end, from);
        return at == std::string_view::npos ? sql.size() : at + end.size();
    };
    // A doubled quote ends one text and begins the next: the outcome is the same.
    if (sql.front() == '\'' || sql.front() == '"' || sql.front() == '`') return through(sql.substr(0, 1), 1);
    if (sql.starts_with("--")) return through("\n", 2);
    if (sql.starts_with("/*")) return through("*/", 2);
    return 0;
}

}  // namespace

PlainParameters with_plain_parameters(std::string_view sql) {
    PlainParameters plain;
    plain.text.reserve(sql.size());
    while (!sql.empty()) {
        if (const auto length = skipped(sql); length > 0) {
            plain.text += sql.substr(0, length);
            sql.remove_prefix(length);
            continue;
        }
        plain.text += sql.front();
        const bool is_parameter = sql.front() == '?';
        sql.remove_prefix(1);
        if (!is_parameter) continue;
        std::size_t number = plain.count + 1;
        const auto [end, failure] = std::from_chars(sql.data(), sql.data() + sql.size(), number);
        sql.remove_prefix(static_cast<std::size_t>(end - sql.data()));
        plain.sources.push_back(number - 1);
        plain.count = std::max(plain.count, number);
    }
    return plain;
}

}  // namespace drp::sql::mariadb
