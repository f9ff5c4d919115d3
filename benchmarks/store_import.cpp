// Readings into both stores.
#include <algorithm>
#include <stdexcept>

#include "benchmarks/fleet.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/row_store.hpp"
#include "benchmarks/store_bench.hpp"
#include "formats/byte_source.hpp"
#include "formats/readings_reader.hpp"
#include "portal/ingest.hpp"
#include "storage/imports.hpp"

namespace drp::benchmarks {
namespace {

constexpr std::size_t kDaySamples = 7;
constexpr std::size_t kTickSamples = 40;

template <class T>
T value_of(core::Result<T> result) {
    if (!result) throw std::runtime_error(core::to_text(result.error()));
    return std::move(*result);
}

/// One year of predictions of the meters [first, last).
core::ReadingBatch predictions(const Fleet& fleet, std::size_t first, std::size_t last) {
    core::ReadingBatch batch;
    const auto year = fleet.year();
    std::vector<Fleet::Slot> slots;
    for (auto t = year.from; t < year.to; t = t + kInterval.value) slots.push_back(fleet.slot_at(t));
    for (std::size_t meter = first; meter < last; ++meter) {
        batch.meters.push_back(fleet.number(meter));
        core::UtcDay day{-1};
        for (const auto& slot : slots) {
            if (const auto of_slot = core::utc_day_of(slot.start); of_slot != day) {
                day = of_slot;
                const auto offset = static_cast<std::uint32_t>(batch.values.size());
                batch.values.resize(batch.values.size() + static_cast<std::size_t>(kInterval.per_utc_day()),
                                    core::kMissing);
                batch.slabs.push_back({.meter = static_cast<std::uint32_t>(meter - first),
                                       .day = day,
                                       .interval = kInterval,
                                       .predicted = offset});
            }
            const auto position = static_cast<std::size_t>((slot.start - day.start()) / kInterval.value);
            batch.values[batch.slabs.back().predicted + position] = fleet.predicted(meter, slot);
        }
    }
    return batch;
}

core::ImportId new_import(storage::Store& store, const char* name) {
    auto tx = store.write();
    const auto id = storage::create_import(tx, name, "benchmark", std::nullopt, bench_now());
    tx.commit();
    return id;
}

storage::MergeCounts import_day(storage::Store& store, const std::string& path) {
    portal::ImportOptions options;
    options.file_name = path;
    return value_of(portal::import_file(store, value_of(formats::open_file(path)), options, {}, bench_now))
        .tally.counts;
}

/// The file through the portal's own reader into the rival, a batch a transaction, as our store takes it.
std::int64_t import_rows_from(const std::string& path, RowStore& rows) {
    formats::ReaderOptions options;
    options.zone = value_of(core::TimeZone::find(kZone));
    auto reader = value_of(formats::ReadingsReader::open(value_of(formats::open_file(path)), std::move(options)));
    core::ReadingBatch batch;
    std::vector<formats::Verdict> verdicts;
    std::int64_t values = 0;
    while (value_of(reader.next(batch, verdicts))) {
        rows.begin();
        values += rows.merge_actual(batch);
        rows.commit();
    }
    return values;
}

std::vector<std::int64_t> numbers(const Fleet& fleet) {
    std::vector<std::int64_t> all;
    for (std::size_t meter = 0; meter < fleet.size(); ++meter) all.push_back(std::stoll(fleet.number(meter)));
    return all;
}

core::ReadingBatch tick_batch(const Fleet& fleet, core::UtcSeconds start) {
    core::ReadingBatch batch;
    const auto day = core::utc_day_of(start);
    const auto per_day = static_cast<std::size_t>(kInterval.per_utc_day());
    const auto position = static_cast<std::size_t>((start - day.start()) / kInterval.value);
    const auto slot = fleet.slot_at(start);
    batch.values.assign(fleet.size() * per_day, core::kMissing);
    for (std::size_t meter = 0; meter < fleet.size(); ++meter) {
        batch.meters.push_back(fleet.number(meter));
        batch.slabs.push_back({.meter = static_cast<std::uint32_t>(meter),
                               .day = day,
                               .interval = kInterval,
                               .actual = static_cast<std::uint32_t>(meter * per_day)});
        const auto wh = fleet.actual(meter, slot);
        batch.values[meter * per_day + position] = core::is_present(wh) ? wh : core::WattHours{0};
    }
    return batch;
}

}  // namespace

void fill_predictions(const Bench& bench) {
    constexpr std::size_t kMetersAtOnce = 100;
    const Fleet fleet(bench.meters);
    auto store = bench.open_store();
    const auto source = new_import(store, "predictions");
    double ms = 0;
    std::int64_t added = 0;
    for (std::size_t first = 0; first < fleet.size(); first += kMetersAtOnce) {
        const auto batch = predictions(fleet, first, std::min(first + kMetersAtOnce, fleet.size()));
        ms += time_ms([&] {
            auto tx = store.write();
            added += value_of(portal::merge_batch(tx, batch, source, bench_now())).outcome.counts.added;
            tx.commit();
        });
    }
    store.checkpoint();
    report("predictions_merged_m_s", static_cast<double>(added) / ms / 1e3);
}

void import_rows(const Bench& bench) {
    std::int64_t values = 0;
    const double import_ms = time_ms([&] {
        RowStore rows(bench.row_store_path());
        values = import_rows_from(bench.file("rows.csv"), rows);
        rows.begin();
        rows.roll_up_everything();
        rows.commit();
    });
    report("rows_import_s", import_ms / 1e3);
    report("rows_readings", static_cast<double>(values));
    report("rows_reimport_s", time_ms([&] {
                                  RowStore rows(bench.row_store_path());
                                  import_rows_from(bench.file("rows.csv"), rows);
                              }) / 1e3);

    // Not timed: the predictions that the queries want.
    const Fleet fleet(bench.row_meters);
    RowStore rows(bench.row_store_path());
    rows.begin();
    for (std::size_t meter = 0; meter < fleet.size(); ++meter)
        for (auto t = fleet.year().from; t < fleet.year().to; t = t + kInterval.value)
            rows.merge_predicted(std::stoll(fleet.number(meter)), t, fleet.predicted(meter, fleet.slot_at(t)));
    rows.roll_up_everything();
    rows.repeat_rollup(bench.meters / bench.row_meters);
    rows.commit();
}

void import_days(const Bench& bench) {
    const Fleet fleet(bench.meters);
    const auto meters = numbers(fleet);
    auto store = bench.open_store();
    RowStore rows(bench.row_store_path());
    std::vector<double> fresh;
    std::vector<double> unchanged;
    std::vector<double> row_fresh;
    std::vector<double> row_unchanged;
    for (std::size_t i = 1; i <= kDaySamples; ++i) {
        const auto path = bench.file(fmt::format("day-{}.csv", i));
        storage::MergeCounts first;
        storage::MergeCounts second;
        fresh.push_back(time_ms([&] { first = import_day(store, path); }));
        unchanged.push_back(time_ms([&] { second = import_day(store, path); }));
        if (first.added == 0 || second.added != 0 || second.equal != first.added)
            throw std::logic_error("the second import of a day is not unchanged");
        row_fresh.push_back(time_ms([&] {
            import_rows_from(path, rows);
            const auto day = fleet.zone().range_of(day_of_fleet(kDaysOfYear + static_cast<int>(i) - 1));
            rows.begin();
            rows.roll_up(meters, core::utc_day_of(day.from), core::utc_day_of(day.to - 1));
            rows.commit();
        }));
        row_unchanged.push_back(time_ms([&] { import_rows_from(path, rows); }));
    }
    report("day_new_ms", fresh);
    report("day_unchanged_ms", unchanged);
    report("rows_day_new_ms", row_fresh);
    report("rows_day_unchanged_ms", row_unchanged);
}

void merge_ticks(const Bench& bench) {
    const Fleet fleet(bench.meters);
    const auto meters = numbers(fleet);
    auto store = bench.open_store();
    RowStore rows(bench.row_store_path());
    const auto source = new_import(store, "live");
    // A day of which nothing is stored yet, from its noon on: blocks fill up as they do in life.
    const auto start = fleet.zone().start_of(day_of_fleet(kDaysOfYear + kDayFiles + 1)) + core::kSecondsPerDay / 2;
    std::vector<core::ReadingBatch> ticks;
    for (std::size_t i = 0; i <= kTickSamples; ++i)
        ticks.push_back(tick_batch(fleet, start + static_cast<std::int64_t>(i) * kInterval.value));
    report("tick_ms", samples_ms(kTickSamples, [&](std::size_t i) {
               auto tx = store.write();
               const auto merged = value_of(portal::merge_batch(tx, ticks[i], source, bench_now()));
               tx.commit();
               if (merged.outcome.changes.size() != fleet.size()) throw std::logic_error("a tick was not new");
           }));
    report("rows_tick_ms", samples_ms(kTickSamples, [&](std::size_t i) {
               const auto t = start + static_cast<std::int64_t>(i) * kInterval.value;
               const auto slot = fleet.slot_at(t);
               rows.begin();
               for (std::size_t meter = 0; meter < fleet.size(); ++meter)
                   rows.merge_tick(meters[meter], t, fleet.actual(meter, slot));
               rows.commit();
           }));
}

}  // namespace drp::benchmarks
