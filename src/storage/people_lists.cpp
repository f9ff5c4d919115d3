#include "storage/people_lists.hpp"

#include <fmt/format.h>

namespace drp::storage {
namespace {

using core::Result;

constexpr std::string_view kHasMembers = "EXISTS (SELECT 1 FROM user WHERE user.org_id = organization.id)";
constexpr std::string_view kHasMeters = "EXISTS (SELECT 1 FROM meter_map WHERE meter_map.entity_id = organization.id)";
constexpr std::string_view kHasWaiting =
    "organization.id IN (SELECT org_id FROM user WHERE org_id IS NOT NULL AND status = 'pending')";

void add_flag(Conditions& conditions, std::string_view condition, const std::optional<bool>& wanted) {
    if (wanted) conditions.add(fmt::format("{}({})", *wanted ? "" : "NOT ", condition));
}

/// The counts are grouped over everything only where they are sorted by.
std::string_view organization_source(std::string_view sort) {
    if (sort == "members")
        return "organization LEFT JOIN (SELECT org_id, COUNT(*) AS n FROM user WHERE org_id IS NOT NULL GROUP BY "
               "org_id)"
               " AS crowd ON crowd.org_id = organization.id";
    if (sort == "meters")
        return "organization LEFT JOIN (SELECT entity_id, COUNT(*) AS n FROM meter_map GROUP BY entity_id)"
               " AS fleet ON fleet.entity_id = organization.id";
    return "organization";
}

constexpr std::string_view kOrganizationColumns = R"(
    organization.id, name, is_provider, created_utc,
    (SELECT COUNT(*) FROM meter_map WHERE entity_id = organization.id),
    (SELECT COUNT(*) FROM user WHERE org_id = organization.id),
    (SELECT COUNT(*) FROM user WHERE org_id = organization.id AND status = 'pending')
)";

constexpr std::array kOrganizationSorts{
    Sortable{"name", {"organization.name"}}, Sortable{"created", {"organization.created_utc"}},
    Sortable{"members", {"coalesce(crowd.n, 0)"}}, Sortable{"meters", {"coalesce(fleet.n, 0)"}}};

constexpr std::string_view kUserColumns = R"(
    user.id, email, first_name, last_name, org_id, organization.name, status, is_admin, is_provider, user.created_utc,
    last_seen_utc, must_change_password,
    EXISTS (SELECT 1 FROM second_factor WHERE user_id = user.id AND confirmed_utc IS NOT NULL)
)";

constexpr std::array kUserSorts{Sortable{"name", {"user.last_name $nocase", "user.first_name $nocase", "user.email"}},
                                Sortable{"email", {"user.email"}},
                                Sortable{"organisation", {"organization.name"}},
                                Sortable{"status", {"user.status", "user.email"}},
                                Sortable{"created", {"user.created_utc"}},
                                Sortable{"last_seen", {"user.last_seen_utc"}}};

constexpr std::string_view kUserTables = "user LEFT JOIN organization ON organization.id = user.org_id";

UserRecord user_row(const sql::Statement& row) {
    UserRecord user;
    user.id = {row->int64(0)};
    user.email = row->text(1);
    user.first_name = row->text(2);
    user.last_name = row->text(3);
    if (!row->is_null(4)) user.org = core::OrgId{row->int64(4)};
    user.org_name = row->text(5);
    user.status = row->text(6) == "approved"   ? MemberStatus::approved
                  : row->text(6) == "rejected" ? MemberStatus::rejected
                                               : MemberStatus::pending;
    user.is_admin = row->int64(7) != 0;
    user.is_provider_member = row->int64(8) != 0;
    user.created = {row->int64(9)};
    if (!row->is_null(10)) user.last_seen = core::UtcSeconds{row->int64(10)};
    user.must_change_password = row->int64(11) != 0;
    user.has_second_factor = row->int64(12) != 0;
    return user;
}

/// A JSON array, which SQL takes apart again: so one statement serves any number of texts.
std::string json_array(const std::vector<std::string>& texts) {
    std::string array = "[";
    for (const auto& text : texts) {
        array += array.size() > 1 ? ",\"" : "\"";
        for (const char c : text) {
            if (c == '"' || c == '\\') array += '\\';
            array += c;
        }
        array += '"';
    }
    return array + ']';
}

