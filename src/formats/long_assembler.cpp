#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "formats/assembler.hpp"
#include "formats/interval_clock.hpp"
#include "formats/interval_inference.hpp"

namespace drp::formats {
namespace {

using core::IntervalSeconds;
using core::UtcDay;
using core::WattHours;

constexpr std::size_t kMaxMeters = 1'000'000;
/// Fewer readings at a time would show too little of each meter to infer its interval from.
constexpr std::size_t kFewestReadingsAtATime = 4'096;

/// What is remembered of a meter from the file's start to its end.
struct MeterState {
    std::string number;
    IntervalClock clock;
    std::int32_t known_length_seconds = 0;
};

/// Collects readings, then sorts them by meter and time and hands them out as slabs.
///
/// The readings of the UTC day at hand are held back for the next round, so that a day is not cut in two.
class LongAssembler : public Assembler {
  public:
    LongAssembler(const Layout& layout, core::TimeZone zone, std::size_t batch_values, Summary& summary,
                  std::uint64_t header_lines)
        : Assembler(layout, std::move(zone), batch_values, summary, header_lines),
          readings_at_a_time_(std::max(batch_values / 4, kFewestReadingsAtATime)),
          key_columns_(layout.key_columns()),
          actual_column_(layout.column_of(ColumnRole::actual_wh).value_or(0)),
          predicted_column_(layout.column_of(ColumnRole::predicted_wh)
                                .value_or(layout.column_of(ColumnRole::prediction_kwh).value_or(0))) {}

    void feed(ParsedBlock block) override {
        Assembler::feed(std::move(block));
        meter_of_.clear();
        for (const auto& number : block_.meters) meter_of_.push_back(index_of(number));
    }

    bool advance() override {
        if (at_ < sorted_.size()) return fill_batch();
        for (; row_ < block_.rows.size(); ++row_) {
            if (verdicts_.size() >= kMaxVerdictsPerBatch) return true;
            if (collected_.size() >= readings_at_a_time_) {
                sort_collected();
                return fill_batch();
            }
            collect(block_.rows[row_]);
        }
        end_block();
        if (!is_finished_) return false;
        if (!collected_.empty()) {
            sort_collected();
            return fill_batch();
        }
        return !verdicts_.empty();
    }

    void take(core::ReadingBatch& batch, std::vector<Verdict>& verdicts) override {
        std::swap(batch, batch_);
        batch_.meters.clear();
        batch_.slabs.clear();
        batch_.values.clear();
        take_verdicts(verdicts);
    }

  private:
    std::uint32_t index_of(const std::string& number) {
        if (meters_.size() >= kMaxMeters && !index_.contains(number)) return kNoMeter;
        const auto [found, is_new] = index_.try_emplace(number, static_cast<std::uint32_t>(meters_.size()));
        if (is_new) meters_.push_back({number, {}, 0});
        summary_.meters = meters_.size();
        return found->second;
    }

    void collect(const ParsedRow& row) {
        if (account_for_no_data(row)) return;
        const auto cells = static_cast<std::uint32_t>(layout_.columns.size()) - key_columns_;
        const auto meter = meter_of_[row.meter];
        if (meter == kNoMeter) return refuse_data_row(row, cells, Reason::too_many_meters);
        auto& state = meters_[meter];
        const auto placed = layout_.format == FileFormat::predictions
                                ? state.clock.place(zone_, row.head.start, row.head.end, usual_length(state))
                                : state.clock.place(zone_, row.head.start, row.length_seconds);
        if (placed.refused) return refuse_data_row(row, cells, *placed.refused);
        if (layout_.format == FileFormat::predictions) state.known_length_seconds = placed.interval.value;
        summary_.cells += cells;
        summary_.ignored_cells += layout_.ignored.size();
        summary_.blank_cells += row.head.blanks;
        summary_.refused_values += row.head.refused;
        summary_.negative_values += row.head.negatives;
        summary_.rounded_predictions += row.head.rounded;
        collected_.push_back(
            {placed.start, line_of(row.head), meter, placed.interval.value, row.actual, row.predicted});
        write_cell_verdicts();
    }

