/// The computed baseline of an event, kept as the prediction of its meters.
///
/// Charts, savings and participation then compare with it, as they do with a prediction that the provider uploads. It
/// is an import like any other: listed, its corrections recorded, undone if need be. Where the programme says that
/// uploaded predictions go first, intervals that have a prediction keep it.
#pragma once

#include <cstdint>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/change_feed.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct StoredPredictions {
    core::ImportId import;
    std::int64_t meters = 0;     ///< with a baseline
    std::int64_t intervals = 0;  ///< that were given one
    std::int64_t kept = 0;       ///< intervals that had a prediction and keep it
    std::int64_t without = 0;    ///< meters for which the method finds none
};

/// For every meter that takes part and has not opted out; before, during or after the event. Booked. Problems:
/// event-not-found, event-without-programme, those of method_with().
[[nodiscard]] core::Result<StoredPredictions> store_event_predictions(storage::Store& store, ChangeFeed& changes,
                                                                      const Actor& actor, core::EventId event,
                                                                      core::UtcSeconds now);

}  // namespace drp::portal
