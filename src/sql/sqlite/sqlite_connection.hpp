/// SQLite behind sql::Connection.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace drp::sql::sqlite {

class SqliteStatement final : public PreparedStatement {
  public:
    SqliteStatement(sqlite3* db, std::string_view sql);
    ~SqliteStatement() override;
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bind_null(int index) override;
    void bind_int64(int index, std::int64_t value) override;
    void bind_double(int index, double value) override;
    void bind_text(int index, std::string_view value) override;
    void bind_blob(int index, std::span<const std::byte> value) override;
    bool step() override;
    void reset() noexcept override;
    void release() noexcept override;
    [[nodiscard]] bool is_null(int column) const override;
    [[nodiscard]] std::int64_t int64(int column) const override;
    [[nodiscard]] double real(int column) const override;
    [[nodiscard]] std::string_view text(int column) const override;
    [[nodiscard]] std::span<const std::byte> blob(int column) const override;

    [[nodiscard]] bool is_in_use() const noexcept { return in_use_; }
    void take() noexcept { in_use_ = true; }

  private:
    void check(int code) const;

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
    bool in_use_ = false;
};

enum class Access { read_only, read_write, create };

class SqliteConnection final : public Connection {
  public:
    /// Opens and sets it up; `sqlite3_open_v2` and pragmas are thrown as SqlError when they fail.
    SqliteConnection(const std::string& path, Access access);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    void execute(std::string_view script) override;
    [[nodiscard]] std::int64_t changes() const override;
    [[nodiscard]] std::int64_t last_insert_id() const override;
    [[nodiscard]] bool has_table(std::string_view name) override;
    void begin_read() override;
    void begin_write() override;
    void commit() override;
    void rollback() noexcept override;
    [[nodiscard]] bool in_transaction() const override;
    void set_triggers(bool enabled) override;
    [[nodiscard]] Dialect dialect() const noexcept override { return {Engine::sqlite}; }

    /// Called after each commit with the number of pages in the log; replaces the automatic checkpoint.
    void on_commit(std::function<void(int log_pages)> hook);
    [[nodiscard]] sqlite3* handle() const noexcept { return db_; }

  protected:
    [[nodiscard]] PreparedStatement& prepared(std::string_view sql) override;

  private:
    void configure(Access access);

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    using Copies = std::vector<std::unique_ptr<SqliteStatement>>;

    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, Copies, TextHash, std::equal_to<>> cache_;
    std::function<void(int)> commit_hook_;
};

/// Translates a result code and the connection's message.
[[noreturn]] void throw_error(sqlite3* db, int code, std::string_view doing);

}  // namespace drp::sql::sqlite
