#include "storage/merge.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "storage/import_journal.hpp"
#include "storage/merge_rows.hpp"
#include "storage/present_range.hpp"
#include "storage/stored_days.hpp"

namespace drp::storage {
namespace {

using core::DaySlab;
using core::IntervalSeconds;
using core::kMissing;
using core::MeterId;
using core::ReadingBatch;
using core::UtcDay;
using core::UtcSeconds;
using core::WattHours;

/// Slabs of one meter.
struct MeterSlabs {
    MeterId meter;
    std::span<const DaySlab> slabs;
};

[[noreturn]] void refuse(const std::string& why) {
    throw std::invalid_argument("reading batch: " + why);
}

/// Checks what a batch promises, and groups it by meter in key order, so that the store is written front to back.
std::vector<MeterSlabs> grouped(const ReadingBatch& batch, std::span<const MeterId> meter_of_index,
                                const Calendar& calendar) {
    if (meter_of_index.size() != batch.meters.size()) refuse("one key is needed for each meter");
    std::vector<MeterSlabs> groups;
    const std::span slabs(batch.slabs);
    const auto order = [](const DaySlab& s) { return std::tuple(s.meter, s.day, s.interval); };
    for (std::size_t begin = 0; begin < slabs.size();) {
        auto end = begin + 1;
        for (; end < slabs.size() && slabs[end].meter == slabs[begin].meter; ++end)
            if (order(slabs[end]) <= order(slabs[end - 1])) refuse("slabs are not sorted, or one is there twice");
        if (end < slabs.size() && slabs[end].meter < slabs[begin].meter) refuse("slabs are not sorted by meter");
        const auto group = slabs.subspan(begin, end - begin);
        if (group.front().meter >= meter_of_index.size()) refuse("a slab of an unknown meter");
        if (group.front().day.value <= calendar.first_day().value ||
            group.back().day.value >= calendar.last_day().value)
            refuse("a day outside the calendar");
        groups.push_back({meter_of_index[group.front().meter], group});
        begin = end;
    }
    std::sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.meter < b.meter; });
    const auto same = std::adjacent_find(groups.begin(), groups.end(),
                                         [](const auto& a, const auto& b) { return a.meter == b.meter; });
    if (same != groups.end()) refuse("two meters have one key");
    return groups;
}

std::span<const WattHours> checked_column(const ReadingBatch& batch, const DaySlab& slab, std::uint32_t offset) {
    if (offset == core::kNoColumn) return {};
    const auto count = static_cast<std::size_t>(slab.interval.per_utc_day());
    if (!core::interval_of(slab.interval.value) || offset + count > batch.values.size())
        refuse("a column outside the values");
    return batch.column(slab, offset);
}

/// A block of the store with its values unpacked, or one that this merge has just made.
struct UnpackedDay {
    DayKey key = 0;
    std::int64_t rev = 0;
    std::array<std::array<WattHours, kMaxValuesPerDay>, 2> values;  // by channel

    [[nodiscard]] std::span<WattHours> column(Channel channel) {
        return std::span(values[static_cast<std::size_t>(channel)])
            .first(static_cast<std::size_t>(interval_of_key(key).per_utc_day()));
    }
    [[nodiscard]] bool has_any(std::size_t slot) const {
        return core::is_present(values[0][slot]) || core::is_present(values[1][slot]);
    }
};

/// Merges the slabs of one meter after the other; see merge().
class Merger {
  public:
    Merger(WriteTransaction& tx, const ReadingBatch& batch, core::ImportId source, UtcSeconds now)
        : tx_(tx),
          connection_(tx.connection()),
          calendar_(tx.calendar()),
          batch_(batch),
          source_(source),
          now_(now),
          stored_days_(connection_),
          writer_(connection_),
          spans_(connection_),
          corrections_(connection_, source, now) {}

    /// A few hundred meters, by key.
    void merge_meters(std::span<const MeterSlabs> groups);
    [[nodiscard]] MergeOutcome finish();

  private:
    using Columns = BlockWriter::Columns;

    void merge_meter(const MeterSlabs& group);
    void load_stored(const StoredDays::Wanted& wanted);
    void merge_slab(const DaySlab& slab, bool is_last_of_day);
    [[nodiscard]] Columns without_overlaps(const DaySlab& slab, Columns offered, const UnpackedDay& stored);
    void add_day(DayKey key, const Columns& columns, bool is_last_of_day);
    void merge_day(UnpackedDay& stored, const Columns& columns);
    SlotRange merge_channel(UnpackedDay& stored, Channel channel, std::span<const WattHours> incoming, SlotSet& added);
    void note(DayKey key, const Columns& now_stored, const SlotRange& actual, const SlotRange& predicted);

