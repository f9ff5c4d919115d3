/// Forgotten passwords: a link that is good once, by mail or from the hand of an administrator.
///
/// Whoever asks learns nothing. ask() only queues the question, so that the answer takes as long for an account that is
/// not there as for one that is; work_off() looks at it later, on a thread of its own. Any thread may call anything.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/actor.hpp"
#include "portal/attempt_window.hpp"
#include "portal/programme.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class PasswordReset {
  public:
    static constexpr std::int64_t kLinkSeconds = 30 * 60;
    static constexpr std::int64_t kWindowSeconds = 3600;
    static constexpr int kMaxAsksPerNetwork = 20;  ///< in a window
    static constexpr int kMaxMailsPerAccount = 3;  ///< in a window: nobody's mailbox is filled this way
    static constexpr std::size_t kMaxWaiting = 1000;

    PasswordReset(storage::Store& store, const Programme& programme) : store_(&store), programme_(&programme) {}

    /// What somebody says of himself. One of the numbers is given; it is the resident's own meter, or the organisation
    /// of the member.
    struct Question {
        std::string email;
        std::string meter_number;
        std::string organisation_number;
    };
    /// Does not touch the store. Problems, whoever is asked for: mail-not-configured, too-many-resets, server-busy.
    [[nodiscard]] core::Result<void> ask(const Question& question, const Actor& visitor, core::UtcSeconds now);
    /// Mails a link for every question that fits. Blocks.
    void work_off();

    /// Chooses the password. Ends all sessions of the account and books it. Blocks for one bcrypt, if the link is good.
    /// Problems: link-not-valid, and those of acceptable_password().
    [[nodiscard]] core::Result<void> set(std::string_view token, std::string_view password, const Actor& visitor,
                                         core::UtcSeconds now);

    struct HandedOut {
        std::string link;  ///< begins with "/reset-password#" if the portal's own address is not configured
        core::UtcSeconds expires;
    };
    /// A link to hand over: by the system administrator for anybody, by an organisation's administrator for its own
    /// members. Booked, without the link. Problem: user-not-found, alike for another organisation's people.
    [[nodiscard]] core::Result<HandedOut> hand_out(const Actor& actor, core::UserId user, core::UtcSeconds now);

  private:
    struct Waiting {
        Question question;
        Actor visitor;
        core::UtcSeconds asked;
    };
    [[nodiscard]] std::deque<Waiting> take_waiting();
    void answer(const Waiting& waiting);
    [[nodiscard]] std::string make_link(storage::WriteTransaction& tx, core::UserId user, core::UtcSeconds now) const;

    storage::Store* store_;
    const Programme* programme_;
    AttemptWindow networks_{kWindowSeconds};
    AttemptWindow accounts_{kWindowSeconds};
    std::mutex mutex_;
    std::deque<Waiting> waiting_;
};

}  // namespace drp::portal
