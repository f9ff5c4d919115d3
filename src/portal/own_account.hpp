/// What people do with their own account. Every function takes the actor of a session; those that ask for the password
/// block for one bcrypt and belong on the pool for passwords.
///
/// A change of privilege (password, second factor) gives the session another token and answers it: the old cookie is
/// worth nothing any more.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "portal/accounts.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class OwnAccount {
  public:
    /// All of them outlive it. The programme's name is what an authenticator app shows.
    OwnAccount(storage::Store& store, Accounts& accounts, MeterDirectory& directory, const PortalKey& key,
               const Programme& programme)
        : store_(&store), accounts_(&accounts), directory_(&directory), key_(key), programme_(&programme) {}

    struct Change {
        std::optional<std::string> first_name;
        std::optional<std::string> last_name;
        std::string preferences;  ///< an object of checked preferences to lay over those there are; empty: none
    };
    void update(const Actor& actor, const Change& change, core::UtcSeconds now);

    /// Ends all other sessions. Problems: password-wrong at "old_password", password-unchanged, those of
    /// acceptable_password(), too-many-log-ins.
    [[nodiscard]] core::Result<Accounts::LogIn> change_password(const Actor& actor, std::string_view old_password,
                                                                std::string_view password, core::UtcSeconds now);

    /// With a mail server: mails a link to the new address and a note to the old one; the change takes effect by
    /// confirm_email(), and the answer is the same if the new address has an account. Without one: at once. True if the
    /// address is changed already. Problems: password-wrong at "password", too-many-log-ins, email-taken (at once only).
    [[nodiscard]] core::Result<bool> change_email(const Actor& actor, std::string_view email, std::string_view password,
                                                  core::UtcSeconds now);
    /// Whoever holds the token. Problems: link-not-valid, email-taken.
    [[nodiscard]] core::Result<void> confirm_email(const Actor& visitor, std::string_view token, core::UtcSeconds now);

    struct SecondFactorState {
        std::optional<core::UtcSeconds> since;  ///< none: not in force
        int recovery_codes_left = 0;
        bool is_required = false;  ///< by the provider, for the actor's role
    };
    [[nodiscard]] SecondFactorState second_factor(const Actor& actor) const;

    struct Enrolment {
        std::string secret;  ///< base32, for typing
        std::string uri;     ///< for a QR code
    };
    /// Begins, or begins anew; in force once it is confirmed. Problems: password-wrong, second-factor-exists.
    [[nodiscard]] core::Result<Enrolment> begin_second_factor(const Actor& actor, std::string_view password,
                                                              core::UtcSeconds now);
    struct Enrolled {
        std::vector<std::string> recovery_codes;  ///< shown this once
        Accounts::LogIn log_in;
    };
    /// Problems: second-factor-wrong at "code", second-factor-not-begun, second-factor-exists.
    [[nodiscard]] core::Result<Enrolled> confirm_second_factor(const Actor& actor, std::string_view code,
                                                               core::UtcSeconds now);
    /// Problems: password-wrong, second-factor-wrong, second-factor-missing.
    [[nodiscard]] core::Result<Accounts::LogIn> remove_second_factor(const Actor& actor, std::string_view password,
                                                                     std::string_view code, core::UtcSeconds now);
    /// New ones in place of the old. Problems: as remove_second_factor().
    [[nodiscard]] core::Result<std::vector<std::string>> renew_recovery_codes(const Actor& actor,
                                                                              std::string_view password,
                                                                              std::string_view code,
                                                                              core::UtcSeconds now);

    /// What deleting the account would do.
    struct DeletePreview {
        std::string email;
        int sessions = 0;
        bool has_second_factor = false;
        std::optional<std::string> meter;        ///< its number: becomes unassigned, its readings stay
        std::int64_t audit_lines = 0;            ///< about the account: stay
        std::optional<core::Problem> hindrance;  ///< last-administrator
    };
    [[nodiscard]] DeletePreview preview_delete(const Actor& actor) const;
    /// Problems: password-wrong at "password", last-administrator.
    [[nodiscard]] core::Result<void> remove(const Actor& actor, std::string_view password, core::UtcSeconds now);

  private:
    /// What is left to do when a privilege has changed: another token, all other sessions as they are or ended.
    [[nodiscard]] core::Result<Accounts::LogIn> commit_with_new_session(storage::WriteTransaction& tx,
                                                                        const Actor& actor, bool ends_others,
                                                                        core::UtcSeconds now);
    /// Password first, then a code of the factor in force, in `tx`.
    [[nodiscard]] core::Result<void> use_code_in_force(storage::WriteTransaction& tx, const Actor& actor,
                                                       std::string_view code, core::UtcSeconds now);

    storage::Store* store_;
    Accounts* accounts_;
    MeterDirectory* directory_;
    PortalKey key_;
    const Programme* programme_;
};

}  // namespace drp::portal
