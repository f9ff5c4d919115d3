#include "storage/series.hpp"

#include <algorithm>
#include <array>

#include "storage/block_rows.hpp"
#include "storage/day_key.hpp"
#include "storage/series_block.hpp"
#include "storage/spread.hpp"

namespace drp::storage {
namespace {

using core::IntervalSeconds;
using core::kMissing;
using core::MeterId;
using core::UtcRange;
using core::UtcSeconds;
using core::WattHours;

constexpr std::int64_t ceil_div(std::int64_t a, std::int64_t b) noexcept {
    return -core::floor_div(-a, b);
}

/// First instant from `t` on that is a whole number of intervals since 1970.
constexpr UtcSeconds align_up(UtcSeconds t, IntervalSeconds step) noexcept {
    return {ceil_div(t.value, step.value) * step.value};
}

/// A day of nothing. Copied from: twenty times faster than resize(), which compilers do not turn into block moves here.
constexpr auto kNothing = [] {
    std::array<WattHours, kMaxValuesPerDay> nothing{};
    nothing.fill(kMissing);
    return nothing;
}();

void append_missing(std::vector<WattHours>& column, std::size_t count) {
    for (std::size_t part = 0; count > 0; count -= part) {
        part = std::min(count, kNothing.size());
        column.insert(column.end(), kNothing.begin(), kNothing.begin() + part);
    }
}

/// Builds a SeriesColumns from blocks in key order.
class Grid {
  public:
    Grid(UtcRange range, SeriesColumns& out) : range_(range), out_(out) {
        out_.actual.clear();
        out_.predicted.clear();
    }

    void add(const BlockRow& row) {
        const auto interval = interval_of_key(row.key);
        if (out_.empty()) {
            begin(day_of(row.key), interval);
        } else if (interval.value < out_.step.value) {
            refine(interval);
        }
        const auto old_size = out_.size();
        extend_to(std::min(day_of(row.key).next().start(), range_.to));
        place(row, row.actual, out_.actual, old_size);
        place(row, row.predicted, out_.predicted, old_size);
    }

  private:
    void begin(core::UtcDay day, IntervalSeconds interval) {
        out_.step = interval;
        out_.start = align_up(std::max(day.start(), range_.from), interval);
    }

    void extend_to(UtcSeconds end) {
        const auto size =
            static_cast<std::size_t>(std::max<std::int64_t>(ceil_div(end - out_.start, out_.step.value), 0));
        if (size <= out_.size()) return;
        append_missing(out_.actual, size - out_.actual.size());
        append_missing(out_.predicted, size - out_.predicted.size());
    }

    /// Goes over to a finer step; rare: the meter changed its interval.
    void refine(IntervalSeconds finer) {
        const auto factor = static_cast<std::size_t>(out_.step.value / finer.value);
        for (auto* column : {&out_.actual, &out_.predicted}) {
            std::vector<WattHours> spread(column->size() * factor);
            for (std::size_t i = 0; i < column->size(); ++i)
                spread_evenly((*column)[i], std::span(spread).subspan(i * factor, factor));
            *column = std::move(spread);
        }
        out_.step = finer;
        const auto size =
            static_cast<std::size_t>(std::max<std::int64_t>(ceil_div(range_.to - out_.start, finer.value), 0));
        if (out_.size() > size) {
            out_.actual.resize(size);
            out_.predicted.resize(size);
        }
    }

    void place(const BlockRow& row, std::span<const std::byte> block, std::vector<WattHours>& column,
               std::size_t fresh_from) {
        if (block.empty()) return;
        const auto interval = interval_of_key(row.key);
        const auto count = static_cast<std::size_t>(interval.per_utc_day());
        const auto first = (day_of(row.key).start() - out_.start) / out_.step.value;  // slot of the day's first value
        const bool is_whole =
            first >= static_cast<std::int64_t>(fresh_from) && static_cast<std::size_t>(first) + count <= column.size();
        if (interval == out_.step && is_whole) {
            decode_channel(row.key, block, std::span(column).subspan(static_cast<std::size_t>(first), count));
            return;
        }
        const auto values = decode_channel_or_none(row.key, block, scratch_);
        const auto factor = static_cast<std::size_t>(interval.value / out_.step.value);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!core::is_present(values[i])) continue;
            const auto parts = std::span(parts_).first(factor);
            spread_evenly(values[i], parts);
            for (std::size_t k = 0; k < factor; ++k) {
                const auto slot = first + static_cast<std::int64_t>(i * factor + k);
                if (slot >= 0 && slot < static_cast<std::int64_t>(column.size()))
                    column[static_cast<std::size_t>(slot)] = parts[k];
            }
        }
    }

    UtcRange range_;
    SeriesColumns& out_;
    std::array<WattHours, kMaxValuesPerDay> scratch_;
    std::array<WattHours, 12> parts_;  // an hour in five-minute intervals
};

/// Keys of the blocks that can hold intervals starting in the range.
struct KeyRange {
    DayKey first;
    DayKey last;
};
KeyRange keys_of(MeterId meter, UtcRange range) noexcept {
    const auto in_calendar = [](core::UtcDay day) { return core::UtcDay{std::clamp(day.value, 0, 0x3FFFF)}; };
    return {first_key(meter, in_calendar(core::utc_day_of(range.from))),
            last_key(meter, in_calendar(core::utc_day_of(range.to - 1)))};
}

/// Sums of meters on one grid.
class SummedGrid {
  public:
    explicit SummedGrid(UtcRange range) : range_(range) {}

