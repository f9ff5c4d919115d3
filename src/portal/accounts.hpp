/// Logging in, staying logged in, logging out, and who one is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cache/lru_cache.hpp"
#include "core/problem.hpp"
#include "portal/actor.hpp"
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
    std::string status;  ///< pending, approved, rejected
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

class Accounts {
  public:
    static constexpr std::int64_t kIdleSeconds = 12 * 3600;            ///< a session unused for so long is over
    static constexpr std::int64_t kLongestSessionSeconds = 7 * 86400;  ///< and so is one this old
    static constexpr std::int64_t kRecheckSeconds = 5;                 ///< a changed role takes effect within

    explicit Accounts(storage::Store& store) : store_(&store) {}

    struct LogIn {
        std::string token;  ///< goes into the cookie; stored hashed only
        ActiveSession session;
    };
    /// Blocks for the time of one bcrypt, whoever asks. Problems: log-in-failed (alike for an unknown account, a wrong
    /// password and an account without one), too-many-log-ins.
    [[nodiscard]] core::Result<LogIn> log_in(std::string_view email, std::string_view password,
                                             std::string_view address, core::UtcSeconds now);

    /// The session if it is known to be good without asking the store: for I/O threads.
    [[nodiscard]] std::shared_ptr<const ActiveSession> remembered(std::string_view token, core::UtcSeconds now);
    /// The session, or null if there is none (any more). Blocks.
    [[nodiscard]] std::shared_ptr<const ActiveSession> find(std::string_view token, core::UtcSeconds now);

    /// Asks the store anew at every session's next request: after a role or a status was changed, or somebody deleted.
    void recheck_all() { sessions_.clear(); }
    /// E-mail addresses, in lower case, whose log-ins are refused for too many failures.
    [[nodiscard]] std::vector<std::string> locked(core::UtcSeconds now) { return throttle_.locked(now); }
    /// Lets that address try again.
    void unlock(std::string_view email) { throttle_.succeeded(email); }

    /// Ends the actor's own session.
    void log_out(const Actor& actor);

  private:
    struct Remembered {
        std::shared_ptr<const ActiveSession> session;
        core::UtcSeconds checked;
    };
    [[nodiscard]] std::optional<ActiveSession> load(const std::string& hash, core::UtcSeconds now);

    storage::Store* store_;
    LoginThrottle throttle_;
    cache::LruCache<Remembered> sessions_{100'000};
};

}  // namespace drp::portal
