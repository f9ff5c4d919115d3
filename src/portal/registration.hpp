/// Making an account: with the number and the claim code of a letter, with an organisation's number alone (then its
/// administrator has to approve), or with an invitation.
///
/// That an e-mail address has an account already is said, but only to whoever has shown what entitles to register, and
/// that as often as he may guess codes. To hide it would promise too much: an account can be used as soon as it is
/// made, so that the next log-in would tell. The address's owner gets a mail about it.
///
/// Any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/actor.hpp"
#include "portal/attempt_window.hpp"
#include "portal/claims.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// What a person fills in: one of the two numbers, or the token of an invitation, which names the address too.
struct NewAccount {
    std::string email;
    std::string first_name;
    std::string last_name;
    std::string password;
    std::string meter_number;
    std::string organisation_number;
    std::string claim_code;
    std::string invitation;
};

class Registration {
  public:
    static constexpr std::int64_t kWindowSeconds = 3600;
    static constexpr int kMaxUnprovenPerNetwork = 10;  ///< accounts without a code in a window
    static constexpr int kMaxPending = 200;            ///< that wait in one organisation

    Registration(storage::Store& store, Claims& claims, MeterDirectory& directory, const Programme& programme)
        : store_(&store), claims_(&claims), directory_(&directory), programme_(&programme) {}

    /// The account as the rules of the database made it. Blocks for one bcrypt once the code is right.
    /// Problems: field-invalid, those of acceptable_password(), number-and-code-do-not-match (alike for unknown, wrong
    /// and used), too-many-guesses, too-many-accounts, email-taken, link-not-valid.
    [[nodiscard]] core::Result<storage::UserRecord> register_account(const NewAccount& account, const Actor& visitor,
                                                                     core::UtcSeconds now);

  private:
    /// What entitles to the account.
    struct Entitlement;
    [[nodiscard]] core::Result<Entitlement> entitle(const NewAccount& account, const Actor& visitor,
                                                    core::UtcSeconds now);
    [[nodiscard]] core::Result<Entitlement> by_meter(const NewAccount& account, const Actor& visitor,
                                                     core::UtcSeconds now);
    [[nodiscard]] core::Result<Entitlement> by_organisation(const NewAccount& account, const Actor& visitor,
                                                            core::UtcSeconds now);
    [[nodiscard]] core::Result<Entitlement> by_request(core::OrgId org, const Actor& visitor, core::UtcSeconds now);
    [[nodiscard]] core::Result<Entitlement> by_invitation(const NewAccount& account, core::UtcSeconds now) const;
    [[nodiscard]] core::Result<std::string> invited_address(std::string_view token, core::UtcSeconds now) const;
    [[nodiscard]] core::Result<void> email_is_free(const std::string& email, const Actor& visitor,
                                                   core::UtcSeconds now);
    [[nodiscard]] core::Result<storage::UserRecord> make(const NewAccount& account, const Entitlement& entitlement,
                                                         const std::string& password_hash, const Actor& visitor,
                                                         core::UtcSeconds now);
    void tell_administrators(storage::WriteTransaction& tx, const storage::UserRecord& user,
                             core::UtcSeconds now) const;

    storage::Store* store_;
    Claims* claims_;
    MeterDirectory* directory_;
    const Programme* programme_;
    AttemptWindow unproven_{kWindowSeconds};
    AttemptWindow warned_{core::kSecondsPerDay};  ///< owners of addresses: a mail a day
};

}  // namespace drp::portal
