#include "portal/accounts.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "portal/second_factor.hpp"
#include "portal/secrets.hpp"
#include "portal/trail.hpp"
#include "storage/second_factors.hpp"

namespace drp::portal {
namespace {

AccountView view_of(const storage::UserRecord& user) {
    AccountView view{user.id,          user.email,     user.first_name,
                     user.last_name,   level_of(user), std::string(storage::to_text(user.status)),
                     user.preferences, std::nullopt};
    if (user.org) view.organisation = AccountView::Organisation{*user.org, user.org_name, user.is_provider_member};
    return view;
}

core::UtcSeconds expiry(core::UtcSeconds created, core::UtcSeconds now) {
    return std::min(created + Accounts::kLongestSessionSeconds, now + Accounts::kIdleSeconds);
}

core::Problem log_in_failed() {
    return {core::ProblemKind::not_authenticated, "log-in-failed", "E-mail and password do not belong together.", "",
            "Check both; passwords tell capital from small letters."};
}

core::Problem second_factor_needed() {
    return {core::ProblemKind::not_authenticated, "second-factor-needed", "The account asks for a second factor.",
            "code", "Send the code of your authenticator app, or a recovery code."};
}

core::Problem second_factor_wrong(core::ProblemKind kind) {
    return {kind, "second-factor-wrong", "The code is not right, or it was used before.", "code",
            "Wait for the next code of your app. A recovery code is good once."};
}

Actor person_at(const storage::UserRecord& user, const std::string& address) {
    return {.kind = ActorKind::user,
            .level = level_of(user),
            .user = user.id,
            .organisation = user.org,
            .name = user.email,
            .address = address};
}

std::string id_of(std::string_view token_hash) {
    return std::string(token_hash.substr(0, Accounts::kSessionIdLength));
}

}  // namespace

Level level_of(const storage::UserRecord& user) noexcept {
    if (user.status != storage::MemberStatus::approved) return Level::pending;
    if (user.is_provider_member) return user.is_admin ? Level::system_administrator : Level::power_provider;
    if (user.org) return user.is_admin ? Level::organisation_administrator : Level::organisation_user;
    return Level::residential_user;
}

core::Result<Accounts::LogIn> Accounts::log_in(const Credentials& credentials, core::UtcSeconds now) {
    const auto& email = credentials.email;
    const auto& address = credentials.address;
    if (auto open = throttle_.check(email, address, now); !open) return open.error();
    std::optional<storage::UserRecord> user;
    std::optional<storage::SecondFactorRecord> factor;
    {
        auto tx = store_->read();
        user = storage::find_user_by_email(tx, email);
        if (user) factor = storage::find_second_factor(tx, user->id);
    }
    const bool fits = password_matches(credentials.password, user ? user->password_hash : std::string());
    if (!user || !fits) {
        failed(email, address, now);
        if (user) book_refusal(*user, credentials, "password", now);
        return log_in_failed();
    }
    // The failures so far stay counted until the whole log-in has succeeded.
    if (factor && factor->confirmed && credentials.code.empty()) return second_factor_needed();
    auto log_in = begin_session(*user, credentials, now);
    if (log_in) {
        forgive(email);
    } else {
        failed(email, address, now);
        book_refusal(*user, credentials, "second factor", now);
    }
    return log_in;
}

core::Result<Accounts::LogIn> Accounts::begin_session(const storage::UserRecord& found, const Credentials& credentials,
                                                      core::UtcSeconds now) {
    auto tx = store_->write();
    // Once more, as it is now: the password may have been changed while it was being compared.
    const auto user = storage::find_user(tx, found.id);
    if (!user || user->password_hash != found.password_hash) return log_in_failed();
    const auto factor = storage::find_second_factor(tx, user->id);
    const bool is_asked = factor && factor->confirmed;
    if (is_asked)
        if (auto used = use_code(tx, user->id, credentials.code, now); !used)
            return second_factor_wrong(core::ProblemKind::not_authenticated);
    auto token = random_token();
    storage::LoginSession session{token_hash(token), user->id, now, now, expiry(now, now)};
    session.address = credentials.address;
    session.device = core::excerpt(credentials.device, kMaxDeviceBytes);
    storage::delete_expired_sessions(tx, now);
    storage::create_session(tx, session);
    storage::touch_user(tx, user->id, now);
    book(tx, person_at(*user, credentials.address),
         {"session.begin",
          subject_of(user->id),
          {},
          {{"session", id_of(session.token_hash)},
           {"device", session.device},
           {"second_factor", is_asked ? "yes" : "no"}}},
         now);
    auto begun = active(*user, session);
    tx.commit();
    return LogIn{std::move(token), std::move(begun)};
}

void Accounts::book_refusal(const storage::UserRecord& user, const Credentials& credentials, std::string_view wrong,
                            core::UtcSeconds now) {
    {
        const std::lock_guard lock(refusals_mutex_);
        if (now - refusals_since_ >= LoginThrottle::kWindowSeconds) {
            refusals_since_ = now;
            refusals_ = 0;
        }
        if (++refusals_ > kMaxBookedRefusals) return;
    }
    Actor visitor;
    visitor.name = user.email;
    visitor.address = credentials.address;
    auto tx = store_->write();
    book(tx, visitor, {"session.refuse", subject_of(user.id), {}, {{"wrong", std::string(wrong)}}}, now);
    tx.commit();
}

bool Accounts::needs_second_factor(Level level) const noexcept {
    return is_at_least(level, second_factor_required_up_to_);
}

ActiveSession Accounts::active(const storage::UserRecord& user, const storage::LoginSession& session) const {
    auto actor = person_at(user, {});
    actor.session_hash = session.token_hash;
    if (user.must_change_password) {
        actor.duty = Duty::change_password;
    } else if (needs_second_factor(actor.level) && !user.has_second_factor) {
        actor.duty = Duty::enrol_second_factor;
    }
    return {std::move(actor), view_of(user), session.created, session.expires};
}

void Accounts::heard_session_changed(std::string_view token_hash) {
    if (token_hash.empty()) {
        sessions_.clear();
    } else {
        sessions_.erase(token_hash);
    }
}

void Accounts::session_changed(std::string_view token_hash) {
    heard_session_changed(token_hash);
    if (news_.session_changed) news_.session_changed(token_hash);
}

void Accounts::failed(std::string_view email, std::string_view address, core::UtcSeconds now) {
    throttle_.failed(email, address, now);
    if (news_.log_in_failed) news_.log_in_failed(email, address);
}

void Accounts::forgive(std::string_view email) {
    throttle_.succeeded(email);
    if (news_.failures_forgiven) news_.failures_forgiven(email);
}

std::shared_ptr<const ActiveSession> Accounts::remembered(std::string_view token, core::UtcSeconds now) {
    const auto known = sessions_.find(token_hash(token));
    if (!known || now - known->checked >= kRecheckSeconds || now >= known->session->expires) return nullptr;
    return known->session;
}

std::shared_ptr<const ActiveSession> Accounts::find(std::string_view token, core::UtcSeconds now) {
    if (auto known = remembered(token, now)) return known;
    const auto hash = token_hash(token);
    auto loaded = load(hash, now);
    if (!loaded) {
        sessions_.erase(hash);
        return nullptr;
    }
    auto session = std::make_shared<const ActiveSession>(std::move(*loaded));
    sessions_.put(hash, std::make_shared<const Remembered>(Remembered{session, now}), 1);
    return session;
}

std::optional<ActiveSession> Accounts::load(const std::string& hash, core::UtcSeconds now) {
    constexpr std::int64_t kTouchSeconds = 300;  // a write per request would serve nobody
    std::optional<storage::LoginSession> session;
    std::optional<ActiveSession> found;
    {
        auto tx = store_->read();
        session = storage::find_session(tx, hash);
        if (!session || now >= session->expires) return std::nullopt;
        const auto user = storage::find_user(tx, session->user);
        if (!user) return std::nullopt;
        found = active(*user, *session);
    }
    if (now - session->last_used >= kTouchSeconds) {
        found->expires = expiry(session->created, now);
        auto tx = store_->write();
        if (!storage::touch_session(tx, hash, now, found->expires)) return std::nullopt;
        storage::touch_user(tx, session->user, now);
        tx.commit();
    }
    return found;
}

void Accounts::log_out(const Actor& actor, core::UtcSeconds now) {
    auto tx = store_->write();
    if (storage::delete_session(tx, actor.session_hash))
        book(tx, actor, {"session.end", subject_of(*actor.user), {{"session", id_of(actor.session_hash)}}, {}}, now);
    tx.commit();
    session_changed(actor.session_hash);
}

core::Result<void> Accounts::confirm_password(const Actor& actor, std::string_view password, std::string_view field,
                                              core::UtcSeconds now) {
    if (auto open = throttle_.check(actor.name, actor.address, now); !open) return open.error();
    std::optional<storage::UserRecord> user;
    {
        auto tx = store_->read();
        user = storage::find_user(tx, *actor.user);
    }
    if (password_matches(password, user ? user->password_hash : std::string())) return {};
    failed(actor.name, actor.address, now);
    return core::Problem{core::ProblemKind::invalid_input, "password-wrong", "This is not your password.",
                         std::string(field), "Enter the password that you log in with."};
}

core::Result<void> Accounts::use_code(storage::WriteTransaction& tx, core::UserId user, std::string_view code,
                                      core::UtcSeconds now) {
    const auto wrong = second_factor_wrong(core::ProblemKind::invalid_input);
    const auto factor = storage::find_second_factor(tx, user);
    if (!factor) return wrong;
    if (!looks_like_totp(code)) {
        if (storage::use_recovery_code(tx, user, recovery_code_hash(code), now)) return {};
        return wrong;
    }
    const auto secret = open_totp_secret(key_, factor->sealed_secret);
    if (!secret) return wrong;
    const auto step = totp_step_of(*secret, code, factor->last_step, now);
    if (!step || !storage::use_second_factor_step(tx, user, *step)) return wrong;
    return {};
}

void Accounts::code_refused(const Actor& actor, core::UtcSeconds now) {
    failed(actor.name, actor.address, now);
}

core::Result<std::string> Accounts::renew_session(storage::WriteTransaction& tx, const Actor& actor,
                                                  core::UtcSeconds now) {
    auto session = storage::find_session(tx, actor.session_hash);
    if (!session)
        return core::Problem{core::ProblemKind::not_authenticated, "not-logged-in", "The session has ended.", "",
                             "Log in first."};
    auto token = random_token();
    storage::delete_session(tx, actor.session_hash);
    session->token_hash = token_hash(token);
    session->last_used = now;
    session->expires = expiry(session->created, now);
    storage::create_session(tx, *session);
    return token;
}

void Accounts::forget(const std::vector<storage::LoginSession>& sessions) {
    for (const auto& session : sessions) session_changed(session.token_hash);
}

std::vector<SessionView> Accounts::sessions(const Actor& actor, core::UtcSeconds now) {
    auto tx = store_->read();
    std::vector<SessionView> views;
    for (const auto& session : storage::list_sessions(tx, *actor.user))
        if (now < session.expires)
            views.push_back({id_of(session.token_hash), session.device, session.address, session.created,
                             session.last_used, session.token_hash == actor.session_hash});
    return views;
}

core::Result<void> Accounts::end_session(const Actor& actor, std::string_view id, core::UtcSeconds now) {
    auto tx = store_->write();
    for (const auto& session : storage::list_sessions(tx, *actor.user)) {
        if (id_of(session.token_hash) != id) continue;
        storage::delete_session(tx, session.token_hash);
        book(tx, actor, {"session.end", subject_of(*actor.user), {{"session", std::string(id)}}, {}}, now);
        tx.commit();
        session_changed(session.token_hash);
        return {};
    }
    return core::Problem{core::ProblemKind::not_found, "session-not-found", "There is no such session.", "session_id",
                         "It may have ended by itself."};
}

int Accounts::end_other_sessions(const Actor& actor, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto before = storage::list_sessions(tx, *actor.user);
    const int ended = storage::delete_sessions_of(tx, *actor.user, actor.session_hash);
    if (ended > 0)
        book(tx, actor, {"session.end-others", subject_of(*actor.user), {{"sessions", std::to_string(ended)}}, {}},
             now);
    tx.commit();
    forget(before);
    return ended;
}

}  // namespace drp::portal
