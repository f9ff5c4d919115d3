/// Events: drawn up, scheduled and cancelled by the system administrator, seen by whom they call, who may opt out.
///
/// What an actor may not see is answered like what is not there. Every write is booked. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/meter_directory.hpp"
#include "storage/event_notices.hpp"
#include "storage/program_events.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// An event as somebody wants it. Times: see wall_clock_or_instant().
struct EventWish {
    core::ProgramId program;
    std::string name;
    std::string start;
    std::string end;
    bool is_test = false;
    storage::EventTarget target = storage::EventTarget::all;
    std::vector<core::OrgId> organisations;
    std::vector<std::string> meters;  ///< numbers
    std::string message;              ///< for the notices; may be empty
};

/// What to change of a draft; what is empty stays.
struct EventChange {
    std::optional<core::ProgramId> program;
    std::optional<std::string> name;
    std::optional<std::string> start;
    std::optional<std::string> end;
    std::optional<bool> is_test;
    std::optional<storage::EventTarget> target;  ///< with the two lists that follow
    std::vector<core::OrgId> organisations;
    std::vector<std::string> meters;
    std::optional<std::string> message;
};

struct EventDetails {
    storage::ProgramEvent event;
    storage::EventTargets targets;                 ///< empty for members
    std::vector<storage::Participant> own_meters;  ///< of a member, that are called; empty for who sees all
    bool may_opt_out = false;                      ///< this actor, now
    /// Where the wall clock shows the start or the end twice: the instant that is not meant.
    std::optional<core::UtcSeconds> other_start;
    std::optional<core::UtcSeconds> other_end;
};

inline constexpr std::size_t kMaxEventNameBytes = 100;
inline constexpr std::size_t kMaxMessageBytes = 1000;
inline constexpr std::size_t kMaxReasonBytes = 500;
inline constexpr std::size_t kMaxTargets = 5000;
inline constexpr std::int64_t kEventGrain = 300;           ///< seconds; events start and end on whole ones
inline constexpr std::int64_t kLongestEvent = 7 * 86'400;  ///< seconds

[[nodiscard]] core::Problem event_not_found();

/// Whose events this actor sees.
[[nodiscard]] storage::EventViewer viewer_of(const Actor& actor);

class Events {
  public:
    Events(storage::Store& store, const MeterDirectory& directory) : store_(&store), directory_(&directory) {}

    /// Problem: query-invalid (sort).
    [[nodiscard]] core::Result<storage::Listed<storage::ProgramEvent>> list(const Actor& actor,
                                                                            const storage::EventFilter& filter,
                                                                            const storage::PageQuery& page) const;
    /// Problem: event-not-found, here and below.
    [[nodiscard]] core::Result<EventDetails> find(const Actor& actor, core::EventId id, core::UtcSeconds now) const;

    /// A draft. Problems: program-not-found, program-archived, time-invalid, time-skipped, time-outside, event-empty,
    /// event-too-long, event-off-grid, organisation-not-found, meter-not-found, targets-missing.
    [[nodiscard]] core::Result<EventDetails> create(const Actor& actor, const EventWish& wish, core::UtcSeconds now);
    /// Problems: as above, and event-not-draft.
    [[nodiscard]] core::Result<EventDetails> change(const Actor& actor, core::EventId id, const EventChange& change,
                                                    core::UtcSeconds now);
    /// Problem: event-not-draft.
    [[nodiscard]] core::Result<void> remove(const Actor& actor, core::EventId id, core::UtcSeconds now);

    /// From then on it is seen by whom it calls, and its clock runs. The terms are those in force now. `is_late` takes
    /// it even where the programme's notice can no longer be kept, or where it lies in the past.
    /// Problems: event-not-draft, program-archived, event-too-soon, event-calls-nobody.
    [[nodiscard]] core::Result<EventDetails> schedule(const Actor& actor, core::EventId id, bool is_late,
                                                      core::UtcSeconds now);
    /// The clock tells everybody who was called. Problem: event-not-open (a draft, done, or cancelled already).
    [[nodiscard]] core::Result<EventDetails> cancel(const Actor& actor, core::EventId id, std::string_view reason,
                                                    core::UtcSeconds now);

    /// Those who are called, by meter number; a member sees its own.
    [[nodiscard]] core::Result<std::vector<storage::Participant>> participants(const Actor& actor,
                                                                               core::EventId id) const;
    /// Problems: meter-not-found (not the actor's, or not called), opt-out-closed.
    [[nodiscard]] core::Result<storage::Participant> opt_out(const Actor& actor, core::EventId id,
                                                             std::string_view meter, std::string_view reason,
                                                             core::UtcSeconds now);
    [[nodiscard]] core::Result<storage::Participant> opt_in(const Actor& actor, core::EventId id,
                                                            std::string_view meter, core::UtcSeconds now);

    /// For the provider. Problem: query-invalid (sort).
    [[nodiscard]] core::Result<storage::Listed<storage::NoticeRecord>> notices(core::EventId id,
                                                                               const storage::PageQuery& page) const;

  private:
    [[nodiscard]] core::Result<storage::ProgramEvent> visible(storage::Transaction& tx, const Actor& actor,
                                                              core::EventId id) const;
    [[nodiscard]] core::Result<core::MeterId> own_participant(storage::Transaction& tx, const Actor& actor,
                                                              const storage::ProgramEvent& event,
                                                              std::string_view meter, core::UtcSeconds now) const;
    [[nodiscard]] EventDetails details_of(storage::Transaction& tx, const Actor& actor,
                                          const storage::ProgramEvent& event, core::UtcSeconds now) const;

    storage::Store* store_;
    const MeterDirectory* directory_;
};

/// Until when, and whether, meters of the event may opt out.
[[nodiscard]] bool is_open_for_opt_out(const storage::ProgramEvent& event, core::UtcSeconds now) noexcept;

}  // namespace drp::portal
