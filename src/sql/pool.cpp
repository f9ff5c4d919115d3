#include "sql/pool.hpp"

#include <stdexcept>

namespace drp::sql {

Lease::~Lease() {
    if (pool_ != nullptr) pool_->give_back(*connection_, is_writer_);
}

Pool::Pool(Open open_writer, Open open_reader, unsigned max_readers)
    : open_writer_(std::move(open_writer)), open_reader_(std::move(open_reader)), max_readers_(max_readers) {
    readers_.reserve(max_readers);
    idle_readers_.reserve(max_readers);  // so that giving back never allocates
}

Pool::~Pool() = default;

Lease Pool::writer() {
    if (!open_writer_) throw std::logic_error("this store was opened for reading only");
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !writer_lent_; });
    if (!writer_) writer_ = open_writer_();
    writer_lent_ = true;
    return {*this, *writer_, true};
}

Lease Pool::reader() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !idle_readers_.empty() || readers_.size() < max_readers_; });
    if (idle_readers_.empty()) {
        readers_.push_back(open_reader_());
        return {*this, *readers_.back(), false};
    }
    auto* const connection = idle_readers_.back();  // the one used last: its cache is the warmest
    idle_readers_.pop_back();
    return {*this, *connection, false};
}

void Pool::give_back(Connection& connection, bool is_writer) noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (is_writer) {
            writer_lent_ = false;
        } else {
            idle_readers_.push_back(&connection);
        }
    }
    freed_.notify_all();
}

}  // namespace drp::sql