    static std::optional<IntervalSeconds> usual_length(const MeterState& state) {
        return core::interval_of(state.known_length_seconds);
    }

    /// Moves what is collected into sorted_, but for the last reading's day, and infers lengths.
    void sort_collected() {
        sorted_.clear();
        at_ = 0;
        const auto last_day = core::utc_day_of(collected_.back().start);
        const auto is_ready = [&](const LongReading& r) { return core::utc_day_of(r.start) != last_day; };
        const bool is_all = row_ >= block_.rows.size() && is_finished_;
        const auto held =
            is_all ? collected_.end() : std::stable_partition(collected_.begin(), collected_.end(), is_ready);
        if (held == collected_.begin()) {
            sorted_.swap(collected_);
        } else {
            sorted_.assign(collected_.begin(), held);
            collected_.erase(collected_.begin(), held);
        }
        const auto before = [](const LongReading& a, const LongReading& b) {
            return std::pair(a.meter, a.start) < std::pair(b.meter, b.start);
        };
        if (!std::is_sorted(sorted_.begin(), sorted_.end(), before))
            std::stable_sort(sorted_.begin(), sorted_.end(), before);
        for_each_meter([&](std::span<LongReading> readings) { infer_regular_days(readings, votes_); });
        for_each_meter([&](std::span<LongReading> readings) {
            infer_other_days(readings, votes_, meters_[readings.front().meter].known_length_seconds);
        });
    }

    template <class OnMeter>
    void for_each_meter(OnMeter on_meter) {
        const std::span<LongReading> all(sorted_);
        for (std::size_t from = 0; from < all.size();) {
            auto to = from + 1;
            while (to < all.size() && all[to].meter == all[from].meter) ++to;
            on_meter(all.subspan(from, to - from));
            from = to;
        }
    }

    /// Days of meters until the batch is full; sorted_[at_] is the first reading that is not yet in.
    bool fill_batch() {
        auto last_meter = kNoMeter;
        while (at_ < sorted_.size()) {
            if (batch_.values.size() >= batch_values_ || verdicts_.size() >= kMaxVerdictsPerBatch) break;
            auto end = at_ + 1;
            const auto day = core::utc_day_of(sorted_[at_].start);
            const auto meter = sorted_[at_].meter;
            while (end < sorted_.size() && sorted_[end].meter == meter && core::utc_day_of(sorted_[end].start) == day)
                ++end;
            if (meter != last_meter) batch_.meters.push_back(meters_[meter].number);
            last_meter = meter;
            fill_day(day, std::span(sorted_).subspan(at_, end - at_));
            at_ = end;
        }
        return true;
    }

    /// One slab per length that occurs, then the readings into them. Slabs that stay empty are taken back.
    void fill_day(UtcDay day, std::span<const LongReading> readings) {
        const auto first_slab = batch_.slabs.size();
        add_slabs(day, readings);
        for (const auto& reading : readings) {
            write(reading, first_slab, reading.actual, &core::DaySlab::actual, actual_column_);
            write(reading, first_slab, reading.predicted, &core::DaySlab::predicted, predicted_column_);
        }
        for (auto i = first_slab; i < batch_.slabs.size(); ++i) {
            auto& slab = batch_.slabs[i];
            drop_if_empty(slab, slab.actual);
            drop_if_empty(slab, slab.predicted);
        }
        std::erase_if(batch_.slabs, [](const core::DaySlab& slab) {
            return slab.actual == core::kNoColumn && slab.predicted == core::kNoColumn;
        });
    }

    void add_slabs(UtcDay day, std::span<const LongReading> readings) {
        std::array<bool, core::kIntervals.size()> has_actual{};
        std::array<bool, core::kIntervals.size()> has_predicted{};
        for (const auto& reading : readings) {
            for (std::size_t k = 0; k < core::kIntervals.size(); ++k) {
                const bool is_of_length = reading.length_seconds == core::kIntervals.at(k).value;
                has_actual.at(k) = has_actual.at(k) || (is_of_length && core::is_present(reading.actual));
                has_predicted.at(k) = has_predicted.at(k) || (is_of_length && core::is_present(reading.predicted));
            }
        }
        for (std::size_t k = 0; k < core::kIntervals.size(); ++k) {
            if (!has_actual.at(k) && !has_predicted.at(k)) continue;
            core::DaySlab slab{static_cast<std::uint32_t>(batch_.meters.size() - 1), day, core::kIntervals.at(k),
                               core::kNoColumn, core::kNoColumn};
            if (has_actual.at(k)) slab.actual = new_column(slab.interval);
            if (has_predicted.at(k)) slab.predicted = new_column(slab.interval);
            batch_.slabs.push_back(slab);
        }
    }