Conditions conditions_of(const UserFilter& filter, std::string_view search) {
    Conditions conditions;
    if (filter.org) conditions.add("user.org_id = ?", {filter.org->value});
    if (filter.status) conditions.add("user.status = ?", {std::string(to_text(*filter.status))});
    if (filter.is_admin) conditions.add("user.is_admin = ?", {std::int64_t{*filter.is_admin}});
    if (filter.is_approved)
        conditions.add(*filter.is_approved ? "user.status = 'approved'" : "user.status <> 'approved'");
    if (filter.membership == Membership::none) conditions.add("user.org_id IS NULL");
    if (filter.membership == Membership::provider)
        conditions.add("user.org_id = (SELECT id FROM organization WHERE is_provider = 1)");
    if (filter.membership == Membership::other)
        conditions.add("user.org_id <> coalesce((SELECT id FROM organization WHERE is_provider = 1), 0)");
    if (filter.emails) conditions.add("user.email IN $json_texts(?)", {json_array(*filter.emails)});
    conditions.add_search(search, {"user.email", "(user.first_name || ' ' || user.last_name)"});
    return conditions;
}

std::int64_t count(Transaction& tx, std::string_view query, std::int64_t id, std::optional<std::int64_t> now = {}) {
    auto row = tx.connection().prepare(query);
    if (now)
        row.bind(id, *now);
    else
        row.bind(id);
    row->step();
    return row->int64(0);
}

std::vector<std::string> texts(Transaction& tx, std::string_view query, std::int64_t id) {
    auto rows = tx.connection().prepare(query);
    rows.bind(id, kContentsShown);
    std::vector<std::string> found;
    while (rows->step()) found.emplace_back(rows->text(0));
    return found;
}

}  // namespace

Result<Listed<OrganizationRow>> list_organizations(Transaction& tx, const OrganizationFilter& filter,
                                                   const PageQuery& page) {
    Conditions conditions;
    add_flag(conditions, kHasMembers, filter.has_members);
    add_flag(conditions, kHasMeters, filter.has_meters);
    add_flag(conditions, kHasWaiting, filter.has_waiting);
    conditions.add_search(page.search, {"organization.name", "$text(organization.id)"});
    const ListSql list{.key = "organization.id",
                       .source = organization_source(page.sort),
                       .columns = kOrganizationColumns,
                       .details = "JOIN organization ON organization.id = page.key",
                       .sorts = kOrganizationSorts,
                       .count_source = "organization"};
    return list_page(tx, list, conditions, page, [](const sql::Statement& row) {
        return OrganizationRow{{{row->int64(0)},
                                std::string(row->text(1)),
                                row->int64(2) != 0,
                                {row->int64(3)},
                                static_cast<int>(row->int64(4)),
                                static_cast<int>(row->int64(5))},
                               static_cast<int>(row->int64(6))};
    });
}

Result<Listed<UserRecord>> list_users(Transaction& tx, const UserFilter& filter, const PageQuery& page) {
    const ListSql list{.key = "user.id",
                       .source = page.sort == "organisation" ? kUserTables : "user",
                       .columns = kUserColumns,
                       .details = "JOIN user ON user.id = page.key LEFT JOIN organization ON organization.id = org_id",
                       .sorts = kUserSorts,
                       .count_source = "user"};
    return list_page(tx, list, conditions_of(filter, page.search), page, user_row);
}

OrganizationContents contents_of(Transaction& tx, core::OrgId id, core::UtcSeconds now) {
    const auto org = id.value;
    return {
        count(tx, "SELECT COUNT(*) FROM user WHERE org_id = ?", org),
        count(tx, R"(SELECT COUNT(*) FROM session JOIN user ON user.id = user_id
                          WHERE org_id = ? AND expires_utc > ?)",
              org, now.value),
        count(tx, "SELECT COUNT(*) FROM one_time_link WHERE org_id = ? AND purpose = 'invitation' AND expires_utc > ?",
              org, now.value),
        count(tx, "SELECT COUNT(*) FROM meter_map WHERE entity_id = ?", org),
        texts(tx, "SELECT email FROM user WHERE org_id = ? ORDER BY email LIMIT ?", org),
        texts(tx, R"(SELECT number FROM meter_map JOIN meter ON meter.meter_id = meter_map.meter_id
                          WHERE entity_id = ? ORDER BY number LIMIT ?)",
              org)};
}

int count_other_admins(Transaction& tx, core::OrgId org, core::UserId except) {
    auto row = tx.connection().prepare(
        "SELECT COUNT(*) FROM user WHERE org_id = ? AND id <> ? AND is_admin = 1 AND status = 'approved'");
    row.bind(org.value, except.value);
    row->step();
    return static_cast<int>(row->int64(0));
}

}  // namespace drp::storage
