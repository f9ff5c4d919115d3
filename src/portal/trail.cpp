#include "portal/trail.hpp"

#include <boost/json.hpp>

#include "storage/audit.hpp"

namespace drp::portal {
namespace {

constexpr std::string_view kItself = "portal";

/// JSON because people query the trail with SQL tools, which read it; nothing in the portal parses it.
std::string to_text(const Facts& facts) {
    if (facts.empty()) return {};
    boost::json::object object;
    for (const auto& [name, value] : facts) object.emplace(name, value);
    return boost::json::serialize(object);
}

std::string_view kind_of(const Actor& actor) {
    switch (actor.kind) {
        case ActorKind::user:
            return "user";
        case ActorKind::token:
            return "token";
        case ActorKind::operator_:
            return actor.name == kItself ? kItself : "operator";
        case ActorKind::visitor:
            break;
    }
    return "visitor";
}

}  // namespace

std::string subject_of(core::OrgId organisation) {
    return "organisation " + std::to_string(organisation.value);
}

void book(storage::WriteTransaction& tx, const Actor& actor, const Deed& deed, core::UtcSeconds now) {
    storage::AuditLine line;
    line.at = now;
    line.actor_kind = kind_of(actor);
    if (actor.user) line.actor_id = actor.user->value;
    if (actor.token_id) line.actor_id = actor.token_id;
    line.actor_name = actor.name;
    line.address = actor.address;
    line.action = deed.action;
    line.subject = deed.subject;
    line.before = to_text(deed.before);
    line.after = to_text(deed.after);
    storage::append_audit(tx, line);
}

Actor the_portal_itself() {
    return Actor::operator_at_the_machine(std::string(kItself));
}

}  // namespace drp::portal
