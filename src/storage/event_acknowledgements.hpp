/// That those who are called to an event have noted it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// Of an organisation or a resident with a meter in the event that has not opted out.
struct EventAcknowledgement {
    std::int64_t entity = 0;
    std::string holder;                    ///< the organisation's name or the resident's e-mail
    std::string made_by;                   ///< empty: not yet
    std::optional<core::UtcSeconds> made;  ///<
};

/// By holder; of one entity only, where one is named.
[[nodiscard]] std::vector<EventAcknowledgement> list_acknowledgements(Transaction& tx, core::EventId event,
                                                                      std::optional<std::int64_t> entity);
/// The event is to come or under way, the entity has a meter in it, and there is none of it yet.
void add_acknowledgement(WriteTransaction& tx, core::EventId event, std::int64_t entity, std::string_view by,
                         core::UtcSeconds now);

}  // namespace drp::storage
