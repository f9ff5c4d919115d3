/// Logging in, staying logged in, logging out, and who one is.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/lru_cache.hpp"
#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/keys.hpp"
#include "portal/login_throttle.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// A person as the API shows one.
struct AccountView {
    core::UserId id;
    std::string email;
    std::string first_name;
    std::string last_name;
    Level level = Level::pending;
    std::string status;       ///< pending, approved, rejected
    std::string preferences;  ///< a JSON object (preferences.hpp)
    struct Organisation {
        core::OrgId id;
        std::string name;
        bool is_provider = false;
    };
    std::optional<Organisation> organisation;
};

/// Level of a user by SPEC 1.
[[nodiscard]] Level level_of(const storage::UserRecord& user) noexcept;

/// A session that was found good.
struct ActiveSession {
    Actor actor;
    AccountView account;
    core::UtcSeconds created;
    core::UtcSeconds expires;  ///< unless it is used before
};

/// What a log-in form sends, and from where.
struct Credentials {
    std::string email;
    std::string password;
    std::string code;  ///< of the second factor, or a recovery code; empty at the first step
    std::string address;
    std::string device;  ///< what the browser calls itself
};

/// A session as its owner sees it.
struct SessionView {
    std::string
        id;  ///< the first kSessionIdLength characters of the token's hash: enough to name it, useless to anyone
    std::string device;
    std::string address;
    core::UtcSeconds created;
    core::UtcSeconds last_used;
    bool is_this_one = false;
};

/// What the other instances of a portal have to hear of one: each function is told after the commit, and must be quick.
struct AccountNews {
    std::function<void(std::string_view token_hash)> session_changed;  ///< empty: any of them may have
    std::function<void(std::string_view email, std::string_view address)> log_in_failed;
    std::function<void(std::string_view email)> failures_forgiven;
};

class Accounts {
  public:
    static constexpr std::int64_t kIdleSeconds = 12 * 3600;            ///< a session unused for so long is over
    static constexpr std::int64_t kLongestSessionSeconds = 7 * 86400;  ///< and so is one this old
    static constexpr std::int64_t kRecheckSeconds = 5;                 ///< a changed role takes effect within
    static constexpr std::size_t kSessionIdLength = 16;
    static constexpr std::size_t kMaxDeviceBytes = 200;
    /// Refused log-ins that the audit trail takes in LoginThrottle::kWindowSeconds: a flood cannot fill it.
    static constexpr int kMaxBookedRefusals = 1000;

    /// `second_factor_required_up_to`: whoever has this level or a more powerful one must have a second factor.
    Accounts(storage::Store& store, const PortalKey& key,
             std::optional<Level> second_factor_required_up_to = std::nullopt)
        : store_(&store), key_(key), second_factor_required_up_to_(second_factor_required_up_to) {}

    /// Before the first request.
    void tell(AccountNews news) { news_ = std::move(news); }
    /// What another instance has told; not told again.
    void heard_session_changed(std::string_view token_hash);
    void heard_log_in_failed(std::string_view email, std::string_view address, core::UtcSeconds now) {
        throttle_.failed(email, address, now);
    }
    void heard_failures_forgiven(std::string_view email) { throttle_.succeeded(email); }

    struct LogIn {
        std::string token;  ///< goes into the cookie; stored hashed only
        ActiveSession session;
    };
    /// Blocks for the time of one bcrypt, whoever asks. Problems: log-in-failed (alike for an unknown account, a wrong
    /// password and an account without one), second-factor-needed (the password is right, a code is missing),
    /// second-factor-wrong, too-many-log-ins.
    [[nodiscard]] core::Result<LogIn> log_in(const Credentials& credentials, core::UtcSeconds now);

    /// The session if it is known to be good without asking the store: for I/O threads.
    [[nodiscard]] std::shared_ptr<const ActiveSession> remembered(std::string_view token, core::UtcSeconds now);
    /// The session, or null if there is none (any more). Blocks.
    [[nodiscard]] std::shared_ptr<const ActiveSession> find(std::string_view token, core::UtcSeconds now);

    /// Asks the store anew at every session's next request: after a role or a status was changed, or somebody deleted.
    void recheck_all() { session_changed({}); }
    /// E-mail addresses, in lower case, whose log-ins are refused for too many failures.
    [[nodiscard]] std::vector<std::string> locked(core::UtcSeconds now) { return throttle_.locked(now); }
    /// Lets that address try again.
    void unlock(std::string_view email) { forgive(email); }

    /// Ends the actor's own session.
    void log_out(const Actor& actor, core::UtcSeconds now);

    /// Asks for the actor's password again before something that matters. Blocks for one bcrypt; failures count like
    /// refused log-ins. Problems: password-wrong at `field`, too-many-log-ins.
    [[nodiscard]] core::Result<void> confirm_password(const Actor& actor, std::string_view password,
                                                      std::string_view field, core::UtcSeconds now);
    /// Takes a code of the user's second factor, or a recovery code, once. Problem: second-factor-wrong at "code".
    /// Whoever asks calls code_refused() after the transaction, so that guesses are counted.
    [[nodiscard]] core::Result<void> use_code(storage::WriteTransaction& tx, core::UserId user, std::string_view code,
                                              core::UtcSeconds now);
    void code_refused(const Actor& actor, core::UtcSeconds now);

    /// Another token for the actor's session, with a change of privilege: whoever knew the old one has nothing. Returns
    /// the new token; forget() what list_sessions() gave before, after the commit. Problem: not-logged-in if the
    /// session has ended meanwhile.
    [[nodiscard]] core::Result<std::string> renew_session(storage::WriteTransaction& tx, const Actor& actor,
                                                          core::UtcSeconds now);
    /// The user's sessions as they are in the store count from now on. Call after a commit that changed or ended some,
    /// with what list_sessions() gave before.
    void forget(const std::vector<storage::LoginSession>& sessions);

    /// The last used first, without expired ones.
    [[nodiscard]] std::vector<SessionView> sessions(const Actor& actor, core::UtcSeconds now);
    /// Problem: session-not-found.
    [[nodiscard]] core::Result<void> end_session(const Actor& actor, std::string_view id, core::UtcSeconds now);
    /// All but the actor's own. Returns how many.
    int end_other_sessions(const Actor& actor, core::UtcSeconds now);

    /// Must the user have a second factor?
    [[nodiscard]] bool needs_second_factor(Level level) const noexcept;

  private:
    struct Remembered {
        std::shared_ptr<const ActiveSession> session;
        core::UtcSeconds checked;
    };
    [[nodiscard]] std::optional<ActiveSession> load(const std::string& hash, core::UtcSeconds now);
    [[nodiscard]] ActiveSession active(const storage::UserRecord& user, const storage::LoginSession& session) const;
    [[nodiscard]] core::Result<LogIn> begin_session(const storage::UserRecord& user, const Credentials& credentials,
                                                    core::UtcSeconds now);
    void session_changed(std::string_view token_hash);
    void failed(std::string_view email, std::string_view address, core::UtcSeconds now);
    void forgive(std::string_view email);
    void book_refusal(const storage::UserRecord& user, const Credentials& credentials, std::string_view reason,
                      core::UtcSeconds now);

    storage::Store* store_;
    PortalKey key_;
    std::optional<Level> second_factor_required_up_to_;
    LoginThrottle throttle_;
    AccountNews news_;
    cache::LruCache<Remembered> sessions_{100'000};
    std::mutex refusals_mutex_;
    core::UtcSeconds refusals_since_{};
    int refusals_ = 0;
};

}  // namespace drp::portal