    void add(const SeriesColumns& columns) {
        if (columns.empty()) return;
        if (is_empty_) {
            begin(columns.step);
        } else if (columns.step.value < out_.step.value) {
            refine(columns.step);
        }
        add_column(columns, columns.actual, out_.actual_wh, out_.meters_with_actual);
        add_column(columns, columns.predicted, out_.predicted_wh, out_.meters_with_predicted);
    }
    [[nodiscard]] SummedSeries take() { return std::move(out_); }

  private:
    [[nodiscard]] std::size_t slots() const noexcept {
        return static_cast<std::size_t>(std::max<std::int64_t>(ceil_div(range_.to - out_.start, out_.step.value), 0));
    }

    void begin(IntervalSeconds step) {
        is_empty_ = false;
        out_.step = step;
        out_.start = align_up(range_.from, step);
        out_.actual_wh.assign(slots(), 0);
        out_.predicted_wh.assign(slots(), 0);
        out_.meters_with_actual.assign(slots(), 0);
        out_.meters_with_predicted.assign(slots(), 0);
    }

    void refine(IntervalSeconds finer) {
        const auto coarse = std::move(out_);
        const auto factor = static_cast<std::size_t>(coarse.step.value / finer.value);
        begin(finer);
        const auto lead = static_cast<std::size_t>((coarse.start - out_.start) / finer.value);
        for (std::size_t i = 0; i < coarse.size(); ++i)
            for (std::size_t k = 0; k < factor && lead + i * factor + k < out_.size(); ++k) {
                const auto slot = lead + i * factor + k;
                out_.actual_wh[slot] = even_part(coarse.actual_wh[i], factor, k);
                out_.predicted_wh[slot] = even_part(coarse.predicted_wh[i], factor, k);
                out_.meters_with_actual[slot] = coarse.meters_with_actual[i];
                out_.meters_with_predicted[slot] = coarse.meters_with_predicted[i];
            }
    }

    void add_column(const SeriesColumns& grid, std::span<const WattHours> column, std::vector<std::int64_t>& sums,
                    std::vector<std::int32_t>& counts) const {
        const auto factor = static_cast<std::size_t>(grid.step.value / out_.step.value);
        const auto lead = static_cast<std::size_t>((grid.start - out_.start) / out_.step.value);
        if (factor == 1) {
            const auto size = std::min(column.size(), sums.size() - lead);
            for (std::size_t i = 0; i < size; ++i) {
                const bool is_there = core::is_present(column[i]);
                sums[lead + i] += is_there ? column[i].value : 0;
                counts[lead + i] += static_cast<std::int32_t>(is_there);
            }
            return;
        }
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (!core::is_present(column[i])) continue;
            for (std::size_t k = 0; k < factor && lead + i * factor + k < sums.size(); ++k) {
                sums[lead + i * factor + k] += even_part(column[i].value, factor, k);
                ++counts[lead + i * factor + k];
            }
        }
    }

    UtcRange range_;
    bool is_empty_ = true;
    SummedSeries out_;
};

}  // namespace

void read_series(Transaction& tx, MeterId meter, UtcRange range, SeriesColumns& out) {
    Grid grid(range, out);
    if (range.is_empty()) return;
    const auto keys = keys_of(meter, range);
    for_each_block(tx.connection(), keys.first, keys.last, [&](const BlockRow& row) { grid.add(row); });
}

SeriesColumns read_series(Transaction& tx, MeterId meter, UtcRange range) {
    SeriesColumns out;
    read_series(tx, meter, range, out);
    return out;
}

SummedSeries sum_series(Transaction& tx, std::span<const MeterId> meters, UtcRange range) {
    SummedGrid grid(range);
    SeriesColumns columns;
    for (const auto meter : meters) {
        read_series(tx, meter, range, columns);
        grid.add(columns);
    }
    return grid.take();
}

void for_each_day(Transaction& tx, MeterId meter, core::UtcDay first, core::UtcDay last,
                  const std::function<void(const DayBlock&)>& visit) {
    std::array<std::array<WattHours, kMaxValuesPerDay>, 2> scratch;
    for_each_block(tx.connection(), first_key(meter, first), last_key(meter, last), [&](const BlockRow& row) {
        visit({day_of(row.key), interval_of_key(row.key), row.rev,
               decode_channel_or_none(row.key, row.actual, scratch[0]),
               decode_channel_or_none(row.key, row.predicted, scratch[1])});
    });
}

std::vector<CorrectionRecord> list_corrections(Transaction& tx, MeterId meter, UtcRange range, int limit) {
    auto rows = tx.connection().prepare(R"(
        SELECT start_utc, interval_s, channel, old_wh, new_wh, import_id, recorded_utc
          FROM reading_correction
         WHERE meter_id = ? AND start_utc >= ? AND start_utc < ?
           AND import_id NOT IN (SELECT import_id FROM import WHERE undone_utc IS NOT NULL)
         ORDER BY id DESC
         LIMIT ?
    )");
    rows.bind(meter.value, range.from.value, range.to.value, limit);
    std::vector<CorrectionRecord> found;
    while (rows->step())
        found.push_back({meter,
                         {rows->int64(0)},
                         {static_cast<std::int32_t>(rows->int64(1))},
                         rows->text(2) == "predicted",
                         {static_cast<std::int32_t>(rows->int64(3))},
                         {static_cast<std::int32_t>(rows->int64(4))},
                         {rows->int64(5)},
                         {rows->int64(6)}});
    return found;
}

}  // namespace drp::storage
