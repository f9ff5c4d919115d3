/// What the connections of one pool know together about their server, or about the nodes of their cluster. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "sql/error.hpp"

namespace drp::sql::mariadb {

class ServerHealth {
  public:
    using Clock = std::chrono::steady_clock;

    explicit ServerHealth(std::size_t hosts = 1) : failed_(hosts) {}

    /// Throws what note_failure() was last told, if that is less than a second ago: a server that does not answer costs
    /// one connection its time in a second, and not each.
    void require();
    /// No host answers.
    void note_failure(const SqlError& error);

    /// Hosts in the order in which they are tried: as they are given for the writer, each time from another one on for
    /// readers; those that failed in the last ten seconds at the end.
    [[nodiscard]] std::vector<std::size_t> order(bool for_writing);
    void note_host(std::size_t host, bool answers);

    /// Write transactions that this pool has committed.
    [[nodiscard]] std::int64_t write_commits() const noexcept { return write_commits_; }
    void note_write_commit() noexcept { ++write_commits_; }

  private:
    std::mutex mutex_;
    std::optional<SqlError> failure_;
    Clock::time_point when_;
    std::vector<std::optional<Clock::time_point>> failed_;  // when, by host
    std::size_t readers_ = 0;
    std::atomic<std::int64_t> write_commits_ = 0;
};

}  // namespace drp::sql::mariadb
