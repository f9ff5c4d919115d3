// Settling an event of 100,000 meters, with its error bands, in a store of its own; and how much memory that takes.
#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>

#include "benchmarks/fleet.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/store_bench.hpp"
#include "portal/ingest.hpp"
#include "portal/settlements.hpp"
#include "storage/enrolments.hpp"
#include "storage/imports.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"
#include "storage/program_events.hpp"
#include "storage/programs.hpp"

namespace drp::benchmarks {
namespace {

constexpr std::size_t kMetersOfFleet = 100;  ///< for each meter of the fleet: 100,000 at full scale
constexpr std::size_t kMetersAtOnce = 2'000;
constexpr core::IntervalSeconds kHalfHour{1800};
constexpr int kFirstDay = 150;  ///< of the fleet's year
constexpr int kDays = 45;       ///< the event is on the last of them

template <class T>
T value_of(core::Result<T> result) {
    if (!result) throw std::runtime_error(core::to_text(result.error()));
    return std::move(*result);
}

/// Half-hours of the meters [first, last), whole UTC days.
core::ReadingBatch readings(const Fleet& fleet, std::size_t first, std::size_t last) {
    core::ReadingBatch batch;
    const auto from = core::utc_day_of(fleet.zone().start_of(day_of_fleet(kFirstDay)));
    const auto per_day = static_cast<std::size_t>(kHalfHour.per_utc_day());
    std::vector<std::array<Fleet::Slot, 2>> slots;
    for (auto t = from.start(); t < core::UtcDay{from.value + kDays}.start(); t = t + kHalfHour.value)
        slots.push_back({fleet.slot_at(t), fleet.slot_at(t + kInterval.value)});
    for (auto meter = first; meter < last; ++meter) {
        batch.meters.push_back(fleet.number(meter));
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (i % per_day == 0)
                batch.slabs.push_back({.meter = static_cast<std::uint32_t>(meter - first),
                                       .day = core::utc_day_of(slots[i][0].start),
                                       .interval = kHalfHour,
                                       .actual = static_cast<std::uint32_t>(batch.values.size())});
            const auto early = fleet.actual(meter, slots[i][0]);
            const auto late = fleet.actual(meter, slots[i][1]);
            const bool is_whole = core::is_present(early) && core::is_present(late);
            batch.values.push_back(is_whole ? core::WattHours{early.value + late.value} : core::kMissing);
        }
    }
    return batch;
}

void fill(storage::Store& store, const Fleet& fleet) {
    core::ImportId source;
    {
        auto tx = store.write();
        (void)storage::create_organization(tx, "Valley Electric", true, bench_now()).value();
        source = storage::create_import(tx, "settlement", "benchmark", std::nullopt, bench_now());
        tx.commit();
    }
    for (std::size_t first = 0; first < fleet.size(); first += kMetersAtOnce) {
        const auto batch = readings(fleet, first, std::min(first + kMetersAtOnce, fleet.size()));
        auto tx = store.write();
        (void)value_of(portal::merge_batch(tx, batch, source, bench_now()));
        tx.commit();
    }
    store.checkpoint();
}

/// Done, and not settled yet.
core::EventId event_of_all(storage::Store& store, const Fleet& fleet) {
    const auto start = fleet.zone().start_of(day_of_fleet(kFirstDay + kDays - 1)) + 16 * 3600;
    const auto before = start - 30 * core::kSecondsPerDay;
    auto tx = store.write();
    storage::ProgramTerms terms;
    terms.baseline_method = "3-day";
    terms.credit.rate_micro_dollars = 2'800'000;
    terms.wholesale_micro_dollars_per_kw = 7'150'000;
    const auto program = value_of(storage::create_program(tx, "Peaks", terms, "", "benchmark", before));
    for (const auto& key : storage::list_meter_keys(tx))
        (void)value_of(storage::create_enrolment(
            tx, program, {key.id, before, std::nullopt, "", "", storage::NominatedPower{{500}, {}}}, "benchmark",
            before));
    storage::EventDraft draft;
    draft.program = program;
    draft.period = {start, start + 3600};
    draft.name = "Peak";
    const auto event = storage::create_event_draft(tx, draft, "benchmark", before);
    storage::schedule_event(tx, event, 1, {before, start - 3600}, before);
    for (const auto state : {storage::EventState::notified, storage::EventState::active, storage::EventState::done})
        storage::advance_event(tx, event, state);
    tx.commit();
    return event;
}

/// Memory of this process without the parts of the store's file that the system has mapped for it (Linux).
double own_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) / 1024;
    return 0;
}

}  // namespace

void settle_many(const Bench& bench) {
    auto opened = storage::Store::open("sqlite://" + bench.file("settle.db"), {.create = true, .time_zone = kZone});
    auto store = value_of(std::move(opened));
    const Fleet fleet(bench.meters * kMetersOfFleet);
    fill(store, fleet);
    const auto event = event_of_all(store, fleet);
    const portal::Programme programme{.zone = fleet.zone()};
    const portal::MeterDirectory directory(store);
    portal::Settlements settlements(store, directory, programme);
    const auto before_mib = own_mib();
    auto peak_mib = before_mib;
    std::int64_t settled = 0;
    const auto ms = time_ms([&] {
        settled =
            value_of(settlements.settle(portal::Actor::operator_at_the_machine(), event, "", bench_now(),
                                        portal::Settlements::Notices::none,
                                        [&](std::int64_t, std::int64_t) { peak_mib = std::max(peak_mib, own_mib()); }))
                .record.totals.settled;
    });
    if (settled < static_cast<std::int64_t>(fleet.size() * 9 / 10))
        throw std::runtime_error("most meters have no result");
    report("settled", static_cast<double>(settled));
    report("settle_s", ms / 1e3);
    report("settle_mib", peak_mib);
    report("before_mib", before_mib);
}

}  // namespace drp::benchmarks
