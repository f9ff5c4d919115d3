#include "storage/undo.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "storage/import_journal.hpp"
#include "storage/imports.hpp"
#include "storage/local_parts.hpp"
#include "storage/merge_rows.hpp"
#include "storage/present_range.hpp"

namespace drp::storage {
namespace {

using core::ImportId;
using core::kMissing;
using core::MeterId;
using core::Problem;
using core::ProblemKind;
using core::Result;
using core::UtcSeconds;
using core::WattHours;

constexpr std::int64_t kLongestImportSeconds = 86400;  // one that "runs" for longer was killed

/// A value that the import replaced, as it was before.
struct FormerValue {
    DayKey key = 0;
    Channel channel = Channel::actual;
    std::size_t slot = 0;
    WattHours value;
    std::int64_t correction = 0;
};

DayKey key_of(MeterId meter, UtcSeconds start, core::IntervalSeconds interval) {
    return day_key(meter, core::utc_day_of(start), interval);
}

Channel channel_of(std::string_view text) {
    return text == "actual" ? Channel::actual : Channel::predicted;
}

Problem built_upon(ImportId later) {
    return {ProblemKind::conflict, "import-built-upon",
            fmt::format("A later import, number {}, has corrected values of this one.", later.value), "import_id",
            fmt::format("Undo import {} first.", later.value)};
}

class Undoing {
  public:
    Undoing(WriteTransaction& tx, ImportId import, UtcSeconds now)
        : tx_(tx),
          connection_(tx.connection()),
          import_(import),
          now_(now),
          writer_(connection_),
          corrections_(connection_, import, now),
          remove_(connection_.prepare("DELETE FROM reading_day WHERE day_key = ?")) {}

    [[nodiscard]] Result<void> check();
    [[nodiscard]] UndoOutcome run();

  private:
    struct Day {
        std::array<std::array<WattHours, kMaxValuesPerDay>, 2> values;
        std::int64_t rev = 0;
        std::span<WattHours> column(DayKey key, Channel channel) {
            return std::span(values[static_cast<std::size_t>(channel)])
                .first(static_cast<std::size_t>(interval_of_key(key).per_utc_day()));
        }
    };

    [[nodiscard]] std::vector<FormerValue> former_values();
    void for_each_added(const std::function<void(const AddedValues&)>& visit);
    [[nodiscard]] std::optional<ImportId> later_correction(const AddedValues& added);
    [[nodiscard]] std::optional<ImportId> later_correction(const FormerValue& former);
    void restore(std::span<const FormerValue> of_one_day);
    void take_out(const AddedValues& added);
    [[nodiscard]] std::optional<Day> load(DayKey key);
    void store(DayKey key, Day& day);
    void book_sums(DayKey key, Day& day, bool adds);
    void note(DayKey key, const SlotRange& slots, std::int64_t values);

