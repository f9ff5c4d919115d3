// The e-mail address of one's own account: another one takes effect when a link that was sent there is used.
#include "portal/mail_texts.hpp"
#include "portal/own_account.hpp"
#include "portal/secrets.hpp"
#include "portal/security_notice.hpp"
#include "portal/trail.hpp"
#include "storage/links.hpp"
#include "storage/mails.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::int64_t kLinkSeconds = 24 * 3600;

}  // namespace

Result<bool> OwnAccount::change_email(const Actor& actor, std::string_view email, std::string_view password,
                                      core::UtcSeconds now) {
    if (auto fits = accounts_->confirm_password(actor, password, "password", now); !fits) return fits.error();
    auto tx = store_->write();
    if (!programme_->sends_mail) {
        const auto sessions = storage::list_sessions(tx, *actor.user);
        storage::UserChange change;
        change.email = email;
        if (auto changed = storage::update_user(tx, *actor.user, change); !changed) return changed.error();
        book(
            tx, actor,
            {"account.change-email", subject_of(*actor.user), {{"email", actor.name}}, {{"email", std::string(email)}}},
            now);
        tx.commit();
        accounts_->forget(sessions);
        return true;
    }
    storage::delete_links_of(tx, *actor.user, storage::LinkPurpose::email_change);
    // Whoever asks does not learn whether the other address has an account: its owner does.
    if (storage::find_user_by_email(tx, email)) {
        storage::queue_mail(tx, address_taken_mail(*programme_, email), now);
    } else {
        const auto token = random_token();
        storage::NewLink link;
        link.purpose = storage::LinkPurpose::email_change;
        link.user = actor.user;
        link.email = email;
        storage::create_link(tx, token_hash(token), link, now, now + kLinkSeconds);
        storage::queue_mail(tx, confirm_address_mail(*programme_, email, link_to(*programme_, "/confirm-email", token)),
                            now);
    }
    storage::queue_mail(tx, address_asked_mail(*programme_, actor.name), now);
    book(tx, actor, {"account.ask-email", subject_of(*actor.user), {}, {{"email", std::string(email)}}}, now);
    tx.commit();
    return false;
}

Result<void> OwnAccount::confirm_email(const Actor& visitor, std::string_view token, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto link = storage::use_link(tx, token_hash(token), storage::LinkPurpose::email_change, now);
    const auto user = link && link->user ? storage::find_user(tx, *link->user) : std::nullopt;
    if (!user)
        return Problem{ProblemKind::not_found, "link-not-valid", "This link is not good, or not any more.", "token",
                       "Ask for the change again; a link is good once, and for a day."};
    const auto sessions = storage::list_sessions(tx, user->id);
    storage::UserChange change;
    change.email = link->email;
    if (auto changed = storage::update_user(tx, user->id, change); !changed) return changed.error();
    Actor actor = visitor;
    actor.name = user->email;
    book(tx, actor, {"account.change-email", subject_of(user->id), {{"email", user->email}}, {{"email", link->email}}},
         now);
    notify(tx, *programme_, *user, SecurityEvent::email_changed, now);  // as it was: to the old address
    tx.commit();
    accounts_->forget(sessions);
    return {};
}

}  // namespace drp::portal
