#include "portal/organisations.hpp"

#include <fmt/format.h>

#include "portal/trail.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

}  // namespace

Problem organisation_not_found() {
    return {ProblemKind::not_found, "organisation-not-found", "There is no such organisation.", "organization_id",
            "Look for it in the list of organisations; it may have been deleted."};
}

Result<storage::Listed<storage::OrganizationRow>> list_organisations(const storage::Store& store,
                                                                     const storage::OrganizationFilter& filter,
                                                                     const storage::PageQuery& page) {
    auto tx = store.read();
    return storage::list_organizations(tx, filter, page);
}

Result<storage::OrganizationRecord> create_organisation(storage::Store& store, const Actor& actor,
                                                        std::string_view name, core::UtcSeconds now) {
    auto tx = store.write();
    auto made = storage::create_organization(tx, name, false, now);
    if (!made) return made;
    book(tx, actor, {"organisation.create", subject_of(made->id), {}, {{"name", made->name}}}, now);
    tx.commit();
    return made;
}

Result<storage::OrganizationRecord> rename_organisation(storage::Store& store, const Actor& actor, core::OrgId id,
                                                        std::string_view name, core::UtcSeconds now) {
    auto tx = store.write();
    const auto old = storage::find_organization(tx, id);
    if (!old) return organisation_not_found();
    if (auto renamed = storage::rename_organization(tx, id, name); !renamed) return renamed.error();
    if (old->name != name)
        book(tx, actor, {"organisation.rename", subject_of(id), {{"name", old->name}}, {{"name", std::string(name)}}},
             now);
    auto renamed = storage::find_organization(tx, id);
    tx.commit();
    return std::move(*renamed);
}

Result<storage::OrganizationContents> organisation_contents(const storage::Store& store, core::OrgId id,
                                                            core::UtcSeconds now) {
    auto tx = store.read();
    if (!storage::find_organization(tx, id)) return organisation_not_found();
    return storage::contents_of(tx, id, now);
}

Result<void> delete_organisation(storage::Store& store, MeterDirectory& directory, const Actor& actor, core::OrgId id,
                                 std::string_view confirmed_name, core::UtcSeconds now) {
    {
        auto tx = store.write();
        const auto old = storage::find_organization(tx, id);
        if (!old) return organisation_not_found();
        if (old->is_provider)
            return Problem{ProblemKind::conflict, "provider-stays", "The provider organisation cannot be deleted.", "",
                           "Rename it if its name has changed."};
        if (confirmed_name != old->name)
            return Problem{ProblemKind::invalid_input, "confirmation-differs",
                           "This is not the name of the organisation to be deleted.", "confirm_name",
                           "Type the name exactly as it is shown."};
        if (auto gone = storage::delete_organization(tx, id); !gone) return gone;
        book(tx, actor,
             {"organisation.delete",
              subject_of(id),
              {{"name", old->name}, {"members", std::to_string(old->members)}, {"meters", std::to_string(old->meters)}},
              {}},
             now);
        tx.commit();
    }
    directory.refresh();
    return {};
}

}  // namespace drp::portal
