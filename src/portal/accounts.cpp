#include "portal/accounts.hpp"

#include <algorithm>

#include "portal/secrets.hpp"

namespace drp::portal {
namespace {

AccountView view_of(const storage::UserRecord& user) {
    AccountView view{user.id,        user.email,     user.first_name,
                     user.last_name, level_of(user), std::string(storage::to_text(user.status)),
                     std::nullopt};
    if (user.org) view.organisation = AccountView::Organisation{*user.org, user.org_name, user.is_provider_member};
    return view;
}

Actor actor_of(const storage::UserRecord& user, std::string session_hash) {
    return {.kind = ActorKind::user,
            .level = level_of(user),
            .user = user.id,
            .organisation = user.org,
            .session_hash = std::move(session_hash),
            .duty = user.must_change_password ? Duty::change_password : Duty::none,
            .name = user.email};
}

ActiveSession active(const storage::UserRecord& user, const storage::LoginSession& session) {
    return {actor_of(user, session.token_hash), view_of(user), session.created, session.expires};
}

core::UtcSeconds expiry(core::UtcSeconds created, core::UtcSeconds now) {
    return std::min(created + Accounts::kLongestSessionSeconds, now + Accounts::kIdleSeconds);
}

core::Problem log_in_failed() {
    return {core::ProblemKind::not_authenticated, "log-in-failed", "E-mail and password do not belong together.", "",
            "Check both; passwords tell capital from small letters."};
}

}  // namespace

Level level_of(const storage::UserRecord& user) noexcept {
    if (user.status != storage::MemberStatus::approved) return Level::pending;
    if (user.is_provider_member) return user.is_admin ? Level::system_administrator : Level::power_provider;
    if (user.org) return user.is_admin ? Level::organisation_administrator : Level::organisation_user;
    return Level::residential_user;
}

core::Result<Accounts::LogIn> Accounts::log_in(std::string_view email, std::string_view password,
                                               std::string_view address, core::UtcSeconds now) {
    if (auto open = throttle_.check(email, address, now); !open) return open.error();
    std::optional<storage::UserRecord> user;
    {
        auto tx = store_->read();
        user = storage::find_user_by_email(tx, email);
    }
    const bool fits = password_matches(password, user ? user->password_hash : std::string());
    if (!user || !fits) {
        throttle_.failed(email, address, now);
        return log_in_failed();
    }
    throttle_.succeeded(email);

    auto token = random_token();
    const storage::LoginSession session{token_hash(token), user->id, now, now, expiry(now, now)};
    auto tx = store_->write();
    storage::delete_expired_sessions(tx, now);
    storage::create_session(tx, session);
    tx.commit();
    return LogIn{std::move(token), active(*user, session)};
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
    std::optional<storage::UserRecord> user;
    {
        auto tx = store_->read();
        session = storage::find_session(tx, hash);
        if (!session || now >= session->expires) return std::nullopt;
        user = storage::find_user(tx, session->user);
        if (!user) return std::nullopt;
    }
    if (now - session->last_used >= kTouchSeconds) {
        session->expires = expiry(session->created, now);
        auto tx = store_->write();
        if (!storage::touch_session(tx, hash, now, session->expires)) return std::nullopt;
        tx.commit();
    }
    return active(*user, *session);
}

void Accounts::log_out(const Actor& actor) {
    auto tx = store_->write();
    storage::delete_session(tx, actor.session_hash);
    tx.commit();
    sessions_.erase(actor.session_hash);
}

}  // namespace drp::portal
