/// The live board of an event: what each meter has used so far against its baseline, and what that is of its
/// nomination.
///
/// For the intervals of the event that have ended by now:
///   actual (kW)     mean power over those that have a reading
///   baseline (kW)   mean over the same intervals of the baseline by the programme's method, as the event was scheduled
///   reduction (kW)  baseline - actual; negative where more was used
/// An interval that has ended without a reading is missing, never a zero, and counts on neither side. The totals are
/// sums over the meters that have both sides and have not opted out. Until it is settled all of this is preliminary.
///
/// Baselines are kept for the events that are looked at: they stand on readings outside the event and stay as they are
/// until some of those change. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/change_feed.hpp"
#include "storage/page.hpp"
#include "storage/program_events.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct BoardRow {
    storage::Participant participant;
    std::int64_t ended = 0;    ///< intervals of the event so far
    std::int64_t missing = 0;  ///< of them without a reading
    std::optional<double> actual_kw;
    std::optional<double> baseline_kw;
    std::optional<double> reduction_kw;
    std::string baseline_problem;  ///< why there is no baseline; empty if there is one
};

struct BoardTotals {
    std::int64_t meters = 0;  ///< called
    std::int64_t opted_out = 0;
    std::int64_t compared = 0;          ///< have both sides and have not opted out
    std::int64_t without_baseline = 0;  ///< of those that have not opted out
    std::int64_t without_readings = 0;  ///< … although intervals have ended
    std::int64_t missing = 0;           ///< intervals, of those that have not opted out
    core::Watts nominated;              ///< by those that have not opted out
    core::Watts nominated_compared;     ///< by those that are compared
    double actual_kw = 0;               ///< sums of the compared
    double baseline_kw = 0;
    double reduction_kw = 0;
};

/// The event interval by interval, all meters together that have a baseline and have not opted out.
///
/// Its intervals are as long as the longest of the meters'; a meter with shorter ones counts in an interval when all of
/// them have a reading. Both sums hold the meters that count. Where none does, there is no actual, and the baseline is
/// that of all: what is expected. No reading is guessed.
struct BoardSeries {
    core::UtcSeconds start;
    core::IntervalSeconds interval{900};
    std::vector<std::optional<double>> actual_kw;
    std::vector<double> baseline_kw;
    std::vector<std::int64_t> meters;  ///< that count
};

struct EventBoard {
    storage::ProgramEvent event;
    core::UtcSeconds as_of;
    std::vector<BoardRow> rows;  ///< of the page asked for
    BoardTotals totals;          ///< of all that the actor may see
    std::int64_t total = 0;      ///< rows that fit, on all pages
    BoardSeries series;          ///< of all that the actor may see; empty where no meter has a baseline
};

class EventBoards {
  public:
    static constexpr std::size_t kKeptEvents = 8;

    EventBoards(storage::Store& store, ChangeFeed& changes);

    /// Searched by meter, label and holder; sorted by meter, holder, nomination, reduction, share (of the nomination)
    /// or missing. Members see their own meters. Problems: event-not-found; event-not-scheduled for a draft;
    /// query-invalid (sort).
    [[nodiscard]] core::Result<EventBoard> look(const Actor& actor, core::EventId id, const storage::PageQuery& page,
                                                core::UtcSeconds now);

  private:
    /// kW of each interval of the event, or why there are none.
    struct KeptBaseline {
        std::vector<double> kw;
        core::IntervalSeconds interval{900};
        std::string problem;
    };
    struct KeptEvent {
        core::UtcRange period;
        storage::EventState state = storage::EventState::scheduled;
        std::uint64_t epoch = 0;    ///< of the change feed when it was begun
        std::uint64_t version = 0;  ///< another one whenever something was forgotten
        std::uint64_t used = 0;     ///< for forgetting the one that nobody looks at
        std::unordered_map<core::MeterId, KeptBaseline> baselines;
    };
    using Baselines = std::unordered_map<core::MeterId, KeptBaseline>;

    void forget(const MeterNews& news);
    [[nodiscard]] Baselines baselines_for(storage::Transaction& tx, const storage::ProgramEvent& event,
                                          const std::vector<storage::Participant>& participants);
    [[nodiscard]] static Baselines compute(storage::Transaction& tx, const storage::ProgramEvent& event,
                                           const core::TimeZone& zone,
                                           const std::vector<const storage::Participant*>& participants);
    /// Of the meters that have a baseline and have not opted out.
    [[nodiscard]] static std::optional<core::IntervalSeconds> longest_interval(
        const std::vector<storage::Participant>& participants, const Baselines& baselines);
    [[nodiscard]] KeptEvent& kept(const storage::ProgramEvent& event);

    storage::Store* store_;
    ChangeFeed* changes_;
    std::mutex mutex_;
    std::map<std::int64_t, KeptEvent> events_;
    std::uint64_t ticks_ = 0;  // versions and uses are drawn from it
};

}  // namespace drp::portal
