/// One connection to a database engine, and prepared statements on it. An engine implements the two interfaces below:
/// sqlite/ and mariadb/ do.
///
/// Parameters are written `?`, or `?1`, `?2`… where one is used twice or out of order.
///
/// Neither a Connection nor anything made by it may be used from two threads at once. Every call can throw SqlError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "sql/dialect.hpp"
#include "sql/error.hpp"

namespace drp::sql {

/// A prepared statement in a connection's cache. Parameters count from 1, columns from 0, as in SQL APIs everywhere.
class RowBuffer;

class PreparedStatement {
  public:
    PreparedStatement() = default;
    PreparedStatement(const PreparedStatement&) = delete;
    PreparedStatement& operator=(const PreparedStatement&) = delete;
    virtual ~PreparedStatement() = default;

    virtual void bind_null(int index) = 0;
    virtual void bind_int64(int index, std::int64_t value) = 0;
    virtual void bind_double(int index, double value) = 0;
    /// The bytes are not copied: they must live until the statement is reset or bound anew.
    virtual void bind_text(int index, std::string_view value) = 0;
    virtual void bind_blob(int index, std::span<const std::byte> value) = 0;

    /// True if there is a row, false at the end.
    virtual bool step() = 0;
    /// Ready to run again; parameters stay.
    virtual void reset() noexcept = 0;
    /// Resets, forgets the parameters, so that no pointer to somebody's buffer stays behind, and goes back to the
    /// cache.
    virtual void release() noexcept = 0;
    /// Runs once for each row, in order, in one call to the engine. Only where Connection::rows_per_call() is above 1;
    /// BulkStatement (sql/bulk.hpp) is how it is used.
    virtual void run_rows(const RowBuffer& rows);

    [[nodiscard]] virtual bool is_null(int column) const = 0;
    [[nodiscard]] virtual std::int64_t int64(int column) const = 0;
    [[nodiscard]] virtual double real(int column) const = 0;
    /// Valid until the next step() or reset(). NULL is empty.
    [[nodiscard]] virtual std::string_view text(int column) const = 0;
    [[nodiscard]] virtual std::span<const std::byte> blob(int column) const = 0;
};

/// A statement in use: reset and cleared when it goes out of scope, then back in the cache.
class Statement {
  public:
    explicit Statement(PreparedStatement& prepared) noexcept : prepared_(&prepared) {}
    Statement(Statement&& other) noexcept
        : prepared_(std::exchange(other.prepared_, nullptr)), kept_(std::move(other.kept_)) {}
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;
    ~Statement() {
        if (prepared_ != nullptr) prepared_->release();
    }
    PreparedStatement* operator->() const noexcept { return prepared_; }

    /// Binds all parameters in order: integers, doubles, text, blobs, std::nullptr_t, optionals. Text and blobs are not
    /// copied and must live as long as the statement runs; only a std::string that nobody else has is kept here.
    template <class... Values>
    Statement& bind(Values&&... values) {
        kept_.clear();
        int index = 0;
        (bind_one(++index, std::forward<Values>(values)), ...);
        return *this;
    }
    /// Runs to the end and resets: for statements that return nothing.
    void run() {
        while (prepared_->step()) {
        }
        prepared_->reset();
    }

  private:
    template <class Value>
    void bind_one(int index, Value&& value) {
        using T = std::remove_cvref_t<Value>;
        if constexpr (std::is_same_v<T, std::nullptr_t>) {
            prepared_->bind_null(index);
        } else if constexpr (std::is_integral_v<T>) {
            prepared_->bind_int64(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_floating_point_v<T>) {
            prepared_->bind_double(index, value);
        } else if constexpr (std::is_same_v<T, std::string> && !std::is_lvalue_reference_v<Value>) {
            prepared_->bind_text(index, kept_.emplace_front(std::forward<Value>(value)));
        } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            prepared_->bind_text(index, value);
        } else if constexpr (requires { value.has_value(); }) {
            if (value.has_value()) {
                bind_one(index, *std::forward<Value>(value));
            } else {
                prepared_->bind_null(index);
            }
        } else {
            prepared_->bind_blob(index, value);
        }
    }

    PreparedStatement* prepared_;
    std::forward_list<std::string> kept_;  // addresses stay when the statement moves
};

class Connection {
  public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    /// Compiled once per connection and text. A text that is in use already (its Statement still lives) is compiled
    /// again for the second user.
    [[nodiscard]] Statement prepare(std::string_view sql) { return Statement(prepared(sql)); }
    /// Runs a whole script, for migrations and settings. What its queries return is dropped.
    virtual void execute(std::string_view script) = 0;
    /// Rows that the last INSERT, UPDATE or DELETE touched, those of triggers not counted; an UPDATE touches a row that
    /// it leaves as it was. MariaDB counts a row that ON DUPLICATE KEY UPDATE changes as two.
    [[nodiscard]] virtual std::int64_t changes() const = 0;
    /// Key of the last row that was inserted.
    [[nodiscard]] virtual std::int64_t last_insert_id() const = 0;

    [[nodiscard]] virtual bool has_table(std::string_view name) = 0;

    virtual void begin_read() = 0;
    /// Takes the write lock at once, so that no later statement can fail for want of it.
    virtual void begin_write() = 0;
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    [[nodiscard]] virtual bool in_transaction() const = 0;

    /// Whether triggers fire on this connection (other connections are not touched). For code that keeps the rules
    /// itself and says how; see TriggersOff.
    virtual void set_triggers(bool enabled) = 0;

    [[nodiscard]] virtual Dialect dialect() const noexcept = 0;
    /// How many rows PreparedStatement::run_rows() takes at once; 1 if the engine is fastest with one after the other.
    [[nodiscard]] virtual std::size_t rows_per_call() const noexcept { return 1; }

  protected:
    [[nodiscard]] virtual PreparedStatement& prepared(std::string_view sql) = 0;
};

/// Triggers do not fire while this lives.
class TriggersOff {
  public:
    explicit TriggersOff(Connection& connection) : connection_(connection) { connection_.set_triggers(false); }
    TriggersOff(const TriggersOff&) = delete;
    TriggersOff& operator=(const TriggersOff&) = delete;
    ~TriggersOff() { connection_.set_triggers(true); }

  private:
    Connection& connection_;
};

/// The extent of a transaction on a connection: rolled back at its end unless committed.
class Scope {
  public:
    enum class Mode { read, write };
    Scope(Connection& connection, Mode mode);
    Scope(Scope&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    Scope& operator=(Scope&&) = delete;
    ~Scope();
    void commit();

  private:
    Connection* connection_;
};

}  // namespace drp::sql
