#include "storage/claim_list.hpp"

namespace drp::storage {
namespace {

constexpr std::array<Sortable, 3> kMeterSorts{{
    {"number", {"meter.number"}},
    {"name", {"meter.label $nocase", "meter.number"}},
    {"since", {"coalesce(claim.revoked_utc, claim.used_utc)", "meter.number"}},
}};
constexpr std::array<Sortable, 3> kOrganizationSorts{{
    {"name", {"organization.name"}},
    {"number", {"organization.id"}},
    {"since", {"coalesce(claim.revoked_utc, claim.used_utc)", "organization.name"}},
}};

constexpr ListSql kMeterClaims{
    .key = "meter.meter_id",
    .source = "meter LEFT JOIN claim ON claim.kind = 'meter' AND claim.subject_id = meter.meter_id",
    .columns =
        "meter.meter_id, meter.number, meter.label, meter.address, meter.created_utc, generation, used_utc, "
        "revoked_utc",
    .details =
        "JOIN meter ON meter.meter_id = page.key "
        "LEFT JOIN claim ON claim.kind = 'meter' AND claim.subject_id = page.key",
    .sorts = kMeterSorts,
    .count_source = {},
};
constexpr ListSql kOrganizationClaims{
    .key = "organization.id",
    .source = "organization LEFT JOIN claim ON claim.kind = 'organization' AND claim.subject_id = organization.id",
    .columns =
        "organization.id, organization.id, organization.name, '', organization.created_utc, generation, "
        "used_utc, revoked_utc",
    .details =
        "JOIN organization ON organization.id = page.key "
        "LEFT JOIN claim ON claim.kind = 'organization' AND claim.subject_id = page.key",
    .sorts = kOrganizationSorts,
    .count_source = {},
};

std::optional<core::UtcSeconds> optional_instant(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
}

ListedClaim claim_of_row(const sql::Statement& row) {
    ListedClaim listed;
    listed.subject = row->int64(0);
    listed.number = row->text(1);
    listed.name = row->text(2);
    listed.address = row->text(3);
    listed.created = {row->int64(4)};
    if (!row->is_null(5)) listed.claim.generation = row->int64(5);
    listed.claim.used = optional_instant(row, 6);
    listed.claim.revoked = optional_instant(row, 7);
    return listed;
}

std::string_view condition_of(ClaimFilter::State state) {
    switch (state) {
        case ClaimFilter::State::open:
            return "claim.used_utc IS NULL AND claim.revoked_utc IS NULL";
        case ClaimFilter::State::used:
            return "claim.used_utc IS NOT NULL AND claim.revoked_utc IS NULL";
        case ClaimFilter::State::revoked:
            return "claim.revoked_utc IS NOT NULL";
        case ClaimFilter::State::any:
            break;
    }
    return {};
}

constexpr std::string_view kIsHeld = R"(EXISTS (
    SELECT 1 FROM meter_map AS held
     WHERE held.meter_id = meter.meter_id
       AND held.entity_id <> (SELECT coalesce(max(id), -1) FROM organization WHERE is_provider = 1)))";

Conditions conditions_of(ClaimKind kind, const ClaimFilter& filter, const PageQuery& page) {
    Conditions conditions;
    if (filter.state != ClaimFilter::State::any) conditions.add(condition_of(filter.state));
    if (kind == ClaimKind::meter) {
        conditions.add("meter.retired_utc IS NULL");
        conditions.add_search(page.search, {"meter.number", "meter.label", "meter.address"});
        conditions.add_one_of("meter.number", filter.numbers);
        if (filter.org)
            conditions.add("meter.meter_id IN (SELECT m.meter_id FROM meter_map AS m WHERE m.entity_id = ?)",
                           {filter.org->value});
        if (filter.is_assigned) conditions.add((*filter.is_assigned ? "" : "NOT ") + std::string(kIsHeld));
    } else {
        conditions.add("organization.is_provider = 0");
        conditions.add_search(page.search, {"organization.name", "$text(organization.id)"});
        conditions.add_one_of("$text(organization.id)", filter.numbers);
    }
    return conditions;
}

}  // namespace

core::Result<Listed<ListedClaim>> list_claims(Transaction& tx, ClaimKind kind, const ClaimFilter& filter,
                                              const PageQuery& page) {
    return list_page(tx, kind == ClaimKind::meter ? kMeterClaims : kOrganizationClaims,
                     conditions_of(kind, filter, page), page, claim_of_row);
}

}  // namespace drp::storage
