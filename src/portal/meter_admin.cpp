#include "portal/meter_admin.hpp"

#include <unordered_set>

#include <fmt/format.h>

#include "core/meter_number.hpp"
#include "core/text.hpp"
#include "portal/organisations.hpp"
#include "portal/trail.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem field_problem(std::string_view field, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), std::move(cure)};
}

Problem meter_not_found(std::string_view number) {
    return {ProblemKind::not_found, "meter-not-found",
            fmt::format("There is no meter '{}'.", core::excerpt(number, 40)), "meter",
            "Compare the number with the one printed on the meter."};
}

Result<storage::MeterRecord> known(storage::Transaction& tx, std::string_view number) {
    if (auto meter = storage::find_meter(tx, number)) return std::move(*meter);
    return meter_not_found(number);
}

MeterDetails details_of(storage::Transaction& tx, core::MeterId meter) {
    return {storage::find_meter(tx, meter).value(), storage::list_former_numbers(tx, meter)};
}

std::string subject_of(const storage::MeterRecord& meter) {
    return "meter " + meter.number;
}

std::string to_text(const std::optional<storage::GeoPoint>& place) {
    return place ? fmt::format("{}, {}", place->latitude, place->longitude) : std::string();
}

std::string to_text(const std::optional<core::IntervalSeconds>& interval) {
    return interval ? fmt::format("{} s", interval->value) : std::string();
}

/// Facts of the description; those that are empty are left out of a new meter's line.
Facts facts_of(const storage::MeterDescription& meter) {
    return {{"label", meter.label},
            {"address", meter.address},
            {"place", to_text(meter.place)},
            {"interval", to_text(meter.set_interval)}};
}

storage::MeterDescription description_of(const storage::MeterRecord& meter) {
    return {meter.label, meter.address, meter.place, meter.set_interval};
}

