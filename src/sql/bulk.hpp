/// Many rows for one statement: sent a thousand at a time where the engine is faster so, one by one where it is not.
///
///     BulkStatement insert(connection, "INSERT INTO t (a, b) VALUES (?, ?)");
///     for (const auto& row : rows) insert.add(row.a, row.bytes);  // bytes may be reused at once
///     insert.flush();
///
/// Rows run in the order of add(); what was added is only sure to have run after flush(), and what is not flushed when
/// the object goes is not written. For INSERT, REPLACE, UPDATE and DELETE inside a write transaction. A row that fails
/// throws, from add() or from flush(): the transaction must be given up, since rows before it may be there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sql/connection.hpp"

namespace drp::sql {

/// Rows column by column, copied. A column's values are of one type, or NULL.
class RowBuffer {
  public:
    enum class Type { none, int64, real, text, blob };
    struct Column {
        Type type = Type::none;  ///< none: only NULLs so far
        std::vector<std::int64_t> integers;
        std::vector<double> reals;
        std::vector<char> bytes;             ///< of texts and blobs, one after the other
        std::vector<unsigned long> lengths;  ///< theirs
        std::vector<char> nulls;             ///< 1 where the value is NULL; one for each row
    };

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::span<const Column> columns() const noexcept { return columns_; }
    void clear() noexcept;

    /// A row is its values in the order of the columns, then end_row().
    void add_null();
    void add_int64(std::int64_t value);
    void add_double(double value);
    void add_text(std::string_view value);
    void add_blob(std::span<const std::byte> value);
    /// Throws std::logic_error where rows differ in the number of their values.
    void end_row();

  private:
    Column& next(Type type);

    std::vector<Column> columns_;
    std::size_t cursor_ = 0;
    std::size_t size_ = 0;
    std::size_t bytes_ = 0;
};

class BulkStatement {
  public:
    BulkStatement(Connection& connection, std::string_view sql)
        : connection_(connection), statement_(connection.prepare(sql)), rows_per_call_(connection.rows_per_call()) {}

    /// The values of one row, of the types that Statement::bind() takes. They are copied or have run when this returns.
    template <class... Values>
    void add(const Values&... values) {
        if (rows_per_call_ == 1) {
            statement_.bind(values...).run();
            changes_ += connection_.changes();
            return;
        }
        (add_one(values), ...);
        rows_.end_row();
        if (rows_.size() >= rows_per_call_ || rows_.bytes() >= kMostBytes) flush();
    }
    void flush();
    /// Rows touched so far, as Connection::changes() counts them.
    [[nodiscard]] std::int64_t changes() const noexcept { return changes_; }

  private:
    /// Well below the 16 MiB that a server takes in one packet.
    static constexpr std::size_t kMostBytes = 4U << 20U;

    template <class Value>
    void add_one(const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullptr_t>) {
            rows_.add_null();
        } else if constexpr (std::is_integral_v<Value>) {
            rows_.add_int64(static_cast<std::int64_t>(value));
        } else if constexpr (std::is_floating_point_v<Value>) {
            rows_.add_double(value);
        } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
            rows_.add_text(value);
        } else if constexpr (requires { value.has_value(); }) {
            if (value.has_value()) {
                add_one(*value);
            } else {
                rows_.add_null();
            }
        } else {
            rows_.add_blob(value);
        }
    }

    Connection& connection_;
    Statement statement_;
    std::size_t rows_per_call_;
    RowBuffer rows_;
    std::int64_t changes_ = 0;
};

}  // namespace drp::sql
