/// Somebody with a SQL tool: a bare connection to a store's database, with foreign keys off and no help from drp.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <mysql.h>
#include <sqlite3.h>

#include "mariadb_server.hpp"

namespace drp::test {

/// A tool for one engine; see Shell.
class SqlTool {
  public:
    SqlTool() = default;
    SqlTool(const SqlTool&) = delete;
    SqlTool& operator=(const SqlTool&) = delete;
    virtual ~SqlTool() = default;
    /// Appends the rows to `out`, if any are wanted. Empty if it went well, otherwise what the engine said.
    virtual std::string run(const std::string& script, std::string* out) = 0;
    /// The statement that makes the trigger again.
    virtual std::string trigger_text(const std::string& name) = 0;

    static void add_value(std::string& row, int column, const char* value, std::size_t size) {
        if (column > 0) row += '|';
        if (value != nullptr) row.append(value, size);
    }
};

class SqliteTool final : public SqlTool {
  public:
    explicit SqliteTool(const std::string& path) {
        if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("sqlite3_open");
        sqlite3_busy_timeout(db_, 5000);
    }
    ~SqliteTool() override { sqlite3_close(db_); }

    std::string run(const std::string& script, std::string* out) override {
        char* message = nullptr;
        const auto row = [](void* to, int count, char** values, char**) {
            if (to == nullptr) return 0;
            auto& text = *static_cast<std::string*>(to);
            if (!text.empty()) text += '\n';
            for (int i = 0; i < count; ++i)
                add_value(text, i, values[i], values[i] == nullptr ? 0 : std::string_view(values[i]).size());
            return 0;
        };
        sqlite3_exec(db_, script.c_str(), row, out, &message);
        std::string said = message == nullptr ? "" : message;
        sqlite3_free(message);
        return said;
    }
    std::string trigger_text(const std::string& name) override {
        std::string text;
        (void)run("SELECT sql FROM sqlite_schema WHERE name = '" + name + "'", &text);
        return text;
    }

  private:
    sqlite3* db_ = nullptr;
};

class MariadbTool final : public SqlTool {
  public:
    explicit MariadbTool(const std::string& database) : db_(mysql_init(nullptr)) {
        mysql_optionsv(db_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
        if (mysql_real_connect(db_, nullptr, "root", nullptr, database.c_str(), 0,
                               MariadbServer::shared().socket().c_str(), CLIENT_MULTI_STATEMENTS) == nullptr)
            throw std::runtime_error(mysql_error(db_));
        // As strict and as close to standard SQL as the other engine is.
        (void)run(
            "SET SESSION foreign_key_checks = 0, sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,"
            "ERROR_FOR_DIVISION_BY_ZERO,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'; SET NAMES utf8mb4 COLLATE "
            "utf8mb4_nopad_bin",
            nullptr);
    }
    ~MariadbTool() override { mysql_close(db_); }

    std::string run(const std::string& script, std::string* out) override {
        const auto text = in_own_words(script);
        if (text.empty()) return {};
        int more = mysql_real_query(db_, text.data(), text.size());
        for (; more == 0; more = mysql_next_result(db_)) {
            auto* const result = mysql_store_result(db_);
            if (result == nullptr && mysql_errno(db_) != 0) break;
            for (auto* row = mysql_fetch_row_or_null(result); row != nullptr; row = mysql_fetch_row_or_null(result)) {
                if (out == nullptr) continue;
                if (!out->empty()) *out += '\n';
                const auto* const lengths = mysql_fetch_lengths(result);
                for (unsigned i = 0; i < mysql_num_fields(result); ++i)
                    add_value(*out, static_cast<int>(i), row[i], lengths[i]);
            }
            mysql_free_result(result);
        }
        return more < 0 ? "" : mysql_error(db_);
    }
    std::string trigger_text(const std::string& name) override {
        std::string text;
        (void)run(
            "SELECT CONCAT('CREATE TRIGGER ', TRIGGER_NAME, ' ', ACTION_TIMING, ' ', EVENT_MANIPULATION, ' ON ', "
            "EVENT_OBJECT_TABLE, ' FOR EACH ROW ', ACTION_STATEMENT) FROM information_schema.TRIGGERS "
            "WHERE TRIGGER_SCHEMA = DATABASE() AND TRIGGER_NAME = '" +
                name + "'",
            &text);
        return text;
    }

  private:
    static MYSQL_ROW mysql_fetch_row_or_null(MYSQL_RES* result) {
        return result == nullptr ? nullptr : mysql_fetch_row(result);
    }
    /// "OR REPLACE" and "OR IGNORE" as MariaDB says them; an UPDATE never replaces there.
    static std::string in_own_words(std::string script) {
        const auto replace = [&script](std::string_view from, std::string_view to) {
            for (auto at = script.find(from); at != std::string::npos; at = script.find(from, at + to.size()))
                script.replace(at, from.size(), to);
        };
        replace("INSERT OR REPLACE", "REPLACE");
        replace("INSERT OR IGNORE", "INSERT IGNORE");
        replace("UPDATE OR REPLACE", "UPDATE");
        return script;
    }

    MYSQL* db_;
};

/// The tool for a store's address.
class Shell {
  public:
    explicit Shell(const std::string& address) : is_mariadb_(address.starts_with("mariadb")) {
        if (is_mariadb_) {
            const auto end = address.find('?');
            const auto begin = address.rfind('/', end) + 1;
            tool_ = std::make_unique<MariadbTool>(address.substr(begin, end - begin));
        } else {
            tool_ = std::make_unique<SqliteTool>(address.substr(address.find('/') + 2));
        }
    }

    [[nodiscard]] bool is_mariadb() const { return is_mariadb_; }
    /// Empty if it went well, otherwise what the engine said.
    std::string run(const std::string& script) { return tool_->run(script, nullptr); }
    /// All rows, columns joined by '|', rows by a line break, as the sqlite3 shell prints them.
    std::string ask(const std::string& query) {
        std::string out;
        const auto said = tool_->run(query, &out);
        return said.empty() ? out : "error: " + said;
    }
    [[nodiscard]] std::string trigger_text(const std::string& name) { return tool_->trigger_text(name); }

  private:
    bool is_mariadb_;
    std::unique_ptr<SqlTool> tool_;
};

/// Drops a database of the server's: it slows down with hundreds of them. A file goes with its folder.
inline void forget_store(const std::string& address) {
    if (address.starts_with("mariadb"))
        (void)Shell(address).run("SET lock_wait_timeout = 5; EXECUTE IMMEDIATE CONCAT('DROP DATABASE ', DATABASE())");
}

}  // namespace drp::test