/// Takes out what is the same on both sides.
void keep_differences(Facts& before, Facts& after) {
    for (auto i = before.size(); i-- > 0;) {
        if (before[i] != after[i]) continue;
        before.erase(before.begin() + static_cast<std::ptrdiff_t>(i));
        after.erase(after.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

std::string holder_of(const storage::MeterRecord& meter) {
    return meter.org ? meter.org_name : meter.resident_email;
}

Facts holder_facts(const storage::MeterRecord& meter) {
    if (meter.org) return {{"organisation", std::to_string(meter.org->value)}, {"name", meter.org_name}};
    if (meter.resident) return {{"resident", std::to_string(meter.resident->value)}, {"name", meter.resident_email}};
    return {};
}

/// Checks drafts one after the other against the store and against those before them.
class DraftCheck {
  public:
    explicit DraftCheck(storage::Transaction& tx, std::span<const MeterDraft> drafts) {
        std::vector<std::string> numbers;
        numbers.reserve(drafts.size());
        for (const auto& draft : drafts) numbers.push_back(draft.number);
        known_ = storage::find_meter_ids(tx, numbers);
    }

    /// The draft with that index.
    [[nodiscard]] std::optional<Problem> look_at(const MeterDraft& draft, std::size_t index) {
        if (const auto number = core::MeterNumber::parse(draft.number); !number) {
            auto problem = number.error();
            problem.place = "number";
            return problem;
        }
        if (!seen_.insert(draft.number).second)
            return Problem{ProblemKind::invalid_input, "meter-twice",
                           fmt::format("{} stands further up already.", draft.number), "number", "Take one out."};
        if (known_[index])
            return Problem{ProblemKind::conflict, "meter-exists",
                           fmt::format("There is a meter {} already.", draft.number), "number", ""};
        if (draft.latitude.has_value() != draft.longitude.has_value())
            return field_problem(draft.latitude ? "longitude" : "latitude", "A place has latitude and longitude.",
                                 "Give both or neither.");
        if (draft.latitude && (*draft.latitude < -90 || *draft.latitude > 90))
            return field_problem("latitude", "The latitude is beyond the poles.", "Use -90 to 90 degrees.");
        if (draft.longitude && (*draft.longitude < -180 || *draft.longitude > 180))
            return field_problem("longitude", "There is no such longitude.", "Use -180 to 180 degrees.");
        if (draft.interval_s && !core::interval_of(*draft.interval_s))
            return field_problem("interval_s", "Meters read every 5, 15, 30 or 60 minutes.",
                                 "Use 300, 900, 1800 or 3600 seconds.");
        return std::nullopt;
    }

  private:
    std::vector<std::optional<core::MeterId>> known_;
    std::unordered_set<std::string_view> seen_;
};

storage::NewMeter new_meter_of(const MeterDraft& draft) {
    storage::NewMeter meter{draft.number, draft.label, std::nullopt, draft.address, std::nullopt};
    if (draft.latitude && draft.longitude) meter.place = storage::GeoPoint{*draft.latitude, *draft.longitude};
    if (draft.interval_s) meter.set_interval = core::interval_of(*draft.interval_s);
    return meter;
}

/// The organisation that meters are to be given to.
Result<storage::OrganizationRecord> receiver(storage::Transaction& tx, core::OrgId id) {
    auto organisation = storage::find_organization(tx, id);
    if (!organisation) return organisation_not_found();
    if (organisation->is_provider)
        return Problem{ProblemKind::conflict, "organisation-is-provider", "The provider has every meter anyway.",
                       "organization_id", "Unassign the meters to take them from whoever has them."};
    return std::move(*organisation);
}

}  // namespace

Result<storage::Listed<storage::MeterRecord>> MeterAdmin::list(const storage::MeterFilter& filter,
                                                               const storage::PageQuery& page) const {
    auto tx = store_->read();
    return storage::list_meters(tx, filter, page);
}

Result<MeterDetails> MeterAdmin::find(std::string_view number) const {
    auto tx = store_->read();
    const auto meter = known(tx, number);
    if (!meter) return meter.error();
    return details_of(tx, meter->id);
}

std::vector<LineProblem> MeterAdmin::add(const Actor& actor, std::span<const MeterDraft> drafts, bool is_trial,
                                         core::UtcSeconds now) {
    auto tx = store_->write();
    std::vector<LineProblem> wrong;
    std::vector<storage::NewMeter> meters;
    DraftCheck check(tx, drafts);
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        if (auto problem = check.look_at(drafts[i], i)) wrong.push_back({drafts[i].line, std::move(*problem)});
        meters.push_back(new_meter_of(drafts[i]));
    }
    if (!wrong.empty() || is_trial) return wrong;
    storage::create_meters(tx, meters, now).value();
    for (const auto& meter : meters) {
        auto facts = facts_of({meter.label, meter.address, meter.place, meter.set_interval});
        std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
        facts.insert(facts.begin(), {"number", meter.number});
        book(tx, actor, {"meter.create", "meter " + meter.number, {}, std::move(facts)}, now);
    }
    tx.commit();
    tell();
    return {};
}

Result<MeterDetails> MeterAdmin::change(const Actor& actor, std::string_view number, const MeterChange& change,
                                        core::UtcSeconds now) {
    auto tx = store_->write();
    const auto meter = known(tx, number);
    if (!meter) return meter.error();
    auto description = description_of(*meter);
    auto before = facts_of(description);
    if (change.label) description.label = *change.label;
    if (change.address) description.address = *change.address;
    if (change.place) description.place = *change.place;
    if (change.set_interval) description.set_interval = *change.set_interval;
    auto after = facts_of(description);
    keep_differences(before, after);
    if (!after.empty()) {
        storage::describe_meter(tx, meter->id, description).value();
        book(tx, actor, {"meter.describe", subject_of(*meter), std::move(before), std::move(after)}, now);
    }
    auto details = details_of(tx, meter->id);
    tx.commit();
    changes_->publish_unknown();
    return details;
}

Result<MeterDetails> MeterAdmin::replace(const Actor& actor, std::string_view number, const std::string& new_number,
                                         core::UtcSeconds now) {
    auto tx = store_->write();
    const auto meter = known(tx, number);
    if (!meter) return meter.error();
    if (auto replaced = storage::replace_meter(tx, meter->id, new_number, now); !replaced) return replaced.error();
    if (new_number != meter->number)
        book(tx, actor, {"meter.replace", subject_of(*meter), {{"number", meter->number}}, {{"number", new_number}}},
             now);
    auto details = details_of(tx, meter->id);
    tx.commit();
    tell();
    return details;
}

Result<MeterDetails> MeterAdmin::set_retired(const Actor& actor, std::string_view number, bool is_retired,
                                             core::UtcSeconds now) {
    auto tx = store_->write();
    const auto meter = known(tx, number);
    if (!meter) return meter.error();
    if (meter->retired.has_value() != is_retired) {
        storage::set_meter_retired(tx, meter->id, is_retired ? std::optional(now) : std::nullopt).value();
        book(tx, actor,
             {is_retired ? "meter.retire" : "meter.restore",
              subject_of(*meter),
              {{"state", is_retired ? "in use" : "retired"}},
              {{"state", is_retired ? "retired" : "in use"}}},
             now);
    }
    auto details = details_of(tx, meter->id);
    tx.commit();
    tell();
    return details;
}

Result<void> MeterAdmin::remove(const Actor& actor, std::string_view number, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto meter = known(tx, number);
    if (!meter) return meter.error();
    if (auto gone = storage::delete_meter(tx, meter->id); !gone) {
        auto problem = gone.error();
        problem.cure = "Retire it instead: its history stays.";
        return problem;
    }
    auto facts = facts_of(description_of(*meter));
    for (auto& fact : holder_facts(*meter)) facts.push_back(std::move(fact));
    std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
    book(tx, actor, {"meter.delete", subject_of(*meter), std::move(facts), {}}, now);
    tx.commit();
    tell();
    return {};
}

void MeterAdmin::tell() {
    directory_->refresh();
    changes_->publish_unknown();
}

Result<MeterAdmin::Assigned> MeterAdmin::assign(const Actor& actor, const Assignment& assignment,
                                                core::UtcSeconds now) {
    auto tx = store_->write();
    Facts after;
    if (assignment.organisation) {
        const auto organisation = receiver(tx, *assignment.organisation);
        if (!organisation) return organisation.error();
        after = {{"organisation", std::to_string(organisation->id.value)}, {"name", organisation->name}};
    }
    std::vector<storage::MeterRecord> moving;
    Assigned assigned;
    std::unordered_set<std::string_view> seen;
    for (const auto& number : assignment.meters) {
        if (!seen.insert(number).second) continue;
        auto meter = known(tx, number);
        if (!meter) return meter.error();
        if (meter->org == assignment.organisation && !meter->resident) continue;  // nothing to do
        if (meter->org || meter->resident) assigned.elsewhere.push_back({meter->number, holder_of(*meter)});
        moving.push_back(std::move(*meter));
    }
    if (assignment.organisation && !assignment.is_reassignment && !assigned.elsewhere.empty()) return assigned;
    for (const auto& meter : moving) {
        storage::unassign_meter(tx, meter.id).value();
        if (assignment.organisation) storage::assign_meter(tx, meter.id, *assignment.organisation).value();
        book(tx, actor,
             {assignment.organisation ? "meter.assign" : "meter.unassign", subject_of(meter), holder_facts(meter),
              after},
             now);
    }
    tx.commit();
    tell();
    assigned.is_done = true;
    assigned.changed = std::ssize(moving);
    return assigned;
}

}  // namespace drp::portal
