#include "storage/import_journal.hpp"

#include <algorithm>
#include <map>

#include "core/problem.hpp"

namespace drp::storage {
namespace {

enum Coverage : unsigned { nothing = 0, every_slot = 1, runs = 2 };

std::size_t slots_of(DayKey key) {
    return static_cast<std::size_t>(interval_of_key(key).per_utc_day());
}

Coverage coverage_of(const SlotSet& slots, std::size_t count) {
    if (slots.none()) return nothing;
    return slots.count() == count ? every_slot : runs;
}

void put_varint(std::vector<std::byte>& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<std::byte>(0x80U | (value & 0x7FU)));
    out.push_back(static_cast<std::byte>(value));
}

/// Calls `visit(begin, end)` for each run of slots that are set.
template <class Visit>
void for_each_run(const SlotSet& slots, std::size_t count, Visit&& visit) {
    for (std::size_t begin = 0; begin < count;) {
        if (!slots[begin]) {
            ++begin;
            continue;
        }
        auto end = begin;
        while (end < count && slots[end]) ++end;
        visit(begin, end);
        begin = end;
    }
}

void put_runs(std::vector<std::byte>& out, const SlotSet& slots, std::size_t count) {
    std::uint64_t number = 0;
    for_each_run(slots, count, [&](std::size_t, std::size_t) { ++number; });
    put_varint(out, number);
    std::size_t told = 0;
    for_each_run(slots, count, [&](std::size_t begin, std::size_t end) {
        put_varint(out, begin - told);
        put_varint(out, end - begin);
        told = end;
    });
}

[[noreturn]] void damaged() {
    throw core::ProblemError({core::ProblemKind::damaged, "journal-damaged",
                              "What an import added is not recorded in a form that can be read.", "import_journal",
                              ""});
}

class Reader {
  public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}
    [[nodiscard]] bool is_at_end() const noexcept { return at_ == bytes_.size(); }
    unsigned byte() {
        if (is_at_end()) damaged();
        return std::to_integer<unsigned>(bytes_[at_++]);
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto next = byte();
            value |= std::uint64_t{next & 0x7FU} << shift;
            if (next < 0x80) return value;
        }
        damaged();
    }
    SlotSet slots(unsigned coverage, std::size_t count) {
        SlotSet slots;
        if (coverage == nothing) return slots;
        if (coverage == every_slot) return ~slots >> (kMaxValuesPerDay - count);
        if (coverage != runs) damaged();
        std::size_t slot = 0;
        for (auto number = varint(); number > 0; --number) {
            const auto skipped = varint();
            const auto length = varint();
            if (skipped > count || length > count || slot + skipped + length > count) damaged();
            slot += skipped;
            for (const auto end = slot + length; slot < end; ++slot) slots.set(slot);
        }
        return slots;
    }

  private:
    std::span<const std::byte> bytes_;
    std::size_t at_ = 0;
};

}  // namespace

void ImportJournal::note(const AddedValues& added) {
    const auto count = slots_of(added.key);
    const auto actual = coverage_of(added.actual, count);
    const auto predicted = coverage_of(added.predicted, count);
    if (actual == nothing && predicted == nothing) return;
    const auto difference = added.key - last_key_;
    last_key_ = added.key;
    put_varint(bytes_, (static_cast<std::uint64_t>(difference) << 1U) ^ static_cast<std::uint64_t>(difference >> 63));
    bytes_.push_back(static_cast<std::byte>(actual | predicted << 2U));
    if (actual == runs) put_runs(bytes_, added.actual, count);
    if (predicted == runs) put_runs(bytes_, added.predicted, count);
}

void ImportJournal::write(WriteTransaction& tx, core::ImportId import, core::UtcSeconds now) const {
    tx.connection()
        .prepare("INSERT INTO import_journal (import_id, recorded_utc, entries) VALUES (?, ?, ?)")
        .bind(import.value, now.value, entries())
        .run();
}

void for_each_entry(std::span<const std::byte> entries, const std::function<void(const AddedValues&)>& visit) {
    Reader reader(entries);
    AddedValues added;
    while (!reader.is_at_end()) {
        const auto zigzag = reader.varint();
        added.key += static_cast<DayKey>(zigzag >> 1U) ^ -static_cast<DayKey>(zigzag & 1U);
        const auto coverage = reader.byte();
        added.actual = reader.slots(coverage & 3U, slots_of(added.key));
        added.predicted = reader.slots(coverage >> 2U, slots_of(added.key));
        visit(added);
    }
}

std::vector<TouchedMeter> meters_touched_by(Transaction& tx, core::ImportId import) {
    std::map<core::MeterId, TouchedMeter> touched;
    const auto touch = [&](core::MeterId meter, core::UtcDay day) {
        auto& days = touched.try_emplace(meter, TouchedMeter{meter, day, day}).first->second;
        days.first = std::min(days.first, day);
        days.last = std::max(days.last, day);
    };
    auto parts = tx.connection().prepare("SELECT entries FROM import_journal WHERE import_id = ?");
    parts.bind(import.value);
    while (parts->step())
        for_each_entry(parts->blob(0), [&](const AddedValues& added) {
            if (added.actual.any()) touch(meter_of(added.key), day_of(added.key));
        });
    auto corrected = tx.connection().prepare(R"(
        SELECT meter_id, min(start_utc), max(start_utc) FROM reading_correction
         WHERE import_id = ? AND channel = 'actual' GROUP BY meter_id
    )");
    corrected.bind(import.value);
    while (corrected->step()) {
        const core::MeterId meter{static_cast<std::int32_t>(corrected->int64(0))};
        touch(meter, core::utc_day_of({corrected->int64(1)}));
        touch(meter, core::utc_day_of({corrected->int64(2)}));
    }
    std::vector<TouchedMeter> meters;
    meters.reserve(touched.size());
    for (const auto& [meter, days] : touched) meters.push_back(days);
    return meters;
}

void forget_journals(WriteTransaction& tx, core::UtcSeconds before) {
    tx.connection().prepare("DELETE FROM import_journal WHERE recorded_utc < ?").bind(before.value).run();
}

}  // namespace drp::storage
