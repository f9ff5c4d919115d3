#include "benchmarks/row_store.hpp"

#include <stdexcept>

#include <sqlite3.h>

#include "benchmarks/fleet.hpp"

namespace drp::benchmarks {
namespace {

constexpr const char* kSchema = R"(
    CREATE TABLE IF NOT EXISTS reading (
        meter INTEGER NOT NULL, start INTEGER NOT NULL, wh INTEGER, predicted INTEGER,
        PRIMARY KEY (meter, start)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS daily (
        day INTEGER NOT NULL, meter INTEGER NOT NULL, wh INTEGER, predicted INTEGER, saved INTEGER,
        with_both INTEGER, with_saving INTEGER,
        PRIMARY KEY (day, meter)
    ) WITHOUT ROWID;
)";

constexpr const char* kRollUpAll = R"(
    INSERT OR REPLACE INTO daily
    SELECT start / 86400 AS day, meter, sum(wh), sum(predicted), sum(max(0, predicted - wh)), count(predicted - wh),
           sum(predicted > wh)
      FROM reading GROUP BY meter, start / 86400
)";

constexpr const char* kRollUpDays = R"(
    INSERT OR REPLACE INTO daily
    SELECT start / 86400 AS day, meter, sum(wh), sum(predicted), sum(max(0, predicted - wh)), count(predicted - wh),
           sum(predicted > wh)
      FROM reading WHERE meter = ? AND start >= ? AND start < ? GROUP BY start / 86400
)";

}  // namespace

void RowStore::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

RowStore::RowStore(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    execute("PRAGMA page_size = 4096");
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA cache_size = -65536");
    execute("PRAGMA mmap_size = 1073741824");
    execute("PRAGMA wal_autocheckpoint = 16384");
    execute(kSchema);
    upsert_actual_ = prepare(
        "INSERT INTO reading (meter, start, wh) VALUES (?, ?, ?) "
        "ON CONFLICT (meter, start) DO UPDATE SET wh = excluded.wh WHERE wh IS NOT excluded.wh");
    upsert_predicted_ = prepare(
        "INSERT INTO reading (meter, start, predicted) VALUES (?, ?, ?) "
        "ON CONFLICT (meter, start) DO UPDATE SET predicted = excluded.predicted "
        "WHERE predicted IS NOT excluded.predicted");
    add_to_day_ = prepare(
        "INSERT INTO daily (day, meter, wh, with_both, with_saving) VALUES (?, ?, ?, 0, 0) "
        "ON CONFLICT (day, meter) DO UPDATE SET wh = coalesce(wh, 0) + excluded.wh");
    roll_up_days_ = prepare(kRollUpDays);
    select_range_ =
        prepare("SELECT start, wh, predicted FROM reading WHERE meter = ? AND start >= ? AND start < ? ORDER BY start");
    select_totals_ = prepare(
        "SELECT sum(wh), sum(predicted), sum(max(0, predicted - wh)), count(predicted - wh), sum(predicted > wh) "
        "FROM reading WHERE meter = ? AND start >= ? AND start < ?");
    select_days_ = prepare(
        "SELECT sum(wh), sum(predicted), sum(saved), sum(with_both), sum(with_saving) "
        "FROM daily WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day");
}

RowStore::~RowStore() {
    for (auto* statement : {&upsert_actual_, &upsert_predicted_, &add_to_day_, &roll_up_days_, &select_range_,
                            &select_totals_, &select_days_})
        statement->reset();
    sqlite3_close(database_);
}

void RowStore::execute(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database_));
}

RowStore::Statement RowStore::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database_));
    return Statement(statement);
}

template <class... Values>
void RowStore::bind(const Statement& statement, Values... values) {
    sqlite3_reset(statement.get());
    int index = 0;
    (sqlite3_bind_int64(statement.get(), ++index, static_cast<std::int64_t>(values)), ...);
}

bool RowStore::step(const Statement& statement) {
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
    sqlite3_reset(statement.get());
    return false;
}

template <class... Values>
void RowStore::run(const Statement& statement, Values... values) {
    bind(statement, values...);
    while (step(statement)) {
    }
}

