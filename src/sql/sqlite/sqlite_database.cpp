#include "sql/sqlite/sqlite_database.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <sqlite3.h>

#include "sql/sqlite/sqlite_connection.hpp"

namespace drp::sql::sqlite {
namespace {

using core::Problem;
using core::ProblemKind;

/// Log pages (4 KiB each) at which the log is emptied: rare enough for ticks to stay fast, 64 MiB.
constexpr int kCheckpointPages = 16'384;
/// Where writers outrun the thread, they empty the log themselves, so that it stays below this: 1 GiB.
constexpr int kLongestLogPages = 16 * kCheckpointPages;

/// Empties the log on a thread of its own, so that no writer waits for it.
class Checkpointer {
  public:
    explicit Checkpointer(std::string path)
        : path_(std::move(path)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

    void wake() {
        {
            const std::lock_guard lock(mutex_);
            wanted_ = true;
        }
        wanted_changed_.notify_one();
    }

  private:
    void run(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (wanted_changed_.wait(lock, stop, [this] { return wanted_; })) {
            wanted_ = false;
            lock.unlock();
            empty_log();
            lock.lock();
        }
    }
    void empty_log() noexcept {
        try {
            if (!connection_) connection_ = std::make_unique<SqliteConnection>(path_, Access::read_write);
            sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        } catch (const SqlError&) {
            connection_.reset();  // nothing is lost: the log stays, the next commit asks again
        }
    }

    std::string path_;
    std::mutex mutex_;
    std::condition_variable_any wanted_changed_;
    bool wanted_ = false;
    std::unique_ptr<SqliteConnection> connection_;
    std::jthread thread_;  // last: it uses the others
};

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(const std::string& path, const DatabaseOptions& options)
        : path_(path),
          checkpointer_(options.read_only ? nullptr : std::make_unique<Checkpointer>(path)),
          pool_(
              options.read_only ? Pool::Open{} : [this] { return open_writer(); },
              [this] { return std::make_unique<SqliteConnection>(path_, Access::read_only); }, {options.readers, {}}) {}

    Pool& pool() noexcept override { return pool_; }

    void checkpoint() override {
        const SqliteConnection connection(path_, Access::read_write);
        const int code =
            sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        if (code != SQLITE_OK && code != SQLITE_BUSY) throw_error(connection.handle(), code, "checkpoint");
    }

    std::int64_t outside_version() override {
        // Counts the commits of all connections but this one, and this one makes all commits of this process.
        auto writer = pool_.writer();
        auto statement = writer->prepare("PRAGMA data_version");
        statement->step();
        return statement->int64(0);
    }

    core::Result<void> backup(const std::string& path) override {
        if (std::filesystem::exists(path))
            return Problem{ProblemKind::conflict, "backup-exists", fmt::format("'{}' exists already.", path), "",
                           "Choose another name."};
        SqliteConnection source(path_, Access::read_only);
        try {
            source.prepare("VACUUM INTO ?").bind(path).run();
        } catch (const SqlError& error) {
            std::error_code ignored;
            std::filesystem::remove(path, ignored);
            return error.problem();
        }
        return {};
    }

  private:
    std::unique_ptr<Connection> open_writer() {
        auto writer = std::make_unique<SqliteConnection>(path_, Access::read_write);
        writer->on_commit([this, handle = writer->handle()](int log_pages) {
            if (log_pages >= kLongestLogPages) {
                sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
            } else if (log_pages >= kCheckpointPages) {
                checkpointer_->wake();
            }
        });
        return writer;
    }

    std::string path_;
    std::unique_ptr<Checkpointer> checkpointer_;
    Pool pool_;
};

Problem unusable(const std::string& path, std::string_view why) {
    return {ProblemKind::unavailable, "store-unusable", fmt::format("The store '{}' cannot be opened: {}.", path, why),
            "", "Check the path and its permissions."};
}

}  // namespace

core::Result<std::unique_ptr<Database>> open_database(const std::string& path, const DatabaseOptions& options) {
    namespace fs = std::filesystem;
    std::error_code failure;
    const bool exists = fs::exists(path, failure);
    if (!exists && !options.create)
        return Problem{ProblemKind::not_found, "store-missing", fmt::format("There is no store '{}'.", path), "",
                       "Make one with `drp migrate`, or give the right --store."};
    try {
        if (!exists) {
            if (const auto folder = fs::path(path).parent_path(); !folder.empty())
                fs::create_directories(folder, failure);
            if (failure) return unusable(path, failure.message());
            const SqliteConnection made(path, Access::create);
        } else if (fs::exists(path + "-journal", failure)) {
            // A process that died while it made the file leaves a journal, which no reader may take back.
            const SqliteConnection mended(path, Access::create);
        }
        auto database = std::make_unique<SqliteDatabase>(path, options);
        (void)database->pool().reader()->has_table("setting");  // reads the header: is it a database at all?
        return std::unique_ptr<Database>(std::move(database));
    } catch (const SqlError& error) {
        if (error.kind() == ErrorKind::damaged) return error.problem();
        return unusable(path, error.engine_message());
    }
}

}  // namespace drp::sql::sqlite
