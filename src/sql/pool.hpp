/// Connections shared by threads: one for writing, some for reading.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "sql/connection.hpp"

namespace drp::sql {

class Pool;

/// A connection lent by a pool; goes back by itself.
class Lease {
  public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection, bool is_writer) noexcept
        : pool_(&pool), connection_(std::move(connection)), is_writer_(is_writer) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

    [[nodiscard]] Connection& operator*() const noexcept { return *connection_; }
    [[nodiscard]] Connection* operator->() const noexcept { return connection_.get(); }

  private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;  // null once it was moved on
    bool is_writer_;
};

/// Any thread. Connections are opened when first needed, readers up to a limit; beyond it a caller waits.
class Pool {
  public:
    using Open = std::function<std::unique_ptr<Connection>()>;
    struct Limits {
        unsigned readers = 4;
        /// How long a caller waits for a connection before it is told that the store is busy; without one, until there
        /// is one.
        std::optional<std::chrono::milliseconds> patience;
    };
    /// `open_writer` may be empty: then lending the writer throws.
    Pool(Open open_writer, Open open_reader, const Limits& limits);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool();

    /// Both throw SqlError: busy after the limit's patience, and what opening a connection throws.
    [[nodiscard]] Lease writer();
    [[nodiscard]] Lease reader();

  private:
    friend class Lease;
    struct Side {
        Open open;
        unsigned limit = 0;
        unsigned made = 0;                                ///< lent and idle
        std::vector<std::unique_ptr<Connection>> idle{};  ///< the one used last is at the end: its cache is the warmest
    };
    [[nodiscard]] Lease lend(Side& side);
    void give_back(std::unique_ptr<Connection> connection, bool is_writer) noexcept;

    std::optional<std::chrono::milliseconds> patience_;
    std::mutex mutex_;
    std::condition_variable freed_;
    Side writers_;
    Side readers_;
};

}  // namespace drp::sql
