#include "portal/outages.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/trail.hpp"
#include "storage/meters.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem invalid(std::string code, std::string message, std::string place, std::string cure) {
    return {ProblemKind::invalid_input, std::move(code), std::move(message), std::move(place), std::move(cure)};
}

Result<core::LocalDay> day_of(const std::string& text, const char* place) {
    if (const auto day = core::parse_iso_day(text)) return *day;
    return invalid("time-invalid", fmt::format("'{}' is no day.", core::excerpt(text, 40)), place,
                   "Write it as 2026-07-12.");
}

Result<storage::DayRange> days_of(const OutageWish& wish) {
    const auto first = day_of(wish.from, "from");
    if (!first) return first.error();
    const auto last = wish.to.empty() ? first : day_of(wish.to, "to");
    if (!last) return last.error();
    if (*last < *first)
        return invalid("outage-empty", "An outage does not end before it begins.", "to", "Choose a later day.");
    if (last->value - first->value >= storage::kMaxOutageDays)
        return invalid("outage-too-long", "An outage is at most a year long.", "to", "Enter it in parts.");
    return storage::DayRange{*first, *last};
}

std::string days_text(const storage::DayRange& days) {
    const auto first = core::to_iso(days.first);
    return days.first == days.last ? first : first + " to " + core::to_iso(days.last);
}

Facts facts_of(std::string_view meter, const storage::DayRange& days, std::string_view reason) {
    return {{"meter", meter.empty() ? "all" : std::string(meter)},
            {"days", days_text(days)},
            {"reason", std::string(reason)}};
}

std::string subject_of_outage(std::int64_t id) {
    return fmt::format("outage {}", id);
}

}  // namespace

Result<std::vector<std::int64_t>> add_outages(storage::Store& store, ChangeFeed& changes, const Actor& actor,
                                              const OutageWish& wish, core::UtcSeconds now) {
    const auto days = days_of(wish);
    if (!days) return days.error();
    if (wish.reason.empty() || wish.reason.size() > kMaxOutageReasonBytes)
        return invalid("field-invalid", "An outage has a reason of 1 to 500 bytes.", "reason", "Say what happened.");
    if (wish.meters.size() > kMaxOutageMeters)
        return invalid("field-invalid", "These are too many meters at once.", "meters", "Name at most 5,000.");
    auto tx = store.write();
    std::vector<std::int64_t> ids;
    const auto add = [&](std::string_view number, std::optional<core::MeterId> meter) {
        ids.push_back(storage::add_outage(tx, meter, *days, wish.reason, actor.name, now));
        book(tx, actor, {"outage.create", subject_of_outage(ids.back()), {}, facts_of(number, *days, wish.reason)},
             now);
    };
    if (wish.meters.empty()) add("", std::nullopt);
    for (const auto& number : wish.meters) {
        const auto meter = storage::find_meter(tx, number);
        if (!meter)
            return Problem{ProblemKind::not_found, "meter-not-found",
                           fmt::format("There is no meter '{}'.", core::excerpt(number, 40)), "meters",
                           "Compare the number with the one printed on the meter."};
        add(meter->number, meter->id);
    }
    tx.commit();
    changes.publish_unknown();  // whatever was computed from other days
    return ids;
}

Result<void> remove_outage(storage::Store& store, ChangeFeed& changes, const Actor& actor, std::int64_t id,
                           core::UtcSeconds now) {
    auto tx = store.write();
    const auto outage = storage::find_outage(tx, id);
    if (!outage) return outage_not_found();
    storage::delete_outage(tx, id);
    book(tx, actor, {"outage.remove", subject_of_outage(id), facts_of(outage->meter, outage->days, outage->reason), {}},
         now);
    tx.commit();
    changes.publish_unknown();  // whatever was computed from other days
    return {};
}

Result<storage::Listed<storage::OutageRecord>> list_outages(const storage::Store& store,
                                                            const storage::PageQuery& page) {
    auto tx = store.read();
    return storage::list_outages(tx, page);
}

Problem outage_not_found() {
    return {ProblemKind::not_found, "outage-not-found", "There is no such outage.", "outage_id", ""};
}

}  // namespace drp::portal
