#include "sql/mariadb/mariadb_check.hpp"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "sql/mariadb/mariadb_connection.hpp"
#include "sql/migration.hpp"

namespace drp::sql::mariadb {
namespace {

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

std::vector<std::string> names(Connection& connection, std::string_view query) {
    std::vector<std::string> found;
    auto rows = connection.prepare(query);
    while (rows->step()) found.emplace_back(rows->text(0));
    return found;
}

std::vector<std::string> tables(Connection& connection) {
    return names(connection, R"(
        SELECT TABLE_NAME FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME)");
}

void check_tables(MariadbConnection& connection, std::vector<IntegrityFinding>& findings) {
    for (const auto& table : tables(connection)) {
        auto lines = connection.prepare("CHECK TABLE " + quoted(table));
        while (lines->step())  // Table, Op, Msg_type, Msg_text
            if (lines->text(2) == "error" || lines->text(2) == "warning" ||
                (lines->text(2) == "status" && lines->text(3) != "OK"))
                findings.push_back({false, fmt::format("{}: {}", table, lines->text(3))});
    }
}

struct ForeignKey {
    std::string table;
    std::string referenced;
    std::vector<std::pair<std::string, std::string>> columns;
};

std::map<std::string, ForeignKey> foreign_keys(Connection& connection) {
    auto rows = connection.prepare(R"(
        SELECT TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME
          FROM information_schema.KEY_COLUMN_USAGE
         WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL
         ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION)");
    std::map<std::string, ForeignKey> found;
    while (rows->step()) {
        auto& key = found[fmt::format("{}.{}", rows->text(0), rows->text(1))];
        key.table = rows->text(0);
        key.referenced = rows->text(2);
        key.columns.emplace_back(rows->text(3), rows->text(4));
    }
    return found;
}

std::int64_t orphans(Connection& connection, const ForeignKey& key) {
    std::string equal;
    std::string present;
    for (const auto& [column, referenced] : key.columns) {
        equal += fmt::format("{}c.{} = p.{}", equal.empty() ? "" : " AND ", quoted(column), quoted(referenced));
        present += fmt::format(" AND c.{} IS NOT NULL", quoted(column));
    }
    auto row = connection.prepare(fmt::format("SELECT COUNT(*) FROM {} c LEFT JOIN {} p ON {} WHERE p.{} IS NULL{}",
                                              quoted(key.table), quoted(key.referenced), equal,
                                              quoted(key.columns.front().second), present));
    return row->step() ? row->int64(0) : 0;
}

/// A definition without what may differ between two databases of one schema: their names, and the next key.
std::string plain(std::string text, const std::string& database) {
    const auto prefix = "`" + database + "`.";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
        text.erase(at, prefix.size());
    constexpr std::string_view kNextKey = " AUTO_INCREMENT=";
    if (const auto at = text.rfind(kNextKey); at != std::string::npos)
        text.erase(at, text.find_first_not_of("0123456789", at + kNextKey.size()) - at);
    return text;
}

/// Definitions by kind and name.
std::map<std::string, std::string> definitions(Connection& connection, const std::string& database) {
    std::map<std::string, std::string> found;
    for (const auto& table : tables(connection)) {
        if (table == "schema_migration" || table == "write_turn") continue;
        auto row = connection.prepare("SHOW CREATE TABLE " + quoted(table));
        if (row->step()) found.emplace("table " + table, plain(std::string(row->text(1)), database));
    }
    auto triggers = connection.prepare(R"(
        SELECT TRIGGER_NAME, CONCAT_WS(' ', ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_STATEMENT)
          FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE())");
    while (triggers->step())
        found.emplace(fmt::format("trigger {}", triggers->text(0)), plain(std::string(triggers->text(1)), database));
    auto views = connection.prepare(
        "SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()");
    while (views->step())
        found.emplace(fmt::format("view {}", views->text(0)), plain(std::string(views->text(1)), database));
    auto procedures = connection.prepare(
        "SELECT ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()");
    while (procedures->step())
        found.emplace(fmt::format("procedure {}", procedures->text(0)),
                      plain(std::string(procedures->text(1)), database));
    return found;
}

/// A database beside another, with the schema of this program; gone after it.
class Reference {
  public:
    explicit Reference(const MariadbConnection& beside)
        : server_(without_database(beside.login()), Access::read_write),
          name_(fmt::format("{}_reference_{}", beside.login().server.database.substr(0, 32), id_of(server_))) {
        server_.execute(
            fmt::format("CREATE DATABASE {} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin", quoted(name_)));
    }
    ~Reference() {
        try {
            server_.execute("DROP DATABASE IF EXISTS " + quoted(name_));
        } catch (const SqlError&) {
            // The server went away: what stays behind is empty and named for what it is.
        }
    }
    Reference(const Reference&) = delete;
    Reference& operator=(const Reference&) = delete;

    [[nodiscard]] std::map<std::string, std::string> definitions_of_program() {
        server_.execute("USE " + quoted(name_));
        for (const auto& migration : migrations_of(Engine::mariadb)) server_.execute(migration.text);
        return definitions(server_, name_);
    }

  private:
    static Login without_database(Login login) {
        login.server.database.clear();
        return login;
    }
    static std::int64_t id_of(Connection& connection) {
        auto row = connection.prepare("SELECT CONNECTION_ID()");
        row->step();
        return row->int64(0);
    }

    MariadbConnection server_;
    std::string name_;
};

}  // namespace

std::vector<IntegrityFinding> integrity_check(Connection& connection) {
    std::vector<IntegrityFinding> findings;
    MariadbConnection own(patient(dynamic_cast<MariadbConnection&>(connection).login()), Access::read_only);
    check_tables(own, findings);
    for (const auto& [name, key] : foreign_keys(own))
        if (const auto count = orphans(own, key); count > 0)
            findings.push_back({true, fmt::format("{}: {} rows of {} refer to missing rows of {}", name, count,
                                                  key.table, key.referenced)});
    return findings;
}

std::vector<std::string> schema_differences(Connection& connection) {
    const auto& beside = dynamic_cast<MariadbConnection&>(connection);
    std::map<std::string, std::string> expected;
    try {
        expected = Reference(beside).definitions_of_program();
    } catch (const SqlError& error) {
        return {fmt::format("the schema could not be compared: {}", error.engine_message())};
    }
    const auto present = definitions(connection, beside.login().server.database);
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

}  // namespace drp::sql::mariadb