    std::uint32_t new_column(IntervalSeconds interval) {
        const auto offset = static_cast<std::uint32_t>(batch_.values.size());
        batch_.values.resize(batch_.values.size() + static_cast<std::size_t>(interval.per_utc_day()), core::kMissing);
        return offset;
    }

    void drop_if_empty(const core::DaySlab& slab, std::uint32_t& column) const {
        const auto values = batch_.column(slab, column);
        if (std::none_of(values.begin(), values.end(), core::is_present)) column = core::kNoColumn;
    }

    void write(const LongReading& reading, std::size_t first_slab, WattHours value,
               std::uint32_t core::DaySlab::*channel, std::uint32_t column) {
        if (!core::is_present(value)) return;
        const auto refuse = [&](Reason reason) {
            ++summary_.refused_values;
            add_verdict(reading.line, column + 1, as_written(value), reason);
        };
        if (reading.length_seconds == 0) return refuse(Reason::interval_unknown);
        if (reading.start.value % reading.length_seconds != 0) return refuse(Reason::off_grid);
        WattHours* into = nullptr;
        bool is_in_conflict = false;
        for (auto i = first_slab; i < batch_.slabs.size(); ++i) {
            const auto& slab = batch_.slabs[i];
            if (slab.interval.value == reading.length_seconds) {
                into = &batch_.values[slab.*channel + slot_of(slab, reading.start)];
            } else if (slab.*channel != core::kNoColumn) {
                is_in_conflict = is_in_conflict || has_value_during(slab, slab.*channel, reading);
            }
        }
        if (*into == value) {
            ++summary_.duplicates;
        } else if (core::is_present(*into)) {
            refuse(Reason::conflicting_duplicate);
        } else if (is_in_conflict) {
            refuse(Reason::interval_conflict);
        } else {
            *into = value;
            const IntervalSeconds interval{reading.length_seconds};
            summary_.count_values(interval, 1);
            summary_.cover(reading.start, interval);
        }
    }

    static std::size_t slot_of(const core::DaySlab& slab, core::UtcSeconds t) {
        return static_cast<std::size_t>((t - slab.day.start()) / slab.interval.value);
    }

    [[nodiscard]] bool has_value_during(const core::DaySlab& slab, std::uint32_t column,
                                        const LongReading& reading) const {
        const auto values = batch_.column(slab, column);
        const auto from = slot_of(slab, reading.start);
        const auto to = slot_of(slab, reading.start + reading.length_seconds - 1);
        for (auto i = from; i <= to; ++i)
            if (core::is_present(values[i])) return true;
        return false;
    }

    [[nodiscard]] std::string as_written(WattHours value) const {
        return layout_.format == FileFormat::predictions ? fmt::format("{:.3f}", value.value / 1000.0)
                                                         : std::to_string(value.value);
    }

    std::size_t readings_at_a_time_;
    std::uint32_t key_columns_;
    std::uint32_t actual_column_;
    std::uint32_t predicted_column_;
    std::unordered_map<std::string, std::uint32_t> index_;
    std::vector<MeterState> meters_;
    std::vector<std::uint32_t> meter_of_;  // of the block's meters
    std::vector<LongReading> collected_;
    std::vector<LongReading> sorted_;
    std::size_t at_ = 0;
    LengthVotes votes_{};
    core::ReadingBatch batch_;
};

}  // namespace

std::unique_ptr<Assembler> make_long_assembler(const Layout& layout, core::TimeZone zone, std::size_t batch_values,
                                               Summary& summary, std::uint64_t header_lines) {
    return std::make_unique<LongAssembler>(layout, std::move(zone), batch_values, summary, header_lines);
}

}  // namespace drp::formats
