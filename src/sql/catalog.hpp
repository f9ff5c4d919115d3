/// The tables that a database has, for what goes through all of them whatever they are called.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sql/connection.hpp"

namespace drp::sql {

enum class ValueType { integer, real, text, blob };

struct Column {
    std::string name;
    ValueType type = ValueType::text;
    bool operator==(const Column&) const = default;
};

/// Columns without those that are computed, by name. The key is the primary one, in its order; `id` where a table has
/// none.
struct Table {
    std::string name;
    std::vector<Column> columns;
    std::vector<Column> key;
    bool operator==(const Table&) const = default;
};

/// By name. Without the book of migrations and what an engine keeps for itself (id_counter, write_turn).
[[nodiscard]] std::vector<Table> tables_of(Connection& connection);

/// The last number that each table has drawn, as far as the engine remembers.
[[nodiscard]] std::map<std::string, std::int64_t> drawn_numbers(Connection& connection);
/// The table will draw numbers above `last`. On MariaDB this ends a transaction.
void raise_drawn_number(Connection& connection, const std::string& table, std::int64_t last);

}  // namespace drp::sql
