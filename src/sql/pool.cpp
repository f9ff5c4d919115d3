#include "sql/pool.hpp"

#include <stdexcept>

namespace drp::sql {

Lease::~Lease() {
    if (connection_) pool_->give_back(std::move(connection_), is_writer_);
}

Pool::Pool(Open open_writer, Open open_reader, const Limits& limits)
    : patience_(limits.patience),
      writers_{std::move(open_writer), 1},
      readers_{std::move(open_reader), limits.readers} {
    writers_.idle.reserve(1);  // so that giving back never allocates
    readers_.idle.reserve(limits.readers);
}

Pool::~Pool() = default;

Lease Pool::writer() {
    if (!writers_.open) throw std::logic_error("this store was opened for reading only");
    return lend(writers_);
}

Lease Pool::reader() {
    return lend(readers_);
}

Lease Pool::lend(Side& side) {
    const bool is_writer = &side == &writers_;
    std::unique_lock lock(mutex_);
    const auto is_ready = [&side] { return !side.idle.empty() || side.made < side.limit; };
    if (!patience_) {
        freed_.wait(lock, is_ready);
    } else if (!freed_.wait_for(lock, *patience_, is_ready)) {
        throw SqlError(ErrorKind::busy, "all connections are in use", is_writer ? "write" : "read");
    }
    if (!side.idle.empty()) {
        auto connection = std::move(side.idle.back());
        side.idle.pop_back();
        return {*this, std::move(connection), is_writer};
    }
    ++side.made;
    lock.unlock();  // a server may take its time: others go on with theirs
    try {
        return {*this, side.open(), is_writer};
    } catch (...) {
        lock.lock();
        --side.made;
        lock.unlock();
        freed_.notify_all();
        throw;
    }
}

void Pool::give_back(std::unique_ptr<Connection> connection, bool is_writer) noexcept {
    {
        const std::lock_guard lock(mutex_);
        (is_writer ? writers_ : readers_).idle.push_back(std::move(connection));
    }
    freed_.notify_all();
}

}  // namespace drp::sql
