#include "sql/sqlite/sqlite_check.hpp"

#include <map>

#include <fmt/format.h>

#include "sql/migration.hpp"
#include "sql/sqlite/sqlite_connection.hpp"

namespace drp::sql::sqlite {
namespace {

/// Definitions by kind and name, as their SQL text.
std::map<std::string, std::string> definitions(Connection& connection) {
    auto rows = connection.prepare(R"(
        SELECT type || ' ' || name, sql
          FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite@_%' ESCAPE '@' AND name <> 'schema_migration'
    )");
    std::map<std::string, std::string> found;
    while (rows->step()) found.emplace(rows->text(0), rows->text(1));
    return found;
}

}  // namespace

std::vector<IntegrityFinding> integrity_check(Connection& connection) {
    std::vector<IntegrityFinding> findings;
    auto lines = connection.prepare("PRAGMA integrity_check(1000)");
    while (lines->step())
        if (lines->text(0) != "ok") findings.push_back({false, std::string(lines->text(0))});
    auto broken = connection.prepare("PRAGMA foreign_key_check");
    while (broken->step())
        findings.push_back({true, fmt::format("row {} of {} refers to a missing row of {}", broken->int64(1),
                                              broken->text(0), broken->text(2))});
    return findings;
}

std::vector<std::string> schema_differences(Connection& connection) {
    SqliteConnection reference(":memory:", Access::create);
    for (const auto& migration : migrations_of(Engine::sqlite)) reference.execute(migration.text);
    const auto expected = definitions(reference);
    const auto present = definitions(connection);
    std::vector<std::string> differences;
    for (const auto& [name, text] : expected) {
        const auto found = present.find(name);
        if (found == present.end()) {
            differences.push_back(fmt::format("{} is missing", name));
        } else if (found->second != text) {
            differences.push_back(fmt::format("{} has another definition", name));
        }
    }
    for (const auto& [name, text] : present)
        if (!expected.contains(name)) differences.push_back(fmt::format("{} is not part of the schema", name));
    return differences;
}

}  // namespace drp::sql::sqlite
