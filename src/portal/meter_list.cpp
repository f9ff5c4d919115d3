#include "portal/meter_list.hpp"

#include <algorithm>
#include <unordered_set>

namespace drp::portal {
namespace {

std::vector<storage::MeterRecord> meters_of(storage::Transaction& tx, const Actor& actor) {
    if (actor.sees_all_meters()) return storage::list_meters(tx);
    if (actor.kind != ActorKind::user) return {};
    switch (actor.level) {
        case Level::organisation_administrator:
        case Level::organisation_user:
            return storage::list_meters_of(tx, actor.organisation.value());
        case Level::residential_user:
            return storage::list_meters_of(tx, actor.user.value());
        default:
            return {};
    }
}

}  // namespace

MeterList list_meters(const storage::Store& store, const Actor& actor) {
    auto tx = store.read();
    MeterList list{{}, meters_of(tx, actor)};
    std::unordered_set<core::OrgId> shown;
    if (actor.organisation) shown.insert(*actor.organisation);
    for (const auto& meter : list.meters)
        if (meter.org) shown.insert(*meter.org);
    for (auto& organisation : storage::list_organizations(tx))
        if (shown.contains(organisation.id)) list.organisations.push_back(std::move(organisation));
    return list;
}

}  // namespace drp::portal
