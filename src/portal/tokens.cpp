#include "portal/tokens.hpp"

#include <algorithm>

#include "portal/secrets.hpp"
#include "portal/trail.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

/// So that a token that got lost somewhere is recognised as one.
constexpr std::string_view kPrefix = "drp_";
constexpr std::size_t kTokenBytes = kPrefix.size() + 43;

bool looks_like_a_token(std::string_view text) {
    return text.size() == kTokenBytes && text.starts_with(kPrefix);
}

Problem field_problem(std::string_view field, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), std::move(cure)};
}

std::string subject_of(const storage::TokenRecord& token) {
    return "token " + std::to_string(token.id);
}

std::string scopes_of(const storage::TokenRecord& token) {
    std::string scopes;
    const auto add = [&](bool has, std::string_view name) {
        if (has) scopes.append(scopes.empty() ? "" : ", ").append(name);
    };
    add(token.may_import, "import");
    add(token.may_export, "export");
    add(token.may_read, "read");
    return scopes;
}

Result<void> check(const Tokens::Wish& wish, core::UtcSeconds now) {
    if (wish.name.empty() || wish.name.size() > Tokens::kMaxNameBytes)
        return field_problem("name", "The token needs a name.", "Say what it is used for, in at most 100 characters.");
    if (!wish.scopes.may_import && !wish.scopes.may_export && !wish.scopes.may_read)
        return field_problem("scopes", "The token would be good for nothing.",
                             "Choose at least one of import, export and read.");
    if (wish.expires <= now)
        return field_problem("expires", "The token would have expired already.", "Choose a later day.");
    if (wish.expires > now + Tokens::kLongestSeconds)
        return field_problem("expires", "A token is good for two years at most.", "Choose an earlier day.");
    return {};
}

}  // namespace

Result<Tokens::Made> Tokens::create(const Actor& actor, const Wish& wish, core::UtcSeconds now) {
    if (auto good = check(wish, now); !good) return good.error();
    Made made{std::string(kPrefix) + random_token(), {}};
    auto tx = store_->write();
    const auto id = storage::create_token(tx,
                                          {wish.name, token_hash(made.token), wish.scopes.may_import,
                                           wish.scopes.may_export, wish.scopes.may_read, actor.user, wish.expires},
                                          now);
    made.record = storage::find_token(tx, id).value();
    book(tx, actor,
         {"token.create",
          subject_of(made.record),
          {},
          {{"name", wish.name}, {"scopes", scopes_of(made.record)}, {"expires", core::to_iso(wish.expires)}}},
         now);
    tx.commit();
    return made;
}

Result<storage::Listed<storage::TokenRecord>> Tokens::list(const storage::TokenFilter& filter,
                                                           const storage::PageQuery& page) const {
    auto tx = store_->read();
    return storage::list_tokens(tx, filter, page);
}

Result<void> Tokens::revoke(const Actor& actor, std::int64_t id, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto token = storage::find_token(tx, id);
    if (!token) return Problem{ProblemKind::not_found, "token-not-found", "There is no such token.", "token_id", ""};
    if (token->revoked) return {};
    storage::revoke_token(tx, id, now);
    book(tx, actor, {"token.revoke", subject_of(*token), {{"name", token->name}, {"scopes", scopes_of(*token)}}, {}},
         now);
    tx.commit();
    ++revision_;
    return {};
}

std::shared_ptr<const Actor> Tokens::remembered(std::string_view token, core::UtcSeconds now) {
    if (!looks_like_a_token(token)) return nullptr;
    const auto known = known_.find(token_hash(token));
    if (!known || known->revision != revision_ || now >= known->expires || now < known->checked ||
        now > known->checked + kRecheckSeconds)
        return nullptr;
    return known->actor;
}

std::shared_ptr<const Actor> Tokens::find(std::string_view token, core::UtcSeconds now) {
    if (!looks_like_a_token(token)) return nullptr;
    const std::uint64_t revision = revision_;  // before the store is asked, so that a revocation meanwhile is noticed
    const auto hash = token_hash(token);
    const auto found = [&] {
        auto tx = store_->read();
        return storage::find_token(tx, hash);
    }();
    if (!found || !found->is_good(now)) {
        known_.erase(hash);
        return nullptr;
    }
    if (!found->last_used || now > *found->last_used + kTouchSeconds) {
        auto tx = store_->write();
        storage::touch_token(tx, found->id, now);
        tx.commit();
    }
    auto actor = Actor::token({found->may_import, found->may_export, found->may_read}, found->name);
    actor.token_id = found->id;
    auto known = std::make_shared<const Remembered>(
        Remembered{std::make_shared<const Actor>(std::move(actor)), now, found->expires, revision});
    known_.put(hash, known, 1);
    return known->actor;
}

Result<void> Tokens::may_look_up(std::string_view token, std::string_view address, core::UtcSeconds now) {
    if (guesses_.is_open(address, now) || (looks_like_a_token(token) && known_.find(token_hash(token)))) return {};
    return Problem{ProblemKind::too_many_requests, "too-many-tokens", "Too many unknown tokens came from this address.",
                   "Authorization", "Wait fifteen minutes, and check the token: it may have expired or been revoked."};
}

void Tokens::unknown(const Actor& visitor, core::UtcSeconds now) {
    guesses_.wrong(visitor, "API token", now);
}

}  // namespace drp::portal
