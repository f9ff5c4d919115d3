/// Booking what people and machines do in the audit trail.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "portal/actor.hpp"
#include "storage/audit.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// Names and values of what changed. Never a password, a code or a token.
using Facts = std::vector<std::pair<std::string, std::string>>;

struct Deed {
    std::string action;   ///< "organisation.rename": a noun of the portal, a full stop, a verb
    std::string subject;  ///< "organisation 12", "meter 71007919", "user 7"
    Facts before;         ///< what it was, as far as it changed; empty for something new
    Facts after;          ///< what it is; empty for something that is gone
};

using storage::subject_of;
/// "organisation 12".
[[nodiscard]] std::string subject_of(core::OrgId organisation);

/// Books the deed in the transaction that does it. Deeds of this actor are found by their name later, so an Actor made
/// by hand should have one.
void book(storage::WriteTransaction& tx, const Actor& actor, const Deed& deed, core::UtcSeconds now);

/// The actor of what nobody asked for: expiry, first start.
[[nodiscard]] Actor the_portal_itself();

}  // namespace drp::portal
