#include <algorithm>
#include <bitset>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "formats/assembler.hpp"
#include "formats/interval_clock.hpp"

namespace drp::formats {
namespace {

using core::IntervalSeconds;
using core::UtcDay;
using core::WattHours;

constexpr std::size_t kMostPerDay = 288;

/// One UTC day of all meters, at one interval length.
struct DayGroup {
    UtcDay day;
    IntervalSeconds interval;
    std::size_t offset = 0;           // of the first meter's column in values
    std::bitset<kMostPerDay> filled;  // intervals that some row has written
    bool has_sibling = false;         // the same day at another length is in the batch
};

std::uint64_t key_of(UtcDay day, IntervalSeconds interval) {
    return static_cast<std::uint64_t>(day.value) << 16U | static_cast<std::uint64_t>(interval.value);
}

class WideAssembler : public Assembler {
  public:
    WideAssembler(const Layout& layout, core::TimeZone zone, std::size_t batch_values, Summary& summary,
                  std::uint64_t header_lines)
        : Assembler(layout, std::move(zone), batch_values, summary, header_lines) {
        for (std::uint32_t column = 0; column < layout.columns.size(); ++column)
            if (layout.meter_of[column] != kNoMeter) column_of_.push_back(column);
        summary_.meters = layout.meters.size();
    }

    bool advance() override {
        for (; row_ < block_.rows.size(); ++row_) {
            if (verdicts_.size() >= kMaxVerdictsPerBatch) return true;
            if (!place(block_.rows[row_])) return true;
        }
        end_block();
        return is_finished_ && (!groups_.empty() || !verdicts_.empty());
    }

    void take(core::ReadingBatch& batch, std::vector<Verdict>& verdicts) override {
        batch.meters = layout_.meters;
        batch.values.clear();
        batch.values.swap(values_);
        list_slabs(batch);
        take_verdicts(verdicts);
        groups_.clear();
        group_at_.clear();
        last_group_ = nullptr;
    }

  private:
    /// False where the row needs a day that no longer fits into this batch; nothing has been done then.
    bool place(const ParsedRow& row) {
        if (account_for_no_data(row)) return true;
        if (!placed_) placed_ = clock_.place(zone_, row.head.start, row.head.end, usual_);
        if (placed_->refused) {
            refuse_data_row(row, cells_per_row(), *placed_->refused);
            placed_.reset();
            return true;
        }
        auto* group = group_for(core::utc_day_of(placed_->start), placed_->interval);
        if (group == nullptr) return false;
        usual_ = usual_.value_or(placed_->interval);
        summary_.cells += cells_per_row();
        summary_.ignored_cells += layout_.ignored.size();
        summary_.blank_cells += row.head.blanks;
        summary_.refused_values += row.head.refused;
        summary_.negative_values += row.head.negatives;
        write_cell_verdicts();
        write_values(row, *group);
        placed_.reset();
        return true;
    }

    [[nodiscard]] std::uint32_t cells_per_row() const { return static_cast<std::uint32_t>(layout_.columns.size()) - 2; }

    DayGroup* group_for(UtcDay day, IntervalSeconds interval) {
        if (last_group_ != nullptr && last_group_->day == day && last_group_->interval == interval) return last_group_;
        const auto found = group_at_.find(key_of(day, interval));
        if (found != group_at_.end()) return last_group_ = &groups_[found->second];
        const auto size = layout_.meters.size() * static_cast<std::size_t>(interval.per_utc_day());
        if (!groups_.empty() && values_.size() + size > batch_values_) return nullptr;
        DayGroup group{day, interval, values_.size(), {}, false};
        for (const auto other : core::kIntervals) {
            const auto sibling = group_at_.find(key_of(day, other));
            if (sibling == group_at_.end()) continue;
            groups_[sibling->second].has_sibling = true;
            group.has_sibling = true;
        }
        values_.resize(values_.size() + size, core::kMissing);
        group_at_.emplace(key_of(day, interval), groups_.size());
        groups_.push_back(group);
        return last_group_ = &groups_.back();
    }

