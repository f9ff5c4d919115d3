#include "storage/copy.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/sha256.hpp"
#include "sql/bulk.hpp"
#include "sql/catalog.hpp"
#include "storage/settings.hpp"

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kMark = "copy_under_way";
constexpr std::int64_t kRowsPerBatch = 5000;

/// What others refer to goes first, in this order; then the rest by name.
constexpr std::array<std::string_view, 11> kFirst{"entity",    "organization", "user",      "meter",
                                                  "program",   "alert_rule",   "event",     "weather_site",
                                                  "enrolment", "import",       "settlement"};
/// Made with the store, or copied row by row at the end.
constexpr std::array<std::string_view, 2> kOwn{"calendar", "setting"};

using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
using Row = std::vector<Value>;

std::string names(const std::vector<sql::Column>& columns) {
    std::string text;
    for (const auto& column : columns) text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", column.name);
    return text;
}

Value value_at(const sql::Statement& row, int column, sql::ValueType type) {
    if (row->is_null(column)) return nullptr;
    switch (type) {
        case sql::ValueType::integer:
            return row->int64(column);
        case sql::ValueType::real:
            return row->real(column);
        case sql::ValueType::text:
            return std::string(row->text(column));
        case sql::ValueType::blob: {
            const auto bytes = row->blob(column);
            return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        }
    }
    return nullptr;
}

void bind_value(sql::Statement& statement, int index, const Value& value, sql::ValueType type) {
    if (std::holds_alternative<std::nullptr_t>(value)) {
        statement->bind_null(index);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement->bind_int64(index, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
        statement->bind_double(index, *real);
    } else if (type == sql::ValueType::blob) {
        statement->bind_blob(index, std::as_bytes(std::span(std::get<std::string>(value))));
    } else {
        statement->bind_text(index, std::get<std::string>(value));
    }
}

/// "k > ? OR (k = ? AND l > ?)": written out, since not every engine looks a row of values up in an index.
std::string after_key(const std::vector<sql::Column>& key) {
    std::string text;
    for (std::size_t last = 0; last < key.size(); ++last) {
        std::string part;
        for (std::size_t i = 0; i <= last; ++i)
            part += fmt::format("{}\"{}\" {} ?", part.empty() ? "" : " AND ", key[i].name, i == last ? ">" : "=");
        text += fmt::format("{}({})", text.empty() ? "" : " OR ", part);
    }
    return text;
}

/// Reads a table batch by batch, in the order of its key.
class TableReader {
  public:
    TableReader(sql::Connection& connection, const sql::Table& table, std::optional<Row> after)
        : connection_(connection), table_(table), after_(std::move(after)) {
        for (const auto& column : table.key)
            key_places_.push_back(
                static_cast<std::size_t>(std::ranges::find(table.columns, column) - table.columns.begin()));
    }
    /// Empty at the end.
    [[nodiscard]] std::vector<Row> next() {
        const auto& key = table_.key;
        auto rows = connection_.prepare(
            fmt::format("SELECT {} FROM \"{}\" {} ORDER BY {} LIMIT {}", names(table_.columns), table_.name,
                        after_ ? "WHERE " + after_key(key) : "", names(key), kRowsPerBatch));
        int index = 0;
        for (std::size_t last = 0; after_ && last < key.size(); ++last)
            for (std::size_t i = 0; i <= last; ++i) bind_value(rows, ++index, (*after_)[i], key[i].type);
        std::vector<Row> batch;
        while (rows->step()) {
            auto& row = batch.emplace_back();
            for (std::size_t i = 0; i < table_.columns.size(); ++i)
                row.push_back(value_at(rows, static_cast<int>(i), table_.columns[i].type));
        }
        if (!batch.empty()) {
            after_.emplace();
            for (const auto place : key_places_) after_->push_back(batch.back()[place]);
        }
        return batch;
    }

  private:
    sql::Connection& connection_;
    const sql::Table& table_;
    std::optional<Row> after_;
    std::vector<std::size_t> key_places_;
};

/// The key of the last row that a table has.
std::optional<Row> last_key(sql::Connection& connection, const sql::Table& table) {
    std::string order;
    for (const auto& column : table.key) order += fmt::format("{}\"{}\" DESC", order.empty() ? "" : ", ", column.name);
    auto row = connection.prepare(
        fmt::format("SELECT {} FROM \"{}\" ORDER BY {} LIMIT 1", names(table.key), table.name, order));
    if (!row->step()) return std::nullopt;
    Row key;
    for (std::size_t i = 0; i < table.key.size(); ++i)
        key.push_back(value_at(row, static_cast<int>(i), table.key[i].type));
    return key;
}

void add_to(sql::RowBuffer& buffer, const Value& value, sql::ValueType type) {
    if (std::holds_alternative<std::nullptr_t>(value)) {
        buffer.add_null();
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        buffer.add_int64(*number);
    } else if (const auto* real = std::get_if<double>(&value)) {
        buffer.add_double(*real);
    } else if (type == sql::ValueType::blob) {
        buffer.add_blob(std::as_bytes(std::span(std::get<std::string>(value))));
    } else {
        buffer.add_text(std::get<std::string>(value));
    }
}

void write_rows(sql::Connection& connection, const sql::Table& table, const std::vector<Row>& rows) {
    constexpr std::size_t kMostBytes = 4U << 20U;
    std::string marks;
    for (std::size_t i = 0; i < table.columns.size(); ++i) marks += i == 0 ? "?" : ", ?";
    auto insert =
        connection.prepare(fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, names(table.columns), marks));
    const auto together = connection.rows_per_call();
    sql::RowBuffer buffer;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (together == 1) {
                bind_value(insert, static_cast<int>(i) + 1, row[i], table.columns[i].type);
            } else {
                add_to(buffer, row[i], table.columns[i].type);
            }
        }
        if (together == 1) {
            insert.run();
            continue;
        }
        buffer.end_row();
        if (buffer.size() < together && buffer.bytes() < kMostBytes) continue;
        insert->run_rows(buffer);
        buffer.clear();
    }
    if (buffer.size() > 0) insert->run_rows(buffer);
}

