#include "portal/acknowledgements.hpp"

#include <fmt/format.h>

#include "portal/events.hpp"
#include "portal/trail.hpp"
#include "storage/program_events.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::EventAcknowledgement;
using storage::EventState;

bool is_to_come(const storage::ProgramEvent& event) {
    return event.program && (event.state == EventState::scheduled || event.state == EventState::notified ||
                             event.state == EventState::active);
}

}  // namespace

Result<EventAcknowledgement> acknowledge_event(storage::Store& store, const Actor& actor, core::EventId id,
                                               core::UtcSeconds now) {
    auto tx = store.write();
    const auto entity = own_entity(actor);
    const auto event = storage::find_program_event(tx, id, viewer_of(actor));
    if (!entity || !event) return event_not_found();
    if (!is_to_come(*event))
        return Problem{ProblemKind::conflict, "event-not-to-come", "This event is over, or cancelled.", "event_id", ""};
    const auto before = storage::list_acknowledgements(tx, id, entity);
    if (before.empty())
        return Problem{ProblemKind::conflict, "event-without-you", "None of your meters takes part in this event.",
                       "event_id", ""};
    if (before.front().made) return before.front();
    storage::add_acknowledgement(tx, id, *entity, actor.name, now);
    book(tx, actor, {"event.acknowledge", fmt::format("event {}", id.value), {}, {{"for", before.front().holder}}},
         now);
    auto made = storage::list_acknowledgements(tx, id, entity).front();
    tx.commit();
    return made;
}

Result<std::vector<EventAcknowledgement>> list_acknowledgements(const storage::Store& store, const Actor& actor,
                                                                core::EventId id) {
    auto tx = store.read();
    const auto viewer = viewer_of(actor);
    if (!storage::find_program_event(tx, id, viewer)) return event_not_found();
    return storage::list_acknowledgements(tx, id, viewer.entity);
}

}  // namespace drp::portal
