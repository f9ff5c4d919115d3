#include "portal/standing.hpp"

#include <algorithm>
#include <unordered_map>

#include "portal/meter_list.hpp"

namespace drp::portal {
namespace {

constexpr std::int32_t kDays = 30;
constexpr double kMiddle = 0.4;
constexpr double kHigh = 0.6;

storage::LocalDays last_days(const storage::Calendar& calendar, core::UtcSeconds now) {
    const auto today = calendar.local_day(now);
    return {{today.value - (kDays - 1)}, today};
}

const storage::ReadingSums* find_sums(const std::vector<storage::MeterTotal>& by_id, core::MeterId meter) {
    const auto found =
        std::lower_bound(by_id.begin(), by_id.end(), meter,
                         [](const storage::MeterTotal& total, core::MeterId id) { return total.meter < id; });
    return found != by_id.end() && found->meter == meter ? &found->sums : nullptr;
}

struct OrganisationSums {
    std::string name;
    std::size_t meters = 0;
    storage::ReadingSums sums;
};

std::unordered_map<core::OrgId, OrganisationSums> sums_by_organisation(storage::Transaction& tx,
                                                                       const std::vector<storage::MeterTotal>& fleet) {
    std::unordered_map<core::OrgId, OrganisationSums> organisations;
    for (const auto& meter : storage::list_meters(tx)) {
        if (!meter.org) continue;
        const auto* sums = find_sums(fleet, meter.id);
        if (sums == nullptr || sums->with_both == 0) continue;
        auto& organisation = organisations[*meter.org];
        organisation.name = meter.org_name;
        ++organisation.meters;
        organisation.sums += *sums;
    }
    return organisations;
}

RankedOrganisation line_of(const OrganisationSums& organisation, bool is_own, bool is_named) {
    const auto meters = static_cast<double>(organisation.meters);
    RankedOrganisation line;
    line.is_own = is_own;
    if (is_named) {
        line.name = organisation.name;
        line.meters = organisation.meters;
    }
    line.participation = participation_of(organisation.sums).value_or(0);
    line.saved_wh_per_meter = static_cast<double>(organisation.sums.saved.value) / meters;
    line.net_wh_per_meter = static_cast<double>(organisation.sums.net.value) / meters;
    return line;
}

}  // namespace

std::optional<double> participation_of(const storage::ReadingSums& sums) noexcept {
    if (sums.with_both == 0) return std::nullopt;
    return static_cast<double>(sums.with_saving) / static_cast<double>(sums.with_both);
}

ParticipationClass class_of(const storage::ReadingSums& sums) noexcept {
    const auto participation = participation_of(sums);
    if (!participation) return ParticipationClass::none;
    if (*participation < kMiddle) return ParticipationClass::low;
    return *participation < kHigh ? ParticipationClass::middle : ParticipationClass::high;
}

std::string_view name_of(ParticipationClass participation) noexcept {
    switch (participation) {
        case ParticipationClass::low:
            return "low";
        case ParticipationClass::middle:
            return "middle";
        case ParticipationClass::high:
            return "high";
        case ParticipationClass::none:
            break;
    }
    return "none";
}

std::shared_ptr<const Standing::Fleet> Standing::fleet(core::UtcSeconds now) {
    const std::scoped_lock lock(mutex_);  // whoever comes meanwhile waits for the same sums
    if (fleet_ && now - fleet_->as_of < kFreshSeconds && now >= fleet_->as_of) return fleet_;
    auto tx = store_->read();
    const auto days = last_days(tx.calendar(), now);
    fleet_ = std::make_shared<const Fleet>(Fleet{now, days, storage::totals_per_meter(tx, days)});
    return fleet_;
}

std::vector<storage::MeterTotal> Standing::totals_for(const Actor& actor, storage::LocalDays days,
                                                      core::UtcSeconds now) {
    if (actor.sees_all_meters()) return fleet(now)->meters;
    auto tx = store_->read();
    if (actor.organisation) return storage::totals_per_meter(tx, *actor.organisation, days);
    if (actor.user) return storage::totals_per_meter(tx, *actor.user, days);
    return {};
}

MeterMap Standing::map(const Actor& actor, core::UtcSeconds now) {
    MeterMap map;
    map.days = last_days(store_->calendar(), now);
    const auto totals = totals_for(actor, map.days, now);
    for (auto& meter : list_meters(*store_, actor).meters) {
        if (!meter.place) {
            ++map.without_place;
        } else if (map.meters.size() == MeterMap::kMaxMeters) {
            ++map.left_off;
        } else {
            const auto* sums = find_sums(totals, meter.id);
            map.meters.push_back({std::move(meter), sums == nullptr ? storage::ReadingSums{} : *sums});
        }
    }
    return map;
}

Ranking Standing::ranking(const Actor& actor, RankingMeasure measure, core::UtcSeconds now) {
    const auto sums = fleet(now);
    auto tx = store_->read();
    Ranking ranking{sums->days, sums->as_of, {}, 0};
    for (const auto& [id, organisation] : sums_by_organisation(tx, sums->meters)) {
        const bool is_own = actor.organisation == id;
        const bool is_known = is_own || actor.sees_all_meters();
        if (is_known || organisation.meters >= Ranking::kLeastMeters)
            ranking.organisations.push_back(line_of(organisation, is_own, is_known));
        else
            ++ranking.left_off;
    }
    const auto figure = [measure](const RankedOrganisation& line) {
        return measure == RankingMeasure::participation ? line.participation : line.saved_wh_per_meter;
    };
    std::sort(ranking.organisations.begin(), ranking.organisations.end(),
              [&](const auto& a, const auto& b) { return figure(a) > figure(b); });
    for (std::size_t i = 0; i < ranking.organisations.size(); ++i) ranking.organisations[i].rank = i + 1;
    return ranking;
}

}  // namespace drp::portal
