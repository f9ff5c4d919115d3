#include "sql/catalog.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace drp::sql {
namespace {

constexpr std::array<std::string_view, 3> kOfTheEngine{"id_counter", "schema_migration", "write_turn"};

/// Table, column, declared type, place in the primary key (0: not in it).
constexpr std::string_view kSqliteColumns = R"(
    SELECT t.name, c.name, c.type, c.pk
      FROM sqlite_schema AS t
     CROSS JOIN pragma_table_info(t.name) AS c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
     ORDER BY t.name, c.name
)";
constexpr std::string_view kMariadbColumns = R"(
    SELECT c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE, coalesce(k.ORDINAL_POSITION, 0)
      FROM information_schema.COLUMNS AS c
      JOIN information_schema.TABLES AS t
        ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME AND t.TABLE_TYPE = 'BASE TABLE'
      LEFT JOIN information_schema.KEY_COLUMN_USAGE AS k
        ON k.TABLE_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME AND k.COLUMN_NAME = c.COLUMN_NAME
       AND k.CONSTRAINT_NAME = 'PRIMARY'
     WHERE c.TABLE_SCHEMA = DATABASE() AND c.IS_GENERATED = 'NEVER'
     ORDER BY CAST(c.TABLE_NAME AS BINARY), CAST(c.COLUMN_NAME AS BINARY)
)";

ValueType type_of(std::string_view declared) {
    const auto has = [&](std::string_view part) { return declared.find(part) != std::string_view::npos; };
    if (has("INT") || has("int")) return ValueType::integer;
    if (has("REAL") || has("double")) return ValueType::real;
    if (has("BLOB") || has("blob") || has("binary")) return ValueType::blob;
    return ValueType::text;
}

}  // namespace

std::vector<Table> tables_of(Connection& connection) {
    const bool is_sqlite = connection.dialect().engine == Engine::sqlite;
    auto rows = connection.prepare(is_sqlite ? kSqliteColumns : kMariadbColumns);
    std::vector<Table> tables;
    std::vector<std::pair<std::int64_t, Column>> key;  // of the last table, with places
    const auto finish = [&] {
        if (tables.empty()) return;
        std::ranges::sort(key, {}, &std::pair<std::int64_t, Column>::first);
        for (auto& [place, column] : key) tables.back().key.push_back(std::move(column));
        if (key.empty()) tables.back().key.push_back({"id", ValueType::integer});
        key.clear();
    };
    while (rows->step()) {
        const auto name = rows->text(0);
        if (std::ranges::find(kOfTheEngine, name) != kOfTheEngine.end()) continue;
        if (tables.empty() || tables.back().name != name) {
            finish();
            tables.push_back({std::string(name), {}, {}});
        }
        const Column column{std::string(rows->text(1)), type_of(rows->text(2))};
        tables.back().columns.push_back(column);
        if (rows->int64(3) > 0) key.emplace_back(rows->int64(3), column);
    }
    finish();
    return tables;
}

std::map<std::string, std::int64_t> drawn_numbers(Connection& connection) {
    const bool is_sqlite = connection.dialect().engine == Engine::sqlite;
    auto rows = connection.prepare(is_sqlite ? "SELECT name, seq FROM sqlite_sequence" : R"(
        SELECT name, value FROM id_counter
         UNION ALL
        SELECT TABLE_NAME, AUTO_INCREMENT - 1 FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE() AND AUTO_INCREMENT IS NOT NULL)");
    std::map<std::string, std::int64_t> numbers;
    while (rows->step()) numbers.emplace(rows->text(0), rows->int64(1));
    return numbers;
}

void raise_drawn_number(Connection& connection, const std::string& table, std::int64_t last) {
    if (connection.dialect().engine == Engine::sqlite) {
        connection.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?").bind(last, table).run();
        if (connection.changes() > 0) return;
        connection
            .prepare(
                "INSERT INTO sqlite_sequence (name, seq) SELECT name, ? FROM sqlite_schema "
                "WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'")
            .bind(last, table)
            .run();
        return;
    }
    connection.prepare("UPDATE id_counter SET value = greatest(value, ?) WHERE name = ?").bind(last, table).run();
    if (connection.changes() > 0) return;
    auto draws = connection.prepare(
        "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? "
        "AND AUTO_INCREMENT IS NOT NULL AND AUTO_INCREMENT <= ?");
    draws.bind(table, last);
    if (draws->step()) connection.execute(fmt::format("ALTER TABLE \"{}\" AUTO_INCREMENT = {}", table, last + 1));
}

}  // namespace drp::sql
