/// One question about many keys, asked of a server a few hundred keys at a time: each question costs a way there and
/// back. On SQLite a question costs next to nothing, and asking key by key is as fast.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sql/connection.hpp"

namespace drp::storage {

/// Whether many_keys() is the faster way here.
[[nodiscard]] inline bool asks_for_many(const sql::Connection& connection) {
    return connection.rows_per_call() > 1;
}

inline void bind_key(sql::Statement& statement, int index, std::int64_t key) {
    statement->bind_int64(index, key);
}
inline void bind_key(sql::Statement& statement, int index, std::string_view key) {
    statement->bind_text(index, key);
}

/// Calls `visit(row)` for the rows of `query`, which ends with the column that the keys are looked for in:
/// "SELECT a, b FROM t WHERE b". In no order; a key that is there twice is asked for once. `visit` must not use the
/// connection.
template <class Key, class Visit>
void many_keys(sql::Connection& connection, std::string_view query, std::span<const Key> keys, Visit&& visit) {
    constexpr std::size_t kFew = 20;
    // Above a thousand MariaDB would join with a table that it makes of them.
    constexpr std::size_t kMany = 500;
    while (!keys.empty()) {
        const auto places = keys.size() <= kFew ? kFew : kMany;
        const auto now = keys.first(std::min(places, keys.size()));
        std::string text(query);
        text += " IN (?";
        for (std::size_t i = 1; i < places; ++i) text += ",?";
        text += ")";
        auto rows = connection.prepare(text);
        // Places that are left over hold the last key again.
        for (std::size_t i = 0; i < places; ++i)
            bind_key(rows, static_cast<int>(i) + 1, now[std::min(i, now.size() - 1)]);
        while (rows->step()) visit(rows);
        keys = keys.subspan(now.size());
    }
}

}  // namespace drp::storage
