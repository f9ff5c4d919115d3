/// Connections shared by threads: one for writing, some for reading.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "sql/connection.hpp"

namespace drp::sql {

class Pool;

/// A connection lent by a pool; goes back by itself.
class Lease {
  public:
    Lease(Pool& pool, Connection& connection, bool is_writer) noexcept
        : pool_(&pool), connection_(&connection), is_writer_(is_writer) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), connection_(other.connection_), is_writer_(other.is_writer_) {}
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();

    [[nodiscard]] Connection& operator*() const noexcept { return *connection_; }
    [[nodiscard]] Connection* operator->() const noexcept { return connection_; }

  private:
    Pool* pool_;
    Connection* connection_;
    bool is_writer_;
};

/// Any thread. Readers are opened when first needed, up to the limit; beyond it a caller waits.
class Pool {
  public:
    using Open = std::function<std::unique_ptr<Connection>()>;
    /// `open_writer` may be empty: then lending the writer throws.
    Pool(Open open_writer, Open open_reader, unsigned max_readers);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool();

    [[nodiscard]] Lease writer();
    [[nodiscard]] Lease reader();

  private:
    friend class Lease;
    void give_back(Connection& connection, bool is_writer) noexcept;

    Open open_writer_;
    Open open_reader_;
    unsigned max_readers_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::unique_ptr<Connection> writer_;
    bool writer_lent_ = false;
    std::vector<std::unique_ptr<Connection>> readers_;
    std::vector<Connection*> idle_readers_;
};

}  // namespace drp::sql