    WriteTransaction& tx_;
    sql::Connection& connection_;
    const Calendar& calendar_;
    const ReadingBatch& batch_;
    core::ImportId source_;
    UtcSeconds now_;
    StoredDays stored_days_;
    BlockWriter writer_;
    SpanWriter spans_;
    CorrectionWriter corrections_;
    DailySums daily_;
    ImportJournal journal_;
    MergeOutcome outcome_;

    // Of the meter at hand.
    MeterId meter_;
    std::optional<MeterSpan> span_;
    std::optional<MeterChange> change_;
    std::vector<UnpackedDay> stored_;  // by key; only the first stored_count_ count, the rest is capacity
    std::size_t stored_count_ = 0;
    std::size_t cursor_ = 0;  // the first stored block that is not of an earlier day

    // Of the slab at hand.
    std::array<std::array<WattHours, kMaxValuesPerDay>, 2> filtered_{};
};

StoredDays::Wanted days_of(const MeterSlabs& group) {
    return {group.meter, group.slabs.front().day, group.slabs.back().day};
}

void Merger::merge_meters(std::span<const MeterSlabs> groups) {
    std::vector<StoredDays::Wanted> wanted;
    wanted.reserve(groups.size());
    std::ranges::transform(groups, std::back_inserter(wanted), days_of);
    stored_days_.read_ahead(wanted);
    for (const auto& group : groups) merge_meter(group);
}

void Merger::merge_meter(const MeterSlabs& group) {
    meter_ = group.meter;
    span_ = stored_days_.span_of(meter_);
    change_.reset();
    load_stored(days_of(group));
    for (std::size_t i = 0; i < group.slabs.size(); ++i) {
        const bool is_last_of_day = i + 1 == group.slabs.size() || group.slabs[i + 1].day != group.slabs[i].day;
        merge_slab(group.slabs[i], is_last_of_day);
    }
    if (!change_) return;
    spans_.put(meter_, *span_);
    outcome_.changes.push_back(*change_);
}

/// Reads what the store has in the days of the slabs. All of it before anything is written: a query must not run over
/// rows that are being changed.
void Merger::load_stored(const StoredDays::Wanted& wanted) {
    stored_count_ = 0;
    cursor_ = 0;
    if (!can_have_any(span_, wanted)) return;
    stored_days_.for_each(wanted, [this](const BlockRow& row) {
        if (stored_count_ == stored_.size()) stored_.emplace_back();
        auto& day = stored_[stored_count_++];
        day.key = row.key;
        day.rev = row.rev;
        decode_channel(row.key, row.actual, day.column(Channel::actual));
        decode_channel(row.key, row.predicted, day.column(Channel::predicted));
    });
}

void Merger::merge_slab(const DaySlab& slab, bool is_last_of_day) {
    Columns columns{checked_column(batch_, slab, slab.actual), checked_column(batch_, slab, slab.predicted)};
    const auto key = day_key(meter_, slab.day, slab.interval);
    while (cursor_ < stored_count_ && day_of(stored_[cursor_].key) < slab.day) ++cursor_;
    UnpackedDay* same = nullptr;
    for (auto i = cursor_; i < stored_count_ && day_of(stored_[i].key) == slab.day; ++i) {
        if (stored_[i].key == key) {
            same = &stored_[i];
        } else {
            columns = without_overlaps(slab, columns, stored_[i]);
        }
    }
    if (same != nullptr) {
        merge_day(*same, columns);
    } else {
        add_day(key, columns, is_last_of_day);
    }
}

