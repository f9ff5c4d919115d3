/// Moves events along as time passes: scheduled, notified, active, done; and tells those who are called.
///
/// Each step is a transaction of its own that looks at the event's state again, so steps are never taken twice: not
/// after a restart, not by two portals on one store. A clock that was stopped takes the steps it missed, without
/// notices that have lost their sense: no standby for an event that has begun, no start for one that is over. It tells
/// of cancellations too.
#pragma once

#include "core/time.hpp"
#include "portal/programme.hpp"
#include "storage/program_events.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class EventClock {
  public:
    /// News of an event that ended longer ago than this say nothing new.
    static constexpr std::int64_t kNewsSeconds = 86'400;

    EventClock(storage::Store& store, const Programme& programme) : store_(&store), programme_(programme) {}

    /// Takes every step that is due; returns how many. One thread at a time.
    int advance(core::UtcSeconds now);
    /// The same for one event.
    int advance_event(core::EventId id, core::UtcSeconds now);

  private:
    /// Whoever cancelled: the portal, or a command at the machine.
    void tell_of_cancellations(core::UtcSeconds now);
    bool step(core::EventId id, core::UtcSeconds now);

    storage::Store* store_;
    Programme programme_;  // a copy: its time zone belongs to this thread
};

/// The state that is due after this one; nothing if none is yet.
[[nodiscard]] std::optional<storage::EventState> next_state(const storage::ProgramEvent& event, core::UtcSeconds now);

}  // namespace drp::portal
