#include "portal/export.hpp"

#include <algorithm>

#include "core/sha256.hpp"
#include "storage/series.hpp"

namespace drp::portal {
namespace {

struct Row {
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    core::WattHours actual;
    core::WattHours predicted;
};

core::WattHours value_at(std::span<const core::WattHours> column, std::size_t i) {
    return column.empty() ? core::kMissing : column[i];
}

void append_rows(const storage::DayBlock& block, core::UtcRange range, std::vector<Row>& rows) {
    const auto count = static_cast<std::size_t>(block.interval.per_utc_day());
    for (std::size_t i = 0; i < count; ++i) {
        const auto start = block.day.start() + static_cast<std::int64_t>(i) * block.interval.value;
        const Row row{start, block.interval, value_at(block.actual, i), value_at(block.predicted, i)};
        const bool has_value = core::is_present(row.actual) || core::is_present(row.predicted);
        if (has_value && start >= range.from && start < range.to) rows.push_back(row);
    }
}

}  // namespace

core::UtcRange ReadingExport::always() {
    return {{core::days_from_civil(core::kFirstYear, 1, 1) * core::kSecondsPerDay},
            {core::days_from_civil(core::kLastYear + 1, 1, 1) * core::kSecondsPerDay}};
}

bool ReadingExport::next(storage::Transaction& tx, std::string& out) {
    if (!has_begun_) {
        writer_.append_header(out);
        next_day_ = core::utc_day_of(range_.from).value;
        has_begun_ = true;
    }
    const auto full = out.size() + kPieceBytes;
    const auto last_day = core::utc_day_of(range_.to - 1).value;
    while (meter_ < meters_.size() && out.size() < full) {
        const auto end = std::min(last_day, next_day_ + kDaysAtOnce - 1);
        append_days(tx, {next_day_}, {end}, out);
        next_day_ = end + 1;
        if (next_day_ > last_day) {
            ++meter_;
            next_day_ = core::utc_day_of(range_.from).value;
        }
    }
    return meter_ < meters_.size();
}

void ReadingExport::append_days(storage::Transaction& tx, core::UtcDay first, core::UtcDay last, std::string& out) {
    const auto& meter = meters_[meter_];
    std::vector<Row> rows;
    core::UtcDay day = first;
    // A day on which the meter changed its interval has two blocks; their rows are told in time order.
    const auto flush = [&] {
        std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.start < b.start; });
        for (const auto& row : rows)
            writer_.append_row(out, meter.number(), row.start, row.interval, row.actual, row.predicted);
        rows.clear();
    };
    storage::for_each_day(tx, meter.id(), first, last, [&](const storage::DayBlock& block) {
        if (block.day != day) flush();
        day = block.day;
        append_rows(block, range_, rows);
    });
    flush();
}

std::string digest_of(ReadingExport& rows, storage::Transaction& tx) {
    core::Sha256 hash;
    std::string piece;
    for (bool has_more = true; has_more; piece.clear()) {
        has_more = rows.next(tx, piece);
        hash.update(piece);
    }
    return hash.hex();
}

}  // namespace drp::portal