/// Refuses the offered intervals that overlap a stored one of another length, and returns the rest.
Merger::Columns Merger::without_overlaps(const DaySlab& slab, Columns offered, const UnpackedDay& stored) {
    const auto stored_interval = interval_of_key(stored.key);
    const auto count = static_cast<std::size_t>(slab.interval.per_utc_day());
    const auto overlaps = [&](std::size_t slot) {
        const auto begin = static_cast<std::int64_t>(slot) * slab.interval.value;
        const auto end = begin + slab.interval.value;
        for (auto t = begin - begin % stored_interval.value; t < end; t += stored_interval.value)
            if (stored.has_any(static_cast<std::size_t>(t / stored_interval.value))) return true;
        return false;
    };
    const auto copied = [&](std::span<const WattHours> from, std::size_t channel) -> std::span<WattHours> {
        if (from.empty()) return {};
        std::memmove(filtered_[channel].data(), from.data(), from.size_bytes());
        return std::span(filtered_[channel]).first(count);
    };
    const auto actual = copied(offered.actual, 0);
    const auto predicted = copied(offered.predicted, 1);
    for (std::size_t slot = 0; slot < count; ++slot) {
        const bool has_actual = !actual.empty() && core::is_present(actual[slot]);
        const bool has_predicted = !predicted.empty() && core::is_present(predicted[slot]);
        if ((!has_actual && !has_predicted) || !overlaps(slot)) continue;
        outcome_.conflicts.push_back({meter_, slab.day.start() + static_cast<std::int64_t>(slot) * slab.interval.value,
                                      slab.interval, stored_interval});
        outcome_.counts.refused += static_cast<int>(has_actual) + static_cast<int>(has_predicted);
        if (has_actual) actual[slot] = kMissing;
        if (has_predicted) predicted[slot] = kMissing;
    }
    return {actual, predicted};
}

ColumnExtent checked_extent(std::span<const WattHours> column) {
    const auto extent = extent_of(column);
    if (extent.present > 0 &&
        (extent.lowest.value < -core::kMaxReadingWh || extent.highest.value > core::kMaxReadingWh))
        refuse("a value beyond the largest reading");
    return extent;
}

SlotSet present_slots(std::span<const WattHours> column, const ColumnExtent& extent) {
    SlotSet slots;
    if (extent.present == column.size()) return column.empty() ? slots : ~slots >> (kMaxValuesPerDay - column.size());
    for (std::size_t slot = 0; slot < column.size(); ++slot) slots[slot] = core::is_present(column[slot]);
    return slots;
}

/// A day that the store does not have in this interval length.
void Merger::add_day(DayKey key, const Columns& columns, bool is_last_of_day) {
    const auto actual = checked_extent(columns.actual);
    const auto predicted = checked_extent(columns.predicted);
    const auto present = static_cast<std::int64_t>(actual.present + predicted.present);
    if (present == 0) return;
    writer_.insert(key, columns, actual, predicted);
    journal_.note({key, present_slots(columns.actual, actual), present_slots(columns.predicted, predicted)});
    book_day(daily_, calendar_, key, columns, true);
    outcome_.counts.added += present;
    note(key, columns, present_range(columns.actual), present_range(columns.predicted));
    change_->values += present;
    if (is_last_of_day) return;

    // Slabs of other lengths follow for this day: they must see it.
    if (stored_count_ == stored_.size()) stored_.emplace_back();
    auto& day = stored_[stored_count_++];
    day.key = key;
    day.rev = 1;
    for (const auto& [channel, from] :
         {std::pair(Channel::actual, columns.actual), std::pair(Channel::predicted, columns.predicted)}) {
        const auto to = day.column(channel);
        std::fill(to.begin(), to.end(), kMissing);
        std::copy(from.begin(), from.end(), to.begin());
    }
    std::rotate(stored_.begin() + static_cast<std::ptrdiff_t>(cursor_),
                stored_.begin() + static_cast<std::ptrdiff_t>(stored_count_) - 1,
                stored_.begin() + static_cast<std::ptrdiff_t>(stored_count_));
}

/// Is anything offered that is not stored so already?
bool has_news(std::span<const WattHours> stored, std::span<const WattHours> offered) noexcept {
    std::int32_t news = 0;
    for (std::size_t i = 0; i < offered.size(); ++i)
        news |= static_cast<std::int32_t>(core::is_present(offered[i])) &
                static_cast<std::int32_t>(offered[i] != stored[i]);
    return news != 0;
}

