#include "portal/join_code.hpp"

#include <fmt/format.h>

#include "portal/organisations.hpp"
#include "portal/trail.hpp"

namespace drp::portal {
namespace {

core::Result<core::OrgId> managed(storage::Transaction& tx, const Actor& actor, std::optional<core::OrgId> asked) {
    const auto id = managed_organisation(actor, asked);
    if (!id || !storage::find_organization(tx, *id)) return organisation_not_found();
    return *id;
}

}  // namespace

core::Result<JoinCode> show_join_code(storage::Store& store, const Claims& claims, const Actor& actor,
                                      std::optional<core::OrgId> asked, core::UtcSeconds now) {
    auto tx = store.write();
    const auto org = managed(tx, actor, asked);
    if (!org) return org.error();
    JoinCode shown{*org, claims.code_of(tx, ClaimSubject::of(*org))};
    book(tx, actor, {"claim.show", subject_of(*org), {}, {}}, now);
    tx.commit();
    return shown;
}

core::Result<JoinCode> renew_join_code(storage::Store& store, const Claims& claims, const Actor& actor,
                                       std::optional<core::OrgId> asked, core::UtcSeconds now) {
    auto tx = store.write();
    const auto org = managed(tx, actor, asked);
    if (!org) return org.error();
    claims.renew(tx, actor, ClaimSubject::of(*org), std::to_string(org->value), now);
    JoinCode renewed{*org, claims.code_of(tx, ClaimSubject::of(*org))};
    tx.commit();
    return renewed;
}

}  // namespace drp::portal