    void write_values(const ParsedRow& row, DayGroup& group) {
        const auto slot = static_cast<std::size_t>((placed_->start - group.day.start()) / group.interval.value);
        const auto per_day = static_cast<std::size_t>(group.interval.per_utc_day());
        const auto meters = layout_.meters.size();
        const WattHours* const from = block_.matrix.data() + row.values;
        WattHours* const into = values_.data() + group.offset + slot;
        std::uint64_t written = 0;
        if (!group.filled.test(slot) && !group.has_sibling) {
            for (std::size_t m = 0; m < meters; ++m) into[m * per_day] = from[m];
            written = meters - row.head.blanks - row.head.refused;
        } else {
            for (std::size_t m = 0; m < meters; ++m)
                if (core::is_present(from[m])) written += write_if_free(row, group, m, from[m], into[m * per_day]);
        }
        group.filled.set(slot);
        summary_.count_values(group.interval, written);
        if (written != 0) summary_.cover(placed_->start, group.interval);
    }

    /// 1 where the value was written, 0 where it is a duplicate or got a verdict.
    std::uint64_t write_if_free(const ParsedRow& row, const DayGroup& group, std::size_t meter, WattHours value,
                                WattHours& into) {
        if (into == value) {
            ++summary_.duplicates;
            return 0;
        }
        const bool is_taken = core::is_present(into);
        if (is_taken || (group.has_sibling && sibling_has_value(group, meter))) {
            ++summary_.refused_values;
            add_verdict(line_of(row.head), column_of_[meter] + 1, fmt::format("{:.3f}", value.value / 1000.0),
                        is_taken ? Reason::conflicting_duplicate : Reason::interval_conflict);
            return 0;
        }
        into = value;
        return 1;
    }

    [[nodiscard]] bool sibling_has_value(const DayGroup& group, std::size_t meter) const {
        const auto from = placed_->start - group.day.start();
        const auto to = from + group.interval.value;
        for (const auto other : core::kIntervals) {
            const auto found = group_at_.find(key_of(group.day, other));
            if (other == group.interval || found == group_at_.end()) continue;
            const auto column = groups_[found->second].offset + meter * static_cast<std::size_t>(other.per_utc_day());
            for (auto t = from / other.value; t * other.value < to; ++t)
                if (core::is_present(values_[column + static_cast<std::size_t>(t)])) return true;
        }
        return false;
    }

    void list_slabs(core::ReadingBatch& batch) {
        std::sort(groups_.begin(), groups_.end(), [](const DayGroup& a, const DayGroup& b) {
            return std::pair(a.day, a.interval) < std::pair(b.day, b.interval);
        });
        batch.slabs.clear();
        batch.slabs.reserve(groups_.size() * layout_.meters.size());
        for (std::uint32_t meter = 0; meter < layout_.meters.size(); ++meter) {
            for (const auto& group : groups_) {
                const auto per_day = static_cast<std::size_t>(group.interval.per_utc_day());
                const auto offset = group.offset + meter * per_day;
                const auto* const column = batch.values.data() + offset;
                if (std::any_of(column, column + per_day, core::is_present)) {
                    batch.slabs.push_back(
                        {meter, group.day, group.interval, static_cast<std::uint32_t>(offset), core::kNoColumn});
                }
            }
        }
    }

    IntervalClock clock_;
    std::optional<IntervalSeconds> usual_;
    std::optional<PlacedInterval> placed_;  // of the row at hand, kept over a cut
    std::vector<std::uint32_t> column_of_;  // one per meter
    std::vector<DayGroup> groups_;
    std::unordered_map<std::uint64_t, std::size_t> group_at_;
    DayGroup* last_group_ = nullptr;
    std::vector<WattHours> values_;
};

}  // namespace

std::unique_ptr<Assembler> make_wide_assembler(const Layout& layout, core::TimeZone zone, std::size_t batch_values,
                                               Summary& summary, std::uint64_t header_lines) {
    return std::make_unique<WideAssembler>(layout, std::move(zone), batch_values, summary, header_lines);
}

}  // namespace drp::formats
