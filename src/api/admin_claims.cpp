// Claim codes: who has used one, and which are to be sent out.
#include "api/body.hpp"
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Result;
using portal::ClaimKind;
using portal::UseCase;

constexpr std::size_t kMaxNamed = 200;
constexpr std::uint64_t kMaxBodyBytes = std::uint64_t{1} << 20U;
constexpr std::size_t kMaxRenewed = 5000;
constexpr std::string_view kCsvColumns[] = {"id", "name", "address", "state", "since"};
constexpr std::string_view kCsvColumnsWithCodes[] = {"id", "name", "address", "state", "since", "code"};

json::object to_json(const portal::ClaimAdmin::Row& row, bool with_codes) {
    const auto& [listed, code] = row;
    const auto state = portal::state_of(listed.claim);
    auto since = listed.claim.revoked ? listed.claim.revoked : listed.claim.used;
    if (!since && listed.claim.generation == 1) since = listed.created;  // a renewal's time is in the audit trail
    json::object object{{"id", listed.number},
                        {"name", listed.name},
                        {"address", listed.address},
                        {"state", portal::to_text(state)},
                        {"since", or_null(since)}};
    if (with_codes) object["code"] = code.empty() ? json::value(nullptr) : json::value(code);
    return object;
}

Result<ClaimKind> kind_of(std::string_view text) {
    if (text == "meter") return ClaimKind::meter;
    if (text == "organization") return ClaimKind::organization;
    return field_problem("kind", "There is no such kind.", "Use meter or organization.");
}

struct Question {
    ClaimKind kind = ClaimKind::meter;
    storage::ClaimFilter filter;
    bool with_codes = false;
};

Result<Question> read_question(const http::Request& request) {
    Question question;
    const auto kind = query_choice(request, "kind", {"meter", "organization"});
    if (!kind) return kind.error();
    if (*kind == "organization") question.kind = ClaimKind::organization;
    const auto state = query_choice(request, "state", {"open", "used", "revoked"});
    if (!state) return state.error();
    using State = storage::ClaimFilter::State;
    question.filter.state = *state == "open"      ? State::open
                            : *state == "used"    ? State::used
                            : *state == "revoked" ? State::revoked
                                                  : State::any;
    const auto assigned = query_choice(request, "assigned", {"true", "false"});
    if (!assigned) return assigned.error();
    if (!assigned->empty()) question.filter.is_assigned = *assigned == "true";
    const auto organisation = query_number(request, "organization_id");
    if (!organisation) return organisation.error();
    if (*organisation) question.filter.org = core::OrgId{**organisation};
    question.filter.numbers = query_items(request, "ids");
    if (question.filter.numbers.size() > kMaxNamed) return query_problem("ids", "Name at most 200.");
    const auto with_codes = query_choice(request, "with_codes", {"true", "false"});
    if (!with_codes) return with_codes.error();
    question.with_codes = *with_codes == "true";
    return question;
}

http::Task<http::Response> list(Services& services, http::Request& request, Caller& caller) {
    const auto question = read_question(request);
    if (!question) co_return question.error();
    const ListSource source = [&services, question = *question, actor = caller.actor,
                               now = services.now()](const storage::PageQuery& page) {
        const auto& [kind, filter, with_codes] = question;
        return to_list_page(with_codes ? services.claim_admin.show(actor, kind, filter, page, now)
                                       : services.claim_admin.list(kind, filter, page),
                            [with_codes = with_codes](const auto& row) { return to_json(row, with_codes); });
    };
    const ListCsv csv =
        question->with_codes ? ListCsv{kCsvColumnsWithCodes, "claim-codes.csv"} : ListCsv{kCsvColumns, "claims.csv"};
    auto response = co_await answer_list(services, request, csv, source);
    co_return std::move(response.uncompressed());
}

struct Change {
    ClaimKind kind = ClaimKind::meter;
    std::vector<std::string> numbers;
};

Result<Change> read_change(const http::Request& request) {
    const auto body = JsonBody::read(request, {"kind", "ids"});
    if (!body) return body.error();
    const auto text = body->text("kind", 20);
    if (!text) return text.error();
    const auto kind = kind_of(*text);
    if (!kind) return kind.error();
    auto numbers = body->texts("ids", kMaxRenewed, 100);
    if (!numbers) return numbers.error();
    if (numbers->empty()) return field_problem("ids", "Nothing is named.", "Name at least one.");
    return Change{*kind, std::move(*numbers)};
}

using Work = Result<void> (portal::ClaimAdmin::*)(const portal::Actor&, ClaimKind, const std::vector<std::string>&,
                                                  core::UtcSeconds);

http::Task<http::Response> change(Services& services, http::Request& request, Caller& caller, Work work) {
    const auto wish = read_change(request);
    if (!wish) co_return wish.error();
    const auto now = services.now();
    auto done = co_await http::run_on(
        services.database, [&] { return (services.claim_admin.*work)(caller.actor, wish->kind, wish->numbers, now); });
    if (!done) co_return done.error();
    co_return http::Response::empty(204);
}

}  // namespace

void add_admin_claim_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/admin/claims", "listClaims", UseCase::manage_claims,
               [&services](http::Request& request, Caller& caller) { return list(services, request, caller); });
    router.add(http::Method::post, "/api/admin/claims/renew", "renewClaims", UseCase::manage_claims,
               [&services](http::Request& request, Caller& caller) {
                   return change(services, request, caller, &portal::ClaimAdmin::renew);
               },
               {.max_body_bytes = kMaxBodyBytes});
    router.add(http::Method::post, "/api/admin/claims/revoke", "revokeClaims", UseCase::manage_claims,
               [&services](http::Request& request, Caller& caller) {
                   return change(services, request, caller, &portal::ClaimAdmin::revoke);
               },
               {.max_body_bytes = kMaxBodyBytes});
}

}  // namespace drp::api
