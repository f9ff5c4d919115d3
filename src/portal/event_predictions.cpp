#include "portal/event_predictions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "portal/events.hpp"
#include "portal/ingest.hpp"
#include "portal/program_baseline.hpp"
#include "portal/programs.hpp"
#include "portal/trail.hpp"
#include "storage/series.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kMetersAtOnce = 1000;  // one transaction each

/// Fills batches with the baselines of one meter after the other.
class PredictionBatch {
  public:
    PredictionBatch(const BaselineBasis& basis, bool keeps_uploaded) : basis_(basis), keeps_uploaded_(keeps_uploaded) {}

    void add(storage::Transaction& tx, const storage::Participant& participant, StoredPredictions& tally) {
        storage::read_series(tx, participant.meter, basis_.history, columns_);
        const auto baseline = meter_baseline(tx, basis_, participant.meter, participant.firm_level, columns_);
        if (!baseline) {
            ++tally.without;
            return;
        }
        ++tally.meters;
        const auto meter = static_cast<std::uint32_t>(batch_.meters.size());
        batch_.meters.push_back(participant.number);
        const auto energies = baseline->adjusted_wh();
        for (std::size_t i = 0; i < energies.size(); ++i) {
            const auto t = basis_.event.from + static_cast<std::int64_t>(i) * baseline->interval.value;
            if (keeps_uploaded_ && has_prediction(t)) {
                ++tally.kept;
                continue;
            }
            ++tally.intervals;
            column_of(meter, t, baseline->interval)[slot_of(t, baseline->interval)] = energies[i];
        }
    }

    core::ReadingBatch take() { return std::exchange(batch_, {}); }

  private:
    [[nodiscard]] bool has_prediction(core::UtcSeconds t) const {
        const auto gap = t - columns_.start;
        const auto i = static_cast<std::size_t>(gap / columns_.step.value);
        return gap >= 0 && i < columns_.predicted.size() && core::is_present(columns_.predicted[i]);
    }

    static std::size_t slot_of(core::UtcSeconds t, core::IntervalSeconds interval) {
        return static_cast<std::size_t>((t - core::utc_day_of(t).start()) / interval.value);
    }

    /// The meter's column of that day; intervals come in the order of time.
    std::span<core::WattHours> column_of(std::uint32_t meter, core::UtcSeconds t, core::IntervalSeconds interval) {
        const auto day = core::utc_day_of(t);
        const auto count = static_cast<std::size_t>(interval.per_utc_day());
        if (batch_.slabs.empty() || batch_.slabs.back().meter != meter || batch_.slabs.back().day != day) {
            batch_.slabs.push_back(
                {meter, day, interval, core::kNoColumn, static_cast<std::uint32_t>(batch_.values.size())});
            batch_.values.resize(batch_.values.size() + count, core::kMissing);
        }
        return std::span(batch_.values).subspan(batch_.slabs.back().predicted, count);
    }

    const BaselineBasis& basis_;
    bool keeps_uploaded_;
    storage::SeriesColumns columns_;
    core::ReadingBatch batch_;
};

}  // namespace

Result<StoredPredictions> store_event_predictions(storage::Store& store, ChangeFeed& changes, const Actor& actor,
                                                  core::EventId id, core::UtcSeconds now) {
    auto view = store.read();
    const storage::EventViewer everything{.entity = std::nullopt, .sees_drafts = false};
    const auto event = storage::find_program_event(view, id, everything);
    if (!event || event->state == storage::EventState::cancelled) return event_not_found();
    if (!event->program || !event->program_version)
        return Problem{ProblemKind::conflict, "event-without-programme", "The event belongs to no programme.",
                       "event_id", "Only a programme has a baseline method."};
    const auto version = storage::find_program_version(view, *event->program, *event->program_version);
    if (!version) return program_not_found();
    const auto basis = baseline_basis(view, version->terms, event->period, id, store.time_zone());
    if (!basis) return basis.error();
    auto participants = storage::list_participants(view, id, everything);
    std::erase_if(participants, [](const auto& participant) { return participant.opt_out.has_value(); });

    StoredPredictions stored;
    storage::MergeCounts counts;
    PredictionBatch predictions(*basis, version->terms.prefers_uploaded);
    std::size_t next = 0;
    bool has_begun = false;
    do {
        const auto last = std::min(participants.size(), next + kMetersAtOnce);
        for (; next < last; ++next) predictions.add(view, participants[next], stored);
        auto tx = store.write();
        if (!has_begun)
            stored.import =
                storage::create_import(tx, fmt::format("{}: baseline {}", event->name, version->terms.baseline_method),
                                       "baseline", actor.user, now);
        has_begun = true;
        const auto merged = merge_batch(tx, predictions.take(), stored.import, now);
        if (!merged) return merged.error();
        counts += merged->outcome.counts;
        storage::record_progress(tx, stored.import, counts);
        if (next == participants.size()) {
            storage::ImportTally tally;
            tally.rows = stored.intervals;
            tally.counts = counts;
            storage::finish_import(tx, stored.import, storage::ImportStatus::done, tally, {}, now);
            book(tx, actor,
                 {"event.store-predictions",
                  fmt::format("event {}", id.value),
                  {},
                  {{"import", std::to_string(stored.import.value)}, {"meters", std::to_string(stored.meters)}}},
                 now);
        }
        tx.commit();
        for (const auto& news : merged->news) changes.publish(news);
    } while (next < participants.size());
    return stored;
}

}  // namespace drp::portal
