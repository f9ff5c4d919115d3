/// Noting an event: whoever is called says, for the organisation or for oneself, that the call has been read. Any
/// thread.
#pragma once

#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "storage/event_acknowledgements.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// A second time changes nothing: the first stands. Problems: event-not-found; event-not-to-come, if it is over or
/// cancelled; event-without-you, if all meters have opted out.
[[nodiscard]] core::Result<storage::EventAcknowledgement> acknowledge_event(storage::Store& store, const Actor& actor,
                                                                            core::EventId id, core::UtcSeconds now);

/// Of everybody who is called, for the provider's staff; members see their own. Problem: event-not-found.
[[nodiscard]] core::Result<std::vector<storage::EventAcknowledgement>> list_acknowledgements(
    const storage::Store& store, const Actor& actor, core::EventId id);

}  // namespace drp::portal
