#include "portal/password_reset.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/mail_texts.hpp"
#include "portal/password_rules.hpp"
#include "portal/secrets.hpp"
#include "portal/security_notice.hpp"
#include "portal/trail.hpp"
#include "storage/links.hpp"
#include "storage/meters.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::LinkPurpose;

bool fits(storage::Transaction& tx, const storage::UserRecord& user, const PasswordReset::Question& question) {
    if (user.org) return question.organisation_number == std::to_string(user.org->value);
    const auto meter = storage::find_meter(tx, question.meter_number);
    return meter && meter->resident == user.id;
}

Problem link_not_valid() {
    return {ProblemKind::not_found, "link-not-valid", "This link is not valid any more.", "token",
            "Links are good once and for half an hour. Ask for another one."};
}

}  // namespace

Result<void> PasswordReset::ask(const Question& question, const Actor& visitor, core::UtcSeconds now) {
    if (!programme_->sends_mail)
        return Problem{ProblemKind::unavailable, "mail-not-configured", "This portal sends no mails.", "",
                       "Ask the administrator of your organisation, or your provider, for a link."};
    if (networks_.add(network_of(visitor.address), now) > kMaxAsksPerNetwork)
        return Problem{ProblemKind::too_many_requests, "too-many-resets", "Too many passwords were asked for.", "",
                       "Wait an hour and try again."};
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting)
        return Problem{ProblemKind::unavailable, "server-busy", "The server is busy.", "", "Try again in a minute."};
    waiting_.push_back({question, visitor, now});
    return {};
}

std::deque<PasswordReset::Waiting> PasswordReset::take_waiting() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
}

void PasswordReset::work_off() {
    for (const auto& waiting : take_waiting()) answer(waiting);
}

void PasswordReset::answer(const Waiting& waiting) {
    const auto& [question, visitor, asked] = waiting;
    std::optional<storage::UserRecord> user;
    {
        auto tx = store_->read();
        user = storage::find_user_by_email(tx, question.email);
        if (!user || !fits(tx, *user, question)) return;
    }
    if (accounts_.add(core::lower_ascii(user->email), asked) > kMaxMailsPerAccount) return;
    auto tx = store_->write();
    const auto link = make_link(tx, user->id, asked);
    storage::queue_mail(tx, password_reset_mail(*programme_, user->email, link), asked);
    book(tx, visitor, {"password.ask-reset", subject_of(user->id), {}, {}}, asked);
    tx.commit();
}

std::string PasswordReset::make_link(storage::WriteTransaction& tx, core::UserId user, core::UtcSeconds now) const {
    const auto token = random_token();
    storage::delete_links_of(tx, user, LinkPurpose::password_reset);
    storage::create_link(tx, token_hash(token), {.purpose = LinkPurpose::password_reset, .user = user}, now,
                         now + kLinkSeconds);
    return link_to(*programme_, "/reset-password", token);
}

Result<void> PasswordReset::set(std::string_view token, std::string_view password, const Actor& visitor,
                                core::UtcSeconds now) {
    const auto hash = token_hash(token);
    std::optional<storage::UserRecord> user;
    {
        auto tx = store_->read();
        const auto link = storage::find_link(tx, hash, LinkPurpose::password_reset, now);
        if (link && link->user) user = storage::find_user(tx, *link->user);
    }
    if (!user) return link_not_valid();
    if (auto fine = acceptable_password(password, user->email); !fine) return fine;
    const auto password_hash = hash_password(password);

    auto tx = store_->write();
    if (!storage::use_link(tx, hash, LinkPurpose::password_reset, now)) return link_not_valid();
    storage::delete_links_of(tx, user->id, LinkPurpose::password_reset);
    if (auto changed =
            storage::update_user(tx, user->id, {.password_hash = password_hash, .must_change_password = false});
        !changed)
        return link_not_valid();
    const int ended = storage::delete_sessions_of(tx, user->id);
    auto owner = visitor;
    owner.name = user->email;
    book(tx, owner, {"password.reset", subject_of(user->id), {}, {{"sessions_ended", std::to_string(ended)}}}, now);
    notify(tx, *programme_, *user, SecurityEvent::password_reset, now);
    tx.commit();
    return {};
}

Result<PasswordReset::HandedOut> PasswordReset::hand_out(const Actor& actor, core::UserId id, core::UtcSeconds now) {
    auto tx = store_->write();
    const auto user = storage::find_user(tx, id);
    if (!user || !may_manage_user(actor, user->org))
        return Problem{ProblemKind::not_found, "user-not-found", "There is no such user.", "user_id", ""};
    HandedOut made{make_link(tx, id, now), now + kLinkSeconds};
    book(tx, actor, {"password.hand-out-link", subject_of(id), {}, {{"email", user->email}}}, now);
    tx.commit();
    return made;
}

}  // namespace drp::portal
