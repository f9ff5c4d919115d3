#include "portal/claim_admin.hpp"

#include <charconv>

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/trail.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

/// What the trail calls them.
std::string_view kind_name(ClaimKind kind) {
    return kind == ClaimKind::meter ? "meters" : "organisations";
}

Result<ClaimSubject> find_meter(storage::Transaction& tx, const std::string& number) {
    if (const auto meter = storage::find_meter(tx, number)) return ClaimSubject::of(meter->id);
    return Problem{ProblemKind::not_found, "meter-not-found",
                   fmt::format("There is no meter '{}'.", core::excerpt(number, 40)), "ids", ""};
}

Result<ClaimSubject> find_organisation(storage::Transaction& tx, const std::string& number) {
    core::OrgId id;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id.value);
    const bool is_number = error == std::errc() && end == number.data() + number.size();
    const auto organisation = is_number ? storage::find_organization(tx, id) : std::nullopt;
    // Nobody joins the provider with a code.
    if (organisation && !organisation->is_provider) return ClaimSubject::of(id);
    return Problem{ProblemKind::not_found, "organisation-not-found",
                   fmt::format("There is no organisation '{}'.", core::excerpt(number, 40)), "ids", ""};
}

Result<ClaimSubject> find_subject(storage::Transaction& tx, ClaimKind kind, const std::string& number) {
    return kind == ClaimKind::meter ? find_meter(tx, number) : find_organisation(tx, number);
}

storage::Listed<ClaimAdmin::Row> without_codes(storage::Listed<storage::ListedClaim>&& listed) {
    storage::Listed<ClaimAdmin::Row> rows{{}, listed.total};
    for (auto& row : listed.rows) rows.rows.push_back({std::move(row), ""});
    return rows;
}

}  // namespace

Result<storage::Listed<ClaimAdmin::Row>> ClaimAdmin::list(ClaimKind kind, const storage::ClaimFilter& filter,
                                                          const storage::PageQuery& page) const {
    auto tx = store_->read();
    auto listed = storage::list_claims(tx, kind, filter, page);
    if (!listed) return listed.error();
    return without_codes(std::move(*listed));
}

Result<storage::Listed<ClaimAdmin::Row>> ClaimAdmin::show(const Actor& actor, ClaimKind kind,
                                                          const storage::ClaimFilter& filter,
                                                          const storage::PageQuery& page, core::UtcSeconds now) {
    const bool reads_on = !page.with_total && page.offset > 0;
    auto asked = page;
    asked.with_total = !reads_on;
    auto rows = list(kind, filter, asked);
    if (!rows) return rows.error();
    for (auto& [listed, code] : rows->rows)
        if (state_of(listed.claim) == ClaimState::open)
            code = claims_->code_of({kind, listed.subject}, listed.claim.generation);
    if (reads_on) return rows;
    const auto shown = page.with_total ? std::ssize(rows->rows) : rows->total;
    auto tx = store_->write();
    book(tx, actor,
         {"claim.show", fmt::format("claim codes of {}", kind_name(kind)), {}, {{"count", std::to_string(shown)}}},
         now);
    tx.commit();
    return rows;
}

Result<void> ClaimAdmin::renew(const Actor& actor, ClaimKind kind, const std::vector<std::string>& numbers,
                               core::UtcSeconds now) {
    auto tx = store_->write();
    for (const auto& number : numbers) {
        const auto subject = find_subject(tx, kind, number);
        if (!subject) return subject.error();
        claims_->renew(tx, actor, *subject, number, now);
    }
    tx.commit();
    return {};
}

Result<void> ClaimAdmin::revoke(const Actor& actor, ClaimKind kind, const std::vector<std::string>& numbers,
                                core::UtcSeconds now) {
    auto tx = store_->write();
    for (const auto& number : numbers) {
        const auto subject = find_subject(tx, kind, number);
        if (!subject) return subject.error();
        claims_->revoke(tx, actor, *subject, number, now);
    }
    tx.commit();
    return {};
}

}  // namespace drp::portal
