/// What a settlement asks of the store beside readings and participants, for all meters at once.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// Starts of the events that meters took part in: neither drafts nor cancelled ones, nor those a meter opted out of.
struct EventStarts {
    std::vector<core::UtcSeconds> of_all;  ///< of events from before there were programmes, which were for everybody
    std::unordered_map<core::MeterId, std::vector<core::UtcSeconds>> of_meter;
};
/// Of events that start in the range, without `but`.
[[nodiscard]] EventStarts list_event_starts(Transaction& tx, core::UtcRange range, core::EventId but);

/// Events of the programme that start in the range and are over; tests are not counted.
[[nodiscard]] std::int64_t count_events_over(Transaction& tx, std::int64_t program, core::UtcRange range);

}  // namespace drp::storage
