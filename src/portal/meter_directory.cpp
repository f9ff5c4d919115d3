#include "portal/meter_directory.hpp"

#include <unordered_map>

#include "core/text.hpp"
#include "storage/meters.hpp"

namespace drp::portal {

struct MeterDirectory::Snapshot {
    using Entry = storage::MeterKey;
    std::vector<Entry> by_number;
    std::vector<storage::FormerNumber> former_numbers;
    std::unordered_map<std::string_view, const Entry*> number_index;
    std::unordered_map<core::MeterId, const Entry*> id_index;

    [[nodiscard]] static bool is_visible(const Actor& actor, const Entry& entry) {
        if (actor.sees_all_meters()) return true;
        if (actor.kind != ActorKind::user) return false;
        switch (actor.level) {
            case Level::organisation_administrator:
            case Level::organisation_user:
                return actor.organisation && entry.org == actor.organisation;
            case Level::residential_user:
                return actor.user && entry.resident == actor.user;
            default:
                return false;
        }
    }
};

void MeterDirectory::refresh() {
    auto fresh = std::make_shared<Snapshot>();
    {
        auto tx = store_->read();
        fresh->by_number = storage::list_meter_keys(tx);
        fresh->former_numbers = storage::list_former_numbers(tx);
    }
    for (const auto& entry : fresh->by_number) {
        fresh->number_index.emplace(entry.number, &entry);
        fresh->id_index.emplace(entry.id, &entry);
    }
    for (const auto& former : fresh->former_numbers)
        if (const auto found = fresh->id_index.find(former.meter); found != fresh->id_index.end())
            fresh->number_index.emplace(former.number, found->second);
    const std::lock_guard lock(mutex_);
    snapshot_ = std::move(fresh);
}

std::shared_ptr<const MeterDirectory::Snapshot> MeterDirectory::snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
}

core::Result<VisibleMeter> MeterDirectory::find(const Actor& actor, std::string_view number) const {
    const auto now = snapshot();
    const auto found = now->number_index.find(number);
    if (found == now->number_index.end() || !Snapshot::is_visible(actor, *found->second))
        return core::Problem{core::ProblemKind::not_found, "meter-not-found",
                             "There is no meter '" + core::excerpt(number, 40) + "' among yours.", "meter",
                             "Compare the number with the one printed on the meter."};
    return VisibleMeter(found->second->id, found->second->number);
}

std::vector<VisibleMeter> MeterDirectory::all(const Actor& actor) const {
    const auto now = snapshot();
    std::vector<VisibleMeter> meters;
    for (const auto& entry : now->by_number)
        if (Snapshot::is_visible(actor, entry)) meters.push_back(VisibleMeter(entry.id, entry.number));
    return meters;
}

bool MeterDirectory::is_visible(const Actor& actor, core::MeterId meter) const {
    const auto now = snapshot();
    const auto found = now->id_index.find(meter);
    return found != now->id_index.end() && Snapshot::is_visible(actor, *found->second);
}

bool MeterDirectory::is_retired(core::MeterId meter) const {
    const auto now = snapshot();
    const auto found = now->id_index.find(meter);
    return found != now->id_index.end() && found->second->is_retired;
}

std::string MeterDirectory::number_of(core::MeterId meter) const {
    const auto now = snapshot();
    const auto found = now->id_index.find(meter);
    return found == now->id_index.end() ? std::string() : found->second->number;
}

}  // namespace drp::portal
