#include "portal/own_account.hpp"

#include <algorithm>

#include "portal/password_rules.hpp"
#include "portal/secrets.hpp"
#include "portal/security_notice.hpp"
#include "portal/trail.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/meters.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

void note_change(Facts& before, Facts& after, const char* name, const std::string& was,
                 const std::optional<std::string>& is) {
    if (!is || *is == was) return;
    before.emplace_back(name, was);
    after.emplace_back(name, *is);
}

/// An organisation with people in it keeps an administrator, and the provider keeps one in any case.
std::optional<Problem> hindrance(storage::Transaction& tx, const storage::UserRecord& user) {
    if (!user.org || !user.is_admin) return std::nullopt;
    const auto members = storage::list_users(tx, user.org);
    const bool is_last = std::none_of(members.begin(), members.end(), [&](const auto& other) {
        return other.id != user.id && other.is_admin && other.status == storage::MemberStatus::approved;
    });
    if (!is_last || (members.size() == 1 && !user.is_provider_member)) return std::nullopt;
    return Problem{ProblemKind::conflict, "last-administrator",
                   "You are the last administrator of " + user.org_name + ".", "",
                   "Make another member administrator first."};
}

}  // namespace

void OwnAccount::update(const Actor& actor, const Change& change, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto old = storage::find_user(tx, *actor.user);
    if (!old) return;
    const auto sessions = storage::list_sessions(tx, *actor.user);
    storage::UserChange record;
    record.first_name = change.first_name;
    record.last_name = change.last_name;
    (void)storage::update_user(tx, *actor.user, record).value();
    if (!change.preferences.empty()) storage::merge_preferences(tx, *actor.user, change.preferences);
    const auto fresh = storage::find_user(tx, *actor.user).value();
    Facts before;
    Facts after;
    note_change(before, after, "first_name", old->first_name, fresh.first_name);
    note_change(before, after, "last_name", old->last_name, fresh.last_name);
    note_change(before, after, "preferences", old->preferences, fresh.preferences);
    if (!after.empty()) book(tx, actor, {"account.update", subject_of(*actor.user), before, after}, now);
    tx.commit();
    accounts_->forget(sessions);
}

Result<Accounts::LogIn> OwnAccount::change_password(const Actor& actor, std::string_view old_password,
                                                    std::string_view password, core::UtcSeconds now) {
    if (auto fits = accounts_->confirm_password(actor, old_password, "old_password", now); !fits) return fits.error();
    if (password == old_password)
        return Problem{ProblemKind::invalid_input, "password-unchanged", "This is the password you have.", "password",
                       "Choose another one."};
    if (auto acceptable = acceptable_password(password, actor.name); !acceptable) return acceptable.error();
    storage::UserChange change;
    change.password_hash = hash_password(password);
    change.must_change_password = false;
    auto tx = store_->write();
    const auto changed = storage::update_user(tx, *actor.user, change);
    if (!changed) return changed.error();
    book(tx, actor, {"account.change-password", subject_of(*actor.user), {}, {}}, now);
    notify(tx, *programme_, *changed, SecurityEvent::password_changed, now);
    return commit_with_new_session(tx, actor, true, now);
}

Result<Accounts::LogIn> OwnAccount::commit_with_new_session(storage::WriteTransaction& tx, const Actor& actor,
                                                            bool ends_others, core::UtcSeconds now) {
    const auto sessions = storage::list_sessions(tx, *actor.user);
    auto token = accounts_->renew_session(tx, actor, now);
    if (!token) return token.error();
    if (ends_others) storage::delete_sessions_of(tx, *actor.user, token_hash(*token));
    tx.commit();
    accounts_->forget(sessions);
    const auto session = accounts_->find(*token, now);  // only reads: the session has just been used
    if (!session)
        return Problem{ProblemKind::not_authenticated, "not-logged-in", "The session has ended.", "", "Log in first."};
    return Accounts::LogIn{std::move(*token), *session};
}

OwnAccount::DeletePreview OwnAccount::preview_delete(const Actor& actor) const {
    auto tx = store_->read();
    DeletePreview preview;
    const auto user = storage::find_user(tx, *actor.user);
    if (!user) return preview;
    preview.email = user->email;
    preview.sessions = static_cast<int>(storage::list_sessions(tx, user->id).size());
    preview.has_second_factor = user->has_second_factor;
    const auto meters = storage::list_meters_of(tx, user->id);
    if (!meters.empty()) preview.meter = meters.front().number;
    preview.audit_lines = storage::count_audit_lines_about(tx, user->id);
    preview.hindrance = hindrance(tx, *user);
    return preview;
}

Result<void> OwnAccount::remove(const Actor& actor, std::string_view password, core::UtcSeconds now) {
    if (auto fits = accounts_->confirm_password(actor, password, "password", now); !fits) return fits.error();
    auto tx = store_->write();
    const auto user = storage::find_user(tx, *actor.user);
    if (!user) return {};
    if (auto problem = hindrance(tx, *user)) return *problem;
    const auto sessions = storage::list_sessions(tx, user->id);
    Facts before{{"role", std::string(role_name(level_of(*user)))}};
    for (const auto& meter : storage::list_meters_of(tx, user->id)) before.emplace_back("meter", meter.number);
    if (auto deleted = storage::delete_user(tx, user->id); !deleted) return deleted.error();
    book(tx, actor, {"account.delete", subject_of(*actor.user), before, {}}, now);
    tx.commit();
    accounts_->forget(sessions);
    directory_->refresh();
    return {};
}

}  // namespace drp::portal
