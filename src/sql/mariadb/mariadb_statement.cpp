#include "sql/mariadb/mariadb_statement.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "core/text.hpp"
#include "sql/mariadb/mariadb_connection.hpp"

namespace drp::sql::mariadb {
namespace {

constexpr std::size_t kFirstBytes = 256;

bool is_integer(enum_field_types type) noexcept {
    switch (type) {
        case MYSQL_TYPE_TINY:
        case MYSQL_TYPE_SHORT:
        case MYSQL_TYPE_INT24:
        case MYSQL_TYPE_LONG:
        case MYSQL_TYPE_LONGLONG:
        case MYSQL_TYPE_YEAR:
            return true;
        default:
            return false;
    }
}

/// The number that a text begins with, 0 if there is none.
template <class Number>
Number number_of(std::string_view text) {
    text = core::trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    Number number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string first_word(std::string_view sql) {
    const auto begin = std::min(sql.find_first_not_of(" \t\r\n"), sql.size());
    const auto end = std::min(sql.find_first_of(" \t\r\n(", begin), sql.size());
    return core::lower_ascii(sql.substr(begin, end - begin));
}

}  // namespace

MariadbStatement::MariadbStatement(MariadbConnection& connection, std::string_view sql)
    : connection_(connection), sql_(with_plain_parameters(sql)) {
    const auto word = first_word(sql);
    inserts_ = word == "insert" || word == "replace";
    writes_ = inserts_ || word == "update" || word == "delete";
    parameters_.resize(sql_.count);
    connection_.make_usable(sql_.text);
    try {
        prepare();
    } catch (const SqlError& error) {
        if (!connection_.has_come_back(error)) throw;
        prepare();
    }
}

MariadbStatement::~MariadbStatement() = default;

void MariadbStatement::fail() {
    connection_.fail(mysql_stmt_errno(statement_.get()), mysql_stmt_error(statement_.get()), sql_.text);
}

void MariadbStatement::prepare() {
    statement_.reset(mysql_stmt_init(connection_.handle()));
    if (!statement_) throw std::bad_alloc();
    if (mysql_stmt_prepare(statement_.get(), sql_.text.data(), sql_.text.size()) != 0) fail();
    if (mysql_stmt_param_count(statement_.get()) != sql_.sources.size())
        throw std::logic_error(fmt::format("parameters miscounted: {}", sql_.text));
    session_ = connection_.session();
}

MariadbStatement::Parameter& MariadbStatement::parameter(int index) {
    if (index < 1 || static_cast<std::size_t>(index) > parameters_.size())
        throw std::logic_error(fmt::format("no parameter {}: {}", index, sql_.text));
    return parameters_[static_cast<std::size_t>(index) - 1];
}

void MariadbStatement::bind_null(int index) {
    parameter(index) = {};
}
void MariadbStatement::bind_int64(int index, std::int64_t value) {
    auto& to = parameter(index);
    to.type = MYSQL_TYPE_LONGLONG;
    to.integer = value;
}
void MariadbStatement::bind_double(int index, double value) {
    auto& to = parameter(index);
    to.type = MYSQL_TYPE_DOUBLE;
    to.real = value;
}
void MariadbStatement::bind_text(int index, std::string_view value) {
    auto& to = parameter(index);
    to.type = MYSQL_TYPE_STRING;
    to.data = value.empty() ? "" : value.data();
    to.length = value.size();
}
void MariadbStatement::bind_blob(int index, std::span<const std::byte> value) {
    auto& to = parameter(index);
    to.type = MYSQL_TYPE_BLOB;
    to.data = value.empty() ? static_cast<const void*>("") : value.data();
    to.length = value.size();
}

void MariadbStatement::bind_parameters() {
    parameter_binds_.assign(sql_.sources.size(), MYSQL_BIND{});
    for (std::size_t i = 0; i < parameter_binds_.size(); ++i) {
        auto& from = parameters_[sql_.sources[i]];
        auto& bind = parameter_binds_[i];
        bind.buffer_type = from.type;
        if (from.type == MYSQL_TYPE_LONGLONG) {
            bind.buffer = &from.integer;
        } else if (from.type == MYSQL_TYPE_DOUBLE) {
            bind.buffer = &from.real;
        } else if (from.type != MYSQL_TYPE_NULL) {
            bind.buffer = const_cast<void*>(from.data);  // the library only reads it
            bind.buffer_length = from.length;
            bind.length = &from.length;
        }
    }
    if (!parameter_binds_.empty() && mysql_stmt_bind_param(statement_.get(), parameter_binds_.data()) != 0) fail();
}

/// Integers and floating-point numbers as such, everything else as its bytes (a DECIMAL as its digits).
void MariadbStatement::bind_columns() {
    const auto count = mysql_stmt_field_count(statement_.get());
    const auto* const fields = mariadb_stmt_fetch_fields(statement_.get());
    columns_.resize(count);
    column_binds_.assign(count, MYSQL_BIND{});
    for (unsigned i = 0; i < count; ++i) {
        auto& column = columns_[i];
        auto& bind = column_binds_[i];
        bind.is_null = &column.is_null;
        bind.length = &column.length;
        if (is_integer(fields[i].type)) {
            column.type = MYSQL_TYPE_LONGLONG;
            bind.buffer = &column.integer;
            bind.is_unsigned = (fields[i].flags & UNSIGNED_FLAG) != 0 ? 1 : 0;
        } else if (fields[i].type == MYSQL_TYPE_FLOAT || fields[i].type == MYSQL_TYPE_DOUBLE) {
            column.type = MYSQL_TYPE_DOUBLE;
            bind.buffer = &column.real;
        } else {
            column.type = MYSQL_TYPE_STRING;
            if (column.bytes.empty()) column.bytes.resize(kFirstBytes);
            bind.buffer = column.bytes.data();
            bind.buffer_length = column.bytes.size();
        }
        bind.buffer_type = column.type;
    }
    if (mysql_stmt_bind_result(statement_.get(), column_binds_.data()) != 0) fail();
}

void MariadbStatement::execute_once() {
    if (session_ != connection_.session()) prepare();
    auto* const statement = statement_.get();
    bind_parameters();
    if (mysql_stmt_execute(statement) != 0) fail();
    if (mysql_stmt_field_count(statement) > 0) {
        if (mysql_stmt_store_result(statement) != 0) fail();
        bind_columns();
        state_ = State::rows;
    } else {
        state_ = State::ended;
    }
    if (writes_) connection_.note_changes(static_cast<std::int64_t>(mysql_stmt_affected_rows(statement)));
    if (inserts_)
        if (const auto id = mysql_stmt_insert_id(statement); id != 0)
            connection_.note_insert_id(static_cast<std::int64_t>(id));
}

void MariadbStatement::execute() {
    connection_.make_usable(sql_.text);
    try {
        execute_once();
    } catch (const SqlError& error) {
        if (writes_ || !connection_.has_come_back(error)) throw;  // what was written may be there already
        execute_once();
    }
}

bool MariadbStatement::step() {
    if (state_ == State::ready) execute();
    if (state_ == State::ended) return false;
    if (session_ != connection_.session())
        throw SqlError(ErrorKind::unreachable, "the connection was lost while rows were read", sql_.text);
    const int code = mysql_stmt_fetch(statement_.get());
    if (code == MYSQL_NO_DATA) {
        state_ = State::ended;
        return false;
    }
    if (code != 0 && code != MYSQL_DATA_TRUNCATED) fail();
    bool has_moved = false;
    for (unsigned i = 0; i < columns_.size(); ++i) {
        if (columns_[i].type != MYSQL_TYPE_STRING || columns_[i].is_null != 0 ||
            columns_[i].length <= columns_[i].bytes.size())
            continue;
        fetch_long(i);
        has_moved = true;
    }
    // Only now: binding makes the library forget where the row's other values lie.
    if (has_moved && mysql_stmt_bind_result(statement_.get(), column_binds_.data()) != 0) fail();
    return true;
}

/// A value that did not fit: makes room, for the rows after it too.
void MariadbStatement::fetch_long(unsigned index) {
    auto& column = columns_[index];
    column.bytes.resize(std::max<std::size_t>(column.length, 2 * column.bytes.size()));
    auto& bind = column_binds_[index];
    bind.buffer = column.bytes.data();
    bind.buffer_length = column.bytes.size();
    if (mysql_stmt_fetch_column(statement_.get(), &bind, index, 0) != 0) fail();
}

void MariadbStatement::reset() noexcept {
    if (state_ != State::ready && !columns_.empty() && session_ == connection_.session())
        mysql_stmt_free_result(statement_.get());
    state_ = State::ready;
}

void MariadbStatement::release() noexcept {
    reset();
    std::ranges::fill(parameters_, Parameter{});
    in_use_ = false;
}

void MariadbStatement::run_rows(const RowBuffer& rows) {
    connection_.make_usable(sql_.text);
    if (session_ != connection_.session()) prepare();
    auto* const statement = statement_.get();
    const auto columns = rows.columns();
    if (columns.size() != parameters_.size())
        throw std::logic_error(fmt::format("wrong number of values: {}", sql_.text));
    std::vector<std::vector<const char*>> pointers(columns.size());
    std::vector<unsigned long> no_lengths;
    parameter_binds_.assign(sql_.sources.size(), MYSQL_BIND{});
    for (std::size_t i = 0; i < parameter_binds_.size(); ++i) {
        const auto source = sql_.sources[i];
        const auto& column = columns[source];
        auto& bind = parameter_binds_[i];
        bind.u.indicator = const_cast<char*>(column.nulls.data());
        if (column.type == RowBuffer::Type::int64) {
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = const_cast<std::int64_t*>(column.integers.data());
            continue;
        }
        if (column.type == RowBuffer::Type::real) {
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = const_cast<double*>(column.reals.data());
            continue;
        }
        bind.buffer_type = column.type == RowBuffer::Type::blob ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
        if (column.type == RowBuffer::Type::none) no_lengths.resize(rows.size());
        const auto& lengths = column.type == RowBuffer::Type::none ? no_lengths : column.lengths;
        auto& starts = pointers[source];
        starts.clear();
        const char* at = column.bytes.empty() ? "" : column.bytes.data();
        for (const auto length : lengths) {
            starts.push_back(at);
            at += length;
        }
        bind.buffer = starts.data();
        bind.length = const_cast<unsigned long*>(lengths.data());
    }
    const auto set_rows = [statement](unsigned count) { mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count); };
    set_rows(static_cast<unsigned>(rows.size()));
    const bool has_run =
        mysql_stmt_bind_param(statement, parameter_binds_.data()) == 0 && mysql_stmt_execute(statement) == 0;
    set_rows(0);
    if (!has_run) fail();
    connection_.note_changes(static_cast<std::int64_t>(mysql_stmt_affected_rows(statement)));
}

const MariadbStatement::Column& MariadbStatement::column(int index) const {
    return columns_.at(static_cast<std::size_t>(index));
}

bool MariadbStatement::is_null(int index) const {
    return column(index).is_null != 0;
}

std::int64_t MariadbStatement::int64(int index) const {
    const auto& from = column(index);
    if (from.is_null != 0) return 0;
    if (from.type == MYSQL_TYPE_LONGLONG) return from.integer;
    if (from.type == MYSQL_TYPE_DOUBLE) return static_cast<std::int64_t>(from.real);
    return number_of<std::int64_t>({from.bytes.data(), from.length});
}

double MariadbStatement::real(int index) const {
    const auto& from = column(index);
    if (from.is_null != 0) return 0;
    if (from.type == MYSQL_TYPE_DOUBLE) return from.real;
    if (from.type == MYSQL_TYPE_LONGLONG) return static_cast<double>(from.integer);
    return number_of<double>({from.bytes.data(), from.length});
}

std::string_view MariadbStatement::text(int index) const {
    const auto& from = column(index);
    if (from.is_null != 0) return {};
    if (from.type == MYSQL_TYPE_STRING) return {from.bytes.data(), from.length};
    from.as_text = from.type == MYSQL_TYPE_LONGLONG ? fmt::to_string(from.integer) : fmt::to_string(from.real);
    return from.as_text;
}

std::span<const std::byte> MariadbStatement::blob(int index) const {
    const auto bytes = text(index);
    return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

}  // namespace drp::sql::mariadb
