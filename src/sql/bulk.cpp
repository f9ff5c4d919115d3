#include "sql/bulk.hpp"

#include <stdexcept>

namespace drp::sql {

void RowBuffer::clear() noexcept {
    for (auto& column : columns_) {  // the memory stays for the next rows
        column.type = Type::none;
        column.integers.clear();
        column.reals.clear();
        column.bytes.clear();
        column.lengths.clear();
        column.nulls.clear();
    }
    cursor_ = 0;
    size_ = 0;
    bytes_ = 0;
}

/// The column of the row's next value, which is of this type. A NULL has a place of no meaning in each array.
RowBuffer::Column& RowBuffer::next(Type type) {
    if (cursor_ == columns_.size()) {
        if (size_ > 0) throw std::logic_error("a row has more values than those before it");
        columns_.emplace_back();
    }
    auto& column = columns_[cursor_++];
    if (type == Type::none || column.type == type) return column;
    if (column.type != Type::none) throw std::logic_error("a column's values are of one type");
    column.type = type;
    const auto before = column.nulls.size();
    if (type == Type::int64) {
        column.integers.resize(before);
    } else if (type == Type::real) {
        column.reals.resize(before);
    } else {
        column.lengths.resize(before);
    }
    return column;
}

void RowBuffer::add_null() {
    auto& column = next(Type::none);
    if (column.type == Type::int64) {
        column.integers.push_back(0);
    } else if (column.type == Type::real) {
        column.reals.push_back(0);
    } else if (column.type != Type::none) {
        column.lengths.push_back(0);
    }
    column.nulls.push_back(1);
}

void RowBuffer::add_int64(std::int64_t value) {
    auto& column = next(Type::int64);
    column.integers.push_back(value);
    column.nulls.push_back(0);
}

void RowBuffer::add_double(double value) {
    auto& column = next(Type::real);
    column.reals.push_back(value);
    column.nulls.push_back(0);
}

namespace {
void append(RowBuffer::Column& column, const char* data, std::size_t size) {
    column.bytes.insert(column.bytes.end(), data, data + size);
    column.lengths.push_back(size);
    column.nulls.push_back(0);
}
}  // namespace

void RowBuffer::add_text(std::string_view value) {
    append(next(Type::text), value.data(), value.size());
    bytes_ += value.size();
}

void RowBuffer::add_blob(std::span<const std::byte> value) {
    append(next(Type::blob), reinterpret_cast<const char*>(value.data()), value.size());
    bytes_ += value.size();
}

void RowBuffer::end_row() {
    if (cursor_ != columns_.size()) throw std::logic_error("a row has fewer values than those before it");
    cursor_ = 0;
    ++size_;
}

void BulkStatement::flush() {
    if (rows_.size() == 0) return;
    statement_->run_rows(rows_);
    changes_ += connection_.changes();
    rows_.clear();
}

}  // namespace drp::sql