    WriteTransaction& tx_;
    sql::Connection& connection_;
    ImportId import_;
    UtcSeconds now_;
    BlockWriter writer_;
    CorrectionWriter corrections_;
    sql::Statement remove_;
    DailySums daily_;
    UndoOutcome outcome_;
    std::map<MeterId, MeterChange> changes_;
};

/// By day; of a value that the import replaced more than once, what it was before the first time.
std::vector<FormerValue> Undoing::former_values() {
    auto rows = connection_.prepare(R"(
        SELECT meter_id, start_utc, interval_s, channel, old_wh, id
          FROM reading_correction
         WHERE import_id = ?
         ORDER BY id
    )");
    rows.bind(import_.value);
    std::vector<FormerValue> found;
    while (rows->step()) {
        const UtcSeconds start{rows->int64(1)};
        const auto interval = core::interval_of(rows->int64(2)).value();
        const auto key = key_of({static_cast<std::int32_t>(rows->int64(0))}, start, interval);
        const auto slot = static_cast<std::size_t>((start - day_of(key).start()) / interval.value);
        found.push_back(
            {key, channel_of(rows->text(3)), slot, {static_cast<std::int32_t>(rows->int64(4))}, rows->int64(5)});
    }
    const auto place = [](const FormerValue& v) { return std::tuple(v.key, v.channel, v.slot); };
    std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    found.erase(
        std::unique(found.begin(), found.end(), [&](const auto& a, const auto& b) { return place(a) == place(b); }),
        found.end());
    return found;
}

void Undoing::for_each_added(const std::function<void(const AddedValues&)>& visit) {
    std::vector<std::int64_t> parts;
    {
        auto rows =
            connection_.prepare("SELECT journal_id FROM import_journal WHERE import_id = ? ORDER BY journal_id");
        rows.bind(import_.value);
        while (rows->step()) parts.push_back(rows->int64(0));
    }
    for (const auto part : parts) {
        auto row = connection_.prepare("SELECT entries FROM import_journal WHERE journal_id = ?");
        row.bind(part);
        if (row->step()) for_each_entry(row->blob(0), visit);
    }
}

/// Corrections of imports that were undone since do not count: their values are what they were before.
std::optional<ImportId> Undoing::later_correction(const AddedValues& added) {
    auto rows = connection_.prepare(R"(
        SELECT c.start_utc, c.interval_s, c.channel, c.import_id
          FROM reading_correction AS c
          LEFT JOIN import ON import.import_id = c.import_id
         WHERE c.meter_id = ?1 AND c.start_utc >= ?2 AND c.start_utc < ?2 + 86400 AND c.import_id <> ?3
           AND import.undone_utc IS NULL
    )");
    const auto day_start = day_of(added.key).start();
    const auto interval = interval_of_key(added.key);
    rows.bind(meter_of(added.key).value, day_start.value, import_.value);
    while (rows->step()) {
        if (rows->int64(1) != interval.value) continue;
        const auto slot = static_cast<std::size_t>((rows->int64(0) - day_start.value) / interval.value);
        const auto& slots = channel_of(rows->text(2)) == Channel::actual ? added.actual : added.predicted;
        if (slots[slot]) return ImportId{rows->int64(3)};
    }
    return std::nullopt;
}

std::optional<ImportId> Undoing::later_correction(const FormerValue& former) {
    auto row = connection_.prepare(R"(
        SELECT c.import_id
          FROM reading_correction AS c
          LEFT JOIN import ON import.import_id = c.import_id
         WHERE c.meter_id = ? AND c.start_utc = ? AND c.channel = ? AND c.id > ? AND c.import_id <> ?
           AND import.undone_utc IS NULL
    )");
    const auto start =
        day_of(former.key).start() + static_cast<std::int64_t>(former.slot) * interval_of_key(former.key).value;
    row.bind(meter_of(former.key).value, start.value, former.channel == Channel::actual ? "actual" : "predicted",
             former.correction, import_.value);
    if (!row->step()) return std::nullopt;
    return ImportId{row->int64(0)};
}

Result<void> Undoing::check() {
    const auto import = find_import(tx_, import_);
    if (!import)
        return Problem{ProblemKind::not_found, "import-not-found", "There is no such import.", "import_id", ""};
    if (import->undone)
        return Problem{ProblemKind::conflict, "import-undone", "This import is undone already.", "import_id", ""};
    if (import->status == ImportStatus::running && now_ - import->started < kLongestImportSeconds)
        return Problem{ProblemKind::conflict, "import-running", "This import still runs.", "import_id",
                       "Wait for its end."};
    if (now_ - import->started > kJournalSeconds)
        return Problem{ProblemKind::conflict, "import-forgotten", "What this import added is not on record any more.",
                       "import_id",
                       "Imports can be undone for ninety days. Import the right file: its values replace these."};
    std::optional<ImportId> later;
    for_each_added([&](const AddedValues& added) {
        if (!later) later = later_correction(added);
    });
    for (const auto& former : former_values())
        if (!later) later = later_correction(former);
    if (later) return built_upon(*later);
    return {};
}

UndoOutcome Undoing::run() {
    const auto former = former_values();
    for (std::size_t begin = 0; begin < former.size();) {
        auto end = begin;
        while (end < former.size() && former[end].key == former[begin].key) ++end;
        restore(std::span(former).subspan(begin, end - begin));
        begin = end;
    }
    for_each_added([this](const AddedValues& added) { take_out(added); });
    writer_.flush();
    corrections_.flush();
    daily_.write(connection_);
    for (const auto& [meter, change] : changes_) {
        recompute_span(connection_, meter);
        outcome_.changes.push_back(change);
    }
    connection_.prepare("UPDATE import SET undone_utc = ? WHERE import_id = ?").bind(now_.value, import_.value).run();
    connection_.prepare("DELETE FROM import_journal WHERE import_id = ?").bind(import_.value).run();
    return std::move(outcome_);
}

void Undoing::restore(std::span<const FormerValue> of_one_day) {
    const auto key = of_one_day.front().key;
    auto day = load(key);
    if (!day) return;
    book_sums(key, *day, false);
    SlotRange changed;
    for (const auto& former : of_one_day) {
        auto& value = day->column(key, former.channel)[former.slot];
        const auto interval = interval_of_key(key);
        const auto start = day_of(key).start() + static_cast<std::int64_t>(former.slot) * interval.value;
        corrections_.note({meter_of(key), start, interval, former.channel, value, former.value});
        value = former.value;
        changed.include(former.slot);
    }
    book_sums(key, *day, true);
    store(key, *day);
    const auto count = static_cast<std::int64_t>(of_one_day.size());
    outcome_.restored += count;
    note(key, changed, count);
}

void Undoing::take_out(const AddedValues& added) {
    auto day = load(added.key);
    if (!day) return;
    book_sums(added.key, *day, false);
    SlotRange changed;
    std::int64_t count = 0;
    for (const auto channel : {Channel::actual, Channel::predicted}) {
        const auto& slots = channel == Channel::actual ? added.actual : added.predicted;
        const auto column = day->column(added.key, channel);
        for (std::size_t slot = 0; slot < column.size(); ++slot) {
            if (!slots[slot] || !core::is_present(column[slot])) continue;
            column[slot] = kMissing;
            changed.include(slot);
            ++count;
        }
    }
    book_sums(added.key, *day, true);
    store(added.key, *day);
    outcome_.removed += count;
    if (count > 0) note(added.key, changed, count);
}

std::optional<Undoing::Day> Undoing::load(DayKey key) {
    writer_.flush();  // the day may have been written a moment ago
    std::optional<Day> found;
    for_each_block(connection_, key, key, [&](const BlockRow& row) {
        found.emplace();
        found->rev = row.rev;
        decode_channel(key, row.actual, found->column(key, Channel::actual));
        decode_channel(key, row.predicted, found->column(key, Channel::predicted));
    });
    return found;
}

void Undoing::store(DayKey key, Day& day) {
    const BlockWriter::Columns columns{day.column(key, Channel::actual), day.column(key, Channel::predicted)};
    if (extent_of(columns.actual).present + extent_of(columns.predicted).present == 0) {
        remove_.bind(key).run();
    } else {
        writer_.update(key, columns, day.rev + 1);
    }
}

void Undoing::book_sums(DayKey key, Day& day, bool adds) {
    book_day(daily_, tx_.calendar(), key, {day.column(key, Channel::actual), day.column(key, Channel::predicted)},
             adds);
}

void Undoing::note(DayKey key, const SlotRange& slots, std::int64_t values) {
    const auto interval = interval_of_key(key).value;
    const auto begin = day_of(key).start() + static_cast<std::int64_t>(slots.first) * interval;
    const auto end = day_of(key).start() + static_cast<std::int64_t>(slots.last + 1) * interval;
    auto& change = changes_.try_emplace(meter_of(key), MeterChange{meter_of(key), {begin, end}, 0, {}}).first->second;
    change.range.from = std::min(change.range.from, begin);
    change.range.to = std::max(change.range.to, end);
    change.values += values;
}

}  // namespace

Result<UndoOutcome> undo_import(WriteTransaction& tx, ImportId import, UtcSeconds now) {
    // As in merge(): the rule populate_deltas is kept here.
    const sql::TriggersOff triggers_off(tx.connection());
    Undoing undoing(tx, import, now);
    if (auto possible = undoing.check(); !possible) return possible.error();
    return undoing.run();
}

}  // namespace drp::storage