bool is_own(const std::string& table) {
    return std::ranges::find(kOwn, table) != kOwn.end();
}

/// In the order in which they can be written.
std::vector<sql::Table> in_order(std::vector<sql::Table> tables) {
    std::erase_if(tables, [](const sql::Table& table) { return is_own(table.name); });
    std::ranges::stable_sort(
        tables, {}, [](const sql::Table& table) { return std::ranges::find(kFirst, table.name) - kFirst.begin(); });
    return tables;
}

/// Marks the target as one that is being copied to. Only one that is empty, or marked so already, may be.
Result<void> begin(Store& to, const std::vector<sql::Table>& tables) {
    auto tx = to.write();
    if (find_setting(tx, kMark)) return {};
    for (const auto& table : tables)
        if (last_key(tx.connection(), table))
            return Problem{ProblemKind::conflict, "store-not-empty",
                           fmt::format("The store that is copied to has rows in {} already.", table.name), "",
                           "Copy into a store that does not exist yet."};
    put_setting(tx, kMark, "yes");
    tx.commit();
    return {};
}

void write_batch(Store& to, const sql::Table& table, const std::vector<Row>& rows) {
    auto tx = to.write();
    const sql::TriggersOff triggers_off(tx.connection());
    write_rows(tx.connection(), table, rows);
    tx.commit();
}

std::int64_t copy_table(Transaction& from, Store& to, const sql::Table& table, const CopyProgress& progress) {
    std::optional<Row> after;
    {
        auto tx = to.read();
        after = last_key(tx.connection(), table);
    }
    TableReader reader(from.connection(), table, std::move(after));
    std::int64_t copied = 0;
    for (auto rows = reader.next(); !rows.empty(); rows = reader.next()) {
        write_batch(to, table, rows);
        copied += static_cast<std::int64_t>(rows.size());
        if (progress) progress(table.name, copied);
    }
    return copied;
}

/// Settings, the numbers that tables have drawn, and the mark off.
void finish(Transaction& from, Store& to) {
    auto tx = to.write();
    auto settings = from.connection().prepare("SELECT \"key\", value FROM setting WHERE \"key\" <> 'time_zone'");
    while (settings->step()) put_setting(tx, settings->text(0), settings->text(1));
    tx.connection().prepare("DELETE FROM setting WHERE \"key\" = ?").bind(kMark).run();
    for (const auto& [table, last] : sql::drawn_numbers(from.connection()))
        if (last > 0) sql::raise_drawn_number(tx.connection(), table, last);
    tx.commit();
}

struct Digest {
    std::string sha256;
    std::int64_t rows = 0;
};

void add_to(core::Sha256& hash, const Value& value) {
    if (std::holds_alternative<std::nullptr_t>(value)) {
        hash.update("n;");
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        hash.update(fmt::format("i{};", *number));
    } else if (const auto* real = std::get_if<double>(&value)) {
        hash.update(fmt::format("r{};", *real));  // the shortest text that is this number
    } else {
        const auto& text = std::get<std::string>(value);
        hash.update(fmt::format("t{}:", text.size()));
        hash.update(text);
    }
}

Digest digest(Transaction& tx) {
    core::Sha256 hash;
    Digest found;
    for (const auto& table : sql::tables_of(tx.connection())) {
        if (table.name == "setting") continue;
        hash.update(fmt::format("{}({})", table.name, names(table.columns)));
        TableReader reader(tx.connection(), table, std::nullopt);
        for (auto rows = reader.next(); !rows.empty(); rows = reader.next()) {
            for (const auto& row : rows)
                for (const auto& value : row) add_to(hash, value);
            found.rows += static_cast<std::int64_t>(rows.size());
        }
    }
    found.sha256 = hash.hex();
    return found;
}

}  // namespace

std::string digest_of(Transaction& tx) {
    return digest(tx).sha256;
}

Result<CopyOutcome> copy_store(const Store& from, Store& to, const CopyProgress& progress) {
    auto source = from.read();
    const auto tables = sql::tables_of(source.connection());
    if (from.schema_version() != to.schema_version() || tables != sql::tables_of(to.read().connection()))
        return Problem{ProblemKind::conflict, "schema-differs",
                       fmt::format("The stores have schemas {} and {}.", from.schema_version(), to.schema_version()),
                       "", "Bring both to this version with `drp migrate`."};
    const auto ordered = in_order(tables);
    if (auto begun = begin(to, ordered); !begun) return begun.error();
    CopyOutcome outcome;
    outcome.tables = static_cast<int>(tables.size());
    for (const auto& table : ordered) outcome.copied += copy_table(source, to, table, progress);
    finish(source, to);
    const auto original = digest(source);
    auto copy = to.read();
    if (digest(copy).sha256 != original.sha256)
        return Problem{ProblemKind::conflict, "copy-differs", "The copy is not what the source is now.", "",
                       "Stop what writes into either store, remove the copy, and copy again."};
    outcome.rows = original.rows;
    outcome.sha256 = original.sha256;
    return outcome;
}

}  // namespace drp::storage