/// A day that the store has: writes it again only if something is new or different.
void Merger::merge_day(UnpackedDay& stored, const Columns& columns) {
    const Columns now_stored{stored.column(Channel::actual), stored.column(Channel::predicted)};
    if (!has_news(now_stored.actual, columns.actual) && !has_news(now_stored.predicted, columns.predicted)) {
        for (const auto offered : {columns.actual, columns.predicted})
            outcome_.counts.equal += static_cast<std::int64_t>(extent_of(offered).present);
        return;
    }
    const auto changed_before = outcome_.counts.added + outcome_.counts.corrected;
    book_day(daily_, calendar_, stored.key, now_stored, false);
    AddedValues added{stored.key, {}, {}};
    const auto actual = merge_channel(stored, Channel::actual, columns.actual, added.actual);
    const auto predicted = merge_channel(stored, Channel::predicted, columns.predicted, added.predicted);
    journal_.note(added);
    book_day(daily_, calendar_, stored.key, now_stored, true);
    writer_.update(stored.key, now_stored, ++stored.rev);
    note(stored.key, now_stored, actual, predicted);
    change_->values += outcome_.counts.added + outcome_.counts.corrected - changed_before;
}

/// Returns the slots that changed.
SlotRange Merger::merge_channel(UnpackedDay& stored, Channel channel, std::span<const WattHours> incoming,
                                SlotSet& added) {
    (void)checked_extent(incoming);
    SlotRange changed;
    const auto column = stored.column(channel);
    const auto interval = interval_of_key(stored.key);
    for (std::size_t slot = 0; slot < incoming.size(); ++slot) {
        const auto value = incoming[slot];
        if (!core::is_present(value)) continue;
        if (value == column[slot]) {
            ++outcome_.counts.equal;
            continue;
        }
        if (core::is_present(column[slot])) {
            ++outcome_.counts.corrected;
            const auto start = day_of(stored.key).start() + static_cast<std::int64_t>(slot) * interval.value;
            corrections_.note({meter_, start, interval, channel, column[slot], value});
        } else {
            ++outcome_.counts.added;
            added.set(slot);
        }
        column[slot] = value;
        changed.include(slot);
    }
    return changed;
}

/// Remembers what changed, for the outcome and for meter_span.
void Merger::note(DayKey key, const Columns& now_stored, const SlotRange& actual, const SlotRange& predicted) {
    const auto interval = interval_of_key(key);
    const auto at = [&](std::size_t slot) {
        return day_of(key).start() + static_cast<std::int64_t>(slot) * interval.value;
    };
    auto any = actual;
    any.include(predicted);
    const auto value = [](std::span<const WattHours> column, std::size_t slot) {
        return column.empty() ? kMissing : column[slot];
    };
    if (!change_) {
        change_ = MeterChange{meter_, {at(any.first), at(any.last) + interval.value}, 0, std::nullopt};
        if (any.first == any.last)
            change_->interval = MeterChange::Interval{interval, value(now_stored.actual, any.first),
                                                      value(now_stored.predicted, any.first)};
    } else {
        change_->interval.reset();
    }
    change_->range.from = std::min(change_->range.from, at(any.first));
    change_->range.to = std::max(change_->range.to, at(any.last) + interval.value);

    if (!span_) span_ = MeterSpan{at(any.first), at(any.last), {}, {}, interval};
    if (at(any.last) >= span_->last) span_->interval = interval;
    span_->first = std::min(span_->first, at(any.first));
    span_->last = std::max(span_->last, at(any.last));
    if (actual.is_empty()) return;
    span_->first_actual = std::min(span_->first_actual.value_or(at(actual.first)), at(actual.first));
    span_->last_actual = std::max(span_->last_actual.value_or(at(actual.last)), at(actual.last));
}

MergeOutcome Merger::finish() {
    writer_.flush();
    spans_.flush();
    corrections_.flush();
    daily_.write(connection_);
    if (!journal_.is_empty()) journal_.write(tx_, source_, now_);
    return std::move(outcome_);
}

}  // namespace

MergeCounts& MergeCounts::operator+=(const MergeCounts& other) noexcept {
    added += other.added;
    equal += other.equal;
    corrected += other.corrected;
    refused += other.refused;
    return *this;
}

MergeOutcome merge(WriteTransaction& tx, const ReadingBatch& batch, std::span<const MeterId> meter_of_index,
                   core::ImportId source, UtcSeconds now) {
    const auto groups = grouped(batch, meter_of_index, tx.calendar());
    // The rule populate_deltas is kept here, in the same transaction and far cheaper than by its triggers.
    const sql::TriggersOff triggers_off(tx.connection());
    Merger merger(tx, batch, source, now);
    constexpr std::size_t kAtOnce = 250;
    for (std::span rest(groups); !rest.empty();) {
        const auto next = rest.first(std::min(kAtOnce, rest.size()));
        merger.merge_meters(next);
        rest = rest.subspan(next.size());
    }
    return merger.finish();
}

}  // namespace drp::storage
