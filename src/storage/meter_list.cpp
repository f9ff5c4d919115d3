#include "storage/meter_list.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "storage/meter_rows.hpp"

namespace drp::storage {
namespace {

constexpr std::array<Sortable, 4> kSorts{{
    {"number", {"meter.number"}},
    {"label", {"meter.label $nocase", "meter.number"}},
    {"last_reading", {"last_actual_utc", "meter.number"}},
    {"organisation", {}},  // see list_by_organization()
}};
constexpr std::array<Sortable, 1> kByOrganization{{{"organisation", {"holder.name"}}}};
constexpr std::string_view kSortByOrganization = kByOrganization.front().name;

const std::string kDetails = fmt::format("JOIN meter ON meter.meter_id = page.key {}", kMeterJoins);

ListSql all_meters() {
    return {
        .key = "meter.meter_id",
        .source = "meter LEFT JOIN meter_span ON meter_span.meter_id = meter.meter_id",
        .columns = kMeterColumns,
        .details = kDetails,
        .sorts = kSorts,
        .count_source = "meter",
    };
}

/// In the order of the index on names, so that nothing has to be sorted.
ListSql by_organization() {
    return {
        .key = "held_key.meter_id",
        .source =
            "organization AS holder CROSS JOIN meter_map AS held_key ON held_key.entity_id = holder.id "
            "CROSS JOIN meter ON meter.meter_id = held_key.meter_id",
        .columns = kMeterColumns,
        .details = kDetails,
        .sorts = kByOrganization,
        .count_source = {},
    };
}

constexpr std::string_view kIsHeld = R"(EXISTS (
    SELECT 1 FROM meter_map AS m
     WHERE m.meter_id = meter.meter_id
       AND m.entity_id <> (SELECT COALESCE(MAX(id), -1) FROM organization WHERE is_provider = 1)))";

constexpr std::string_view kIsOfAnOrganization = R"(EXISTS (
    SELECT 1 FROM meter_map AS m
      JOIN organization AS o ON o.id = m.entity_id
     WHERE m.meter_id = meter.meter_id AND o.is_provider = 0))";

constexpr std::string_view kOccurs = R"((
    meter.number $like OR meter.label $like OR meter.address $like
    OR meter.meter_id IN (SELECT f.meter_id FROM meter_former_number AS f WHERE f.number $like)
    OR meter.meter_id IN (SELECT m.meter_id FROM organization AS o JOIN meter_map AS m ON m.entity_id = o.id
                           WHERE o.is_provider = 0 AND o.name $like)))";

std::string unless(bool is_so, std::string_view condition) {
    return fmt::format("{}{}", is_so ? "" : "NOT ", condition);
}

Conditions conditions_of(const MeterFilter& filter, std::string_view search) {
    Conditions conditions;
    if (!search.empty()) {
        const auto like = like_contains(search);
        conditions.add(kOccurs, {like, like, like, like, like});
    }
    if (filter.is_assigned) conditions.add(unless(*filter.is_assigned, kIsHeld));
    if (filter.org)
        conditions.add("meter.meter_id IN (SELECT m.meter_id FROM meter_map AS m WHERE m.entity_id = ?)",
                       {filter.org->value});
    if (filter.is_retired) conditions.add(unless(!*filter.is_retired, "meter.retired_utc IS NULL"));
    if (filter.has_place) conditions.add(unless(!*filter.has_place, "meter.latitude IS NULL"));
    if (filter.silent_since)
        conditions.add(
            "NOT EXISTS (SELECT 1 FROM meter_span AS s WHERE s.meter_id = meter.meter_id AND s.last_actual_utc >= ?)",
            {filter.silent_since->value});
    return conditions;
}

/// Meters of organisations by their names, up or down; then all others by number.
core::Result<Listed<MeterRecord>> list_by_organization(Transaction& tx, const MeterFilter& filter,
                                                       const PageQuery& page) {
    auto of_organizations = conditions_of(filter, page.search);
    of_organizations.add("holder.is_provider = 0");
    auto part = page;
    part.with_total = false;
    auto listed = list_page(tx, by_organization(), of_organizations, part, meter_of_row);
    if (!listed) return listed.error();
    if (std::ssize(listed->rows) < page.limit) {
        const auto before = detail::count_rows(tx, by_organization(), of_organizations);
        auto of_others = conditions_of(filter, page.search);
        of_others.add(unless(false, kIsOfAnOrganization));
        part.sort = "number";
        part.is_descending = false;
        part.offset = std::max<std::int64_t>(0, page.offset - before);
        part.limit = page.limit - std::ssize(listed->rows);
        auto others = list_page(tx, all_meters(), of_others, part, meter_of_row);
        if (!others) return others.error();
        std::move(others->rows.begin(), others->rows.end(), std::back_inserter(listed->rows));
    }
    if (page.with_total) listed->total = detail::count_rows(tx, all_meters(), conditions_of(filter, page.search));
    return listed;
}

}  // namespace

core::Result<Listed<MeterRecord>> list_meters(Transaction& tx, const MeterFilter& filter, const PageQuery& page) {
    if (page.sort == kSortByOrganization) return list_by_organization(tx, filter, page);
    return list_page(tx, all_meters(), conditions_of(filter, page.search), page, meter_of_row);
}

}  // namespace drp::storage
