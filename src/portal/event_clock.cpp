#include "portal/event_clock.hpp"

#include <fmt/format.h>

#include "portal/event_mails.hpp"
#include "portal/trail.hpp"

namespace drp::portal {
namespace {

using storage::EventState;
using storage::NoticeKind;

/// What is told on reaching a state, if it still makes sense.
std::optional<NoticeKind> notice_of(const storage::ProgramEvent& event, EventState reached, core::UtcSeconds now) {
    if (!event.program) return std::nullopt;
    if (reached == EventState::notified && now < event.period.from) return NoticeKind::standby;
    if (reached == EventState::active && now < event.period.to) return NoticeKind::start;
    if (reached == EventState::done && now < event.period.to + EventClock::kNewsSeconds) return NoticeKind::all_clear;
    return std::nullopt;
}

}  // namespace

std::optional<EventState> next_state(const storage::ProgramEvent& event, core::UtcSeconds now) {
    switch (event.state) {
        case EventState::scheduled:
            if (now >= event.notice.value_or(event.period.from)) return EventState::notified;
            break;
        case EventState::notified:
            if (now >= event.period.from) return EventState::active;
            break;
        case EventState::active:
            if (now >= event.period.to) return EventState::done;
            break;
        default:
            break;
    }
    return std::nullopt;
}

int EventClock::advance(core::UtcSeconds now) {
    std::vector<core::EventId> due;
    {
        auto tx = store_->read();
        for (const auto& event : storage::list_events_under_way(tx))
            if (next_state(event, now)) due.push_back(event.id);
    }
    tell_of_cancellations(now);
    int steps = 0;
    for (const auto id : due) steps += advance_event(id, now);
    return steps;
}

int EventClock::advance_event(core::EventId id, core::UtcSeconds now) {
    int steps = 0;
    while (step(id, now)) ++steps;
    return steps;
}

void EventClock::tell_of_cancellations(core::UtcSeconds now) {
    std::vector<core::EventId> untold;
    {
        auto tx = store_->read();
        untold = storage::list_untold_cancellations(tx, now - kNewsSeconds);
    }
    for (const auto id : untold) {
        auto tx = store_->write();
        const auto event = storage::find_program_event(tx, id, {.entity = std::nullopt, .sees_drafts = true});
        if (!event || event->state != EventState::cancelled) continue;
        const auto told = queue_event_notices(tx, programme_, *event, NoticeKind::cancel, now);
        book(tx, the_portal_itself(),
             {"event.notify", fmt::format("event {}", id.value), {}, {{"notices", fmt::format("{} cancel", told)}}},
             now);
        tx.commit();
    }
}

bool EventClock::step(core::EventId id, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto event = storage::find_program_event(tx, id, {.entity = std::nullopt, .sees_drafts = true});
    if (!event) return false;
    const auto next = next_state(*event, now);
    if (!next) return false;
    storage::advance_event(tx, id, *next);
    Facts after{{"state", std::string(storage::to_text(*next))}};
    if (const auto kind = notice_of(*event, *next, now)) {
        const auto told = queue_event_notices(tx, programme_, *event, *kind, now);
        after.emplace_back("notices", fmt::format("{} {}", told, storage::to_text(*kind)));
    }
    book(tx, the_portal_itself(),
         {"event.advance",
          fmt::format("event {}", id.value),
          {{"state", std::string(storage::to_text(event->state))}},
          std::move(after)},
         now);
    tx.commit();
    return true;
}

}  // namespace drp::portal
