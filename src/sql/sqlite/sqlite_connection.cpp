#include "sql/sqlite/sqlite_connection.hpp"

#include <sqlite3.h>

#include "core/text.hpp"

namespace drp::sql::sqlite {
namespace {

constexpr int kBusyMilliseconds = 15'000;

/// Pages of 4 KiB: a block takes a twelfth of one, so a tick rewrites little; larger ones gained nothing when loading.
constexpr const char* kPageSize = "PRAGMA page_size = 4096";

ErrorKind kind_of(int extended_code) noexcept {
    switch (extended_code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
            return ErrorKind::unique;
        case SQLITE_CONSTRAINT_FOREIGNKEY:
            return ErrorKind::reference;
        case SQLITE_CONSTRAINT_TRIGGER:
            return ErrorKind::rule;
        default:
            break;
    }
    switch (extended_code & 0xFF) {
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            return ErrorKind::constraint;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorKind::busy;
        case SQLITE_FULL:
        case SQLITE_TOOBIG:
            return ErrorKind::full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorKind::damaged;
        default:
            return ErrorKind::other;
    }
}

}  // namespace

void throw_error(sqlite3* db, int code, std::string_view doing) {
    const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
    const char* const message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    throw SqlError(kind_of(extended == SQLITE_OK ? code : extended), message, core::excerpt(doing, 200));
}

SqliteStatement::SqliteStatement(sqlite3* db, std::string_view sql) : db_(db) {
    const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement_, nullptr);
    if (code != SQLITE_OK) throw_error(db, code, sql);
}

SqliteStatement::~SqliteStatement() {
    sqlite3_finalize(statement_);
}

void SqliteStatement::check(int code) const {
    if (code != SQLITE_OK) throw_error(db_, code, sqlite3_sql(statement_));
}

void SqliteStatement::bind_null(int index) {
    check(sqlite3_bind_null(statement_, index));
}
void SqliteStatement::bind_int64(int index, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, index, value));
}
void SqliteStatement::bind_double(int index, double value) {
    check(sqlite3_bind_double(statement_, index, value));
}
void SqliteStatement::bind_text(int index, std::string_view value) {
    // An empty view may have no data, which SQLite would take for NULL.
    check(sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
}
void SqliteStatement::bind_blob(int index, std::span<const std::byte> value) {
    check(sqlite3_bind_blob64(statement_, index, value.empty() ? static_cast<const void*>("") : value.data(),
                              value.size(), SQLITE_STATIC));
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw_error(db_, code, sqlite3_sql(statement_));
}

void SqliteStatement::reset() noexcept {
    sqlite3_reset(statement_);  // repeats the error of step(), which was thrown
}

void SqliteStatement::release() noexcept {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    in_use_ = false;
}

bool SqliteStatement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t SqliteStatement::int64(int column) const {
    return sqlite3_column_int64(statement_, column);
}
double SqliteStatement::real(int column) const {
    return sqlite3_column_double(statement_, column);
}
std::string_view SqliteStatement::text(int column) const {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {text, text == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
std::span<const std::byte> SqliteStatement::blob(int column) const {
    const auto* const bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, column));
    return {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

SqliteConnection::SqliteConnection(const std::string& path, Access access) {
    int flags = SQLITE_OPEN_NOMUTEX;  // a connection belongs to one thread at a time
    flags |= access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (access == Access::create) flags |= SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
    try {
        if (code != SQLITE_OK) throw_error(db_, code, "open " + path);
        configure(access);
    } catch (...) {
        sqlite3_close_v2(db_);
        throw;
    }
}

void SqliteConnection::configure(Access access) {
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, kBusyMilliseconds);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (access == Access::create) execute(kPageSize);
    if (access != Access::read_only) execute("PRAGMA journal_mode = WAL");
    execute(R"(
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA cache_size = -65536;
        PRAGMA mmap_size = 1073741824;
    )");
}

SqliteConnection::~SqliteConnection() {
    cache_.clear();
    sqlite3_close_v2(db_);
}

void SqliteConnection::execute(std::string_view script) {
    const std::string terminated(script);
    const int code = sqlite3_exec(db_, terminated.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw_error(db_, code, script);
}

std::int64_t SqliteConnection::changes() const {
    return sqlite3_changes64(db_);
}
std::int64_t SqliteConnection::last_insert_id() const {
    return sqlite3_last_insert_rowid(db_);
}

bool SqliteConnection::has_table(std::string_view name) {
    return prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").bind(name)->step();
}

void SqliteConnection::begin_read() {
    prepare("BEGIN").run();
}
void SqliteConnection::begin_write() {
    prepare("BEGIN IMMEDIATE").run();
}
void SqliteConnection::commit() {
    prepare("COMMIT").run();
}
void SqliteConnection::rollback() noexcept {
    // Fails only where nothing is open any more, which is what is wanted.
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}
bool SqliteConnection::in_transaction() const {
    return sqlite3_get_autocommit(db_) == 0;
}

void SqliteConnection::set_triggers(bool enabled) {
    sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_TRIGGER, enabled ? 1 : 0, nullptr);
}

void SqliteConnection::on_commit(std::function<void(int)> hook) {
    commit_hook_ = std::move(hook);
    sqlite3_wal_hook(
        db_,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<SqliteConnection*>(self)->commit_hook_(pages);
            return SQLITE_OK;
        },
        this);
}

PreparedStatement& SqliteConnection::prepared(std::string_view sql) {
    auto found = cache_.find(sql);
    if (found == cache_.end()) found = cache_.emplace(std::string(sql), Copies{}).first;
    for (const auto& copy : found->second)
        if (!copy->is_in_use()) {
            copy->take();
            return *copy;
        }
    auto& copy = found->second.emplace_back(std::make_unique<SqliteStatement>(db_, spelled(Engine::sqlite, sql)));
    copy->take();
    return *copy;
}

}  // namespace drp::sql::sqlite
