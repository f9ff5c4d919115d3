#include "storage/organizations.hpp"

#include <fmt/format.h>

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kSelectOrganization = R"(
    SELECT id, name, is_provider, created_utc,
           (SELECT COUNT(*) FROM meter_map WHERE entity_id = organization.id),
           (SELECT COUNT(*) FROM user WHERE org_id = organization.id)
      FROM organization
)";

OrganizationRecord organization_of(const sql::Statement& row) {
    return {{row->int64(0)}, std::string(row->text(1)),       row->int64(2) != 0,
            {row->int64(3)}, static_cast<int>(row->int64(4)), static_cast<int>(row->int64(5))};
}

Problem name_taken(std::string_view name) {
    return {ProblemKind::conflict, "organization-name-taken",
            fmt::format("There is an organization '{}' already.", name), "name", "Choose another name."};
}

Problem organization_unknown(core::OrgId id) {
    return {ProblemKind::not_found, "organization-unknown", fmt::format("There is no organization {}.", id.value), "",
            ""};
}

template <class... Values>
std::optional<OrganizationRecord> find_where(Transaction& tx, std::string_view condition, const Values&... values) {
    auto row = tx.connection().prepare(fmt::format("{} WHERE {}", kSelectOrganization, condition));
    row.bind(values...);
    if (!row->step()) return std::nullopt;
    return organization_of(row);
}

}  // namespace

Result<OrganizationRecord> create_organization(WriteTransaction& tx, std::string_view name, bool is_provider,
                                               core::UtcSeconds now) {
    if (find_organization_by_name(tx, name)) return name_taken(name);
    if (is_provider && provider_organization(tx))
        return Problem{ProblemKind::conflict, "provider-exists", "There is a provider organization already.", "", ""};
    tx.connection()
        .prepare("INSERT INTO organization (name, is_provider, created_utc) VALUES (?, ?, ?)")
        .bind(name, is_provider, now.value)
        .run();
    return find_organization_by_name(tx, name).value();
}

std::optional<OrganizationRecord> find_organization(Transaction& tx, core::OrgId id) {
    return find_where(tx, "id = ?", id.value);
}
std::optional<OrganizationRecord> find_organization_by_name(Transaction& tx, std::string_view name) {
    return find_where(tx, "name = ?", name);
}
std::optional<OrganizationRecord> provider_organization(Transaction& tx) {
    return find_where(tx, "is_provider = 1");
}

std::vector<OrganizationRecord> list_organizations(Transaction& tx) {
    auto rows = tx.connection().prepare(fmt::format("{} ORDER BY name", kSelectOrganization));
    std::vector<OrganizationRecord> found;
    while (rows->step()) found.push_back(organization_of(rows));
    return found;
}

Result<void> rename_organization(WriteTransaction& tx, core::OrgId id, std::string_view name) {
    const auto other = find_organization_by_name(tx, name);
    if (other && other->id != id) return name_taken(name);
    tx.connection().prepare("UPDATE organization SET name = ? WHERE id = ?").bind(name, id.value).run();
    if (tx.connection().changes() == 0) return organization_unknown(id);
    return {};
}

Result<void> delete_organization(WriteTransaction& tx, core::OrgId id) {
    const auto old = find_organization(tx, id);
    if (!old) return organization_unknown(id);
    if (old->is_provider && old->meters > 0)
        return Problem{ProblemKind::conflict, "provider-has-meters",
                       "The provider organization has meters and cannot be deleted.", "", ""};
    tx.connection().prepare("DELETE FROM organization WHERE id = ?").bind(id.value).run();
    return {};
}

}  // namespace drp::storage