void RowStore::begin() {
    execute("BEGIN IMMEDIATE");
}

void RowStore::commit() {
    execute("COMMIT");
}

std::int64_t RowStore::merge_actual(const core::ReadingBatch& batch) {
    std::vector<std::int64_t> meters;
    for (const auto& number : batch.meters) meters.push_back(std::stoll(number));
    std::int64_t values = 0;
    for (const auto& slab : batch.slabs) {
        auto start = slab.day.start();
        for (const auto wh : batch.actual(slab)) {
            if (core::is_present(wh)) {
                run(upsert_actual_, meters[slab.meter], start.value, wh.value);
                ++values;
            }
            start = start + slab.interval.value;
        }
    }
    return values;
}

void RowStore::merge_predicted(std::int64_t meter, core::UtcSeconds start, core::WattHours predicted) {
    run(upsert_predicted_, meter, start.value, predicted.value);
}

void RowStore::merge_tick(std::int64_t meter, core::UtcSeconds start, core::WattHours actual) {
    run(upsert_actual_, meter, start.value, actual.value);
    run(add_to_day_, core::utc_day_of(start).value, meter, actual.value);
}

void RowStore::roll_up_everything() {
    execute(kRollUpAll);
}

void RowStore::repeat_rollup(std::size_t times) {
    for (std::size_t i = 1; i < times; ++i) {
        const auto offset = std::to_string(i * 1'000'000'000);
        execute(("INSERT INTO daily SELECT day, meter + " + offset +
                 ", wh, predicted, saved, with_both, with_saving FROM daily WHERE meter < 1000000000")
                    .c_str());
    }
}

void RowStore::roll_up(std::span<const std::int64_t> meters, core::UtcDay first, core::UtcDay last) {
    for (const auto meter : meters) run(roll_up_days_, meter, first.start().value, last.next().start().value);
}

void RowStore::read_range(std::int64_t meter, core::UtcRange range, Columns& out) {
    const auto number_or_missing = [this](int column) {
        auto* row = select_range_.get();
        return sqlite3_column_type(row, column) == SQLITE_NULL ? core::kMissing.value : sqlite3_column_int(row, column);
    };
    out.start.clear();
    out.actual.clear();
    out.predicted.clear();
    bind(select_range_, meter, range.from.value, range.to.value);
    while (step(select_range_)) {
        out.start.push_back(sqlite3_column_int64(select_range_.get(), 0));
        out.actual.push_back(number_or_missing(1));
        out.predicted.push_back(number_or_missing(2));
    }
}

namespace {
RowStore::Totals totals_of(sqlite3_stmt* row) {
    return {sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2),
            sqlite3_column_int64(row, 3), sqlite3_column_int64(row, 4)};
}
}  // namespace

RowStore::Totals RowStore::totals(std::int64_t meter, core::UtcRange range) {
    Totals result;
    bind(select_totals_, meter, range.from.value, range.to.value);
    while (step(select_totals_)) result = totals_of(select_totals_.get());
    return result;
}

void RowStore::sum_range(std::span<const std::int64_t> meters, core::UtcRange range, Columns& scratch,
                         std::vector<std::int64_t>& actual, std::vector<std::int64_t>& predicted) {
    const auto intervals = static_cast<std::size_t>((range.to - range.from) / kInterval.value);
    actual.assign(intervals, 0);
    predicted.assign(intervals, 0);
    for (const auto meter : meters) {
        read_range(meter, range, scratch);
        for (std::size_t i = 0; i < scratch.start.size(); ++i) {
            const auto slot = static_cast<std::size_t>((scratch.start[i] - range.from.value) / kInterval.value);
            if (scratch.actual[i] != core::kMissing.value) actual[slot] += scratch.actual[i];
            if (scratch.predicted[i] != core::kMissing.value) predicted[slot] += scratch.predicted[i];
        }
    }
}

std::vector<RowStore::Totals> RowStore::daily_totals(core::UtcDay first, core::UtcDay last) {
    std::vector<Totals> days;
    bind(select_days_, first.value, last.value);
    while (step(select_days_)) days.push_back(totals_of(select_days_.get()));
    return days;
}

}  // namespace drp::benchmarks
