/// The rival: the same readings in SQLite, one row a reading.
///
/// Built as well as that design allows: table in key order without rowid, prepared statements, the same journal, cache
/// and durability settings as our store, large transactions, and a daily rollup that it keeps itself. It works in UTC
/// days, which spares it the time zone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/reading_batch.hpp"
#include "core/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace drp::benchmarks {

class RowStore {
  public:
    explicit RowStore(const std::string& path);
    ~RowStore();
    RowStore(const RowStore&) = delete;
    RowStore& operator=(const RowStore&) = delete;

    void begin();
    void commit();

    /// What is there and equal stays untouched. Returns the values offered. Meters are known by their number as
    /// integer.
    std::int64_t merge_actual(const core::ReadingBatch& batch);
    void merge_predicted(std::int64_t meter, core::UtcSeconds start, core::WattHours predicted);
    void merge_tick(std::int64_t meter, core::UtcSeconds start, core::WattHours actual);  ///< reading and rollup

    void roll_up_everything();
    /// Repeats the rollup's rows under other meters, `times` in all, so that it is as long as that of a larger fleet.
    void repeat_rollup(std::size_t times);
    void roll_up(std::span<const std::int64_t> meters, core::UtcDay first, core::UtcDay last);

    struct Columns {
        std::vector<std::int64_t> start;
        std::vector<std::int32_t> actual;
        std::vector<std::int32_t> predicted;
    };
    void read_range(std::int64_t meter, core::UtcRange range, Columns& out);
    struct Totals {
        std::int64_t actual = 0;
        std::int64_t predicted = 0;
        std::int64_t saved = 0;
        std::int64_t with_both = 0;
        std::int64_t with_saving = 0;
    };
    [[nodiscard]] Totals totals(std::int64_t meter, core::UtcRange range);
    /// Sums per interval, added up here: faster than GROUP BY.
    void sum_range(std::span<const std::int64_t> meters, core::UtcRange range, Columns& scratch,
                   std::vector<std::int64_t>& actual, std::vector<std::int64_t>& predicted);
    /// Per day over all meters, from the rollup.
    [[nodiscard]] std::vector<Totals> daily_totals(core::UtcDay first, core::UtcDay last);

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
    void execute(const char* sql);
    [[nodiscard]] Statement prepare(const char* sql);
    template <class... Values>
    void run(const Statement& statement, Values... values);
    template <class... Values>
    void bind(const Statement& statement, Values... values);
    [[nodiscard]] bool step(const Statement& statement);

    sqlite3* database_ = nullptr;
    Statement upsert_actual_, upsert_predicted_, add_to_day_, roll_up_days_, select_range_, select_totals_,
        select_days_;
};

}  // namespace drp::benchmarks
