/// API tokens: made and revoked by the system administrator, shown once, and what a request with one may do.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cache/lru_cache.hpp"
#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/guess_limit.hpp"
#include "storage/store.hpp"
#include "storage/tokens.hpp"

namespace drp::portal {

/// Any thread.
class Tokens {
  public:
    static constexpr std::int64_t kLongestSeconds = 2 * 366 * 86400;  ///< no token lives longer
    static constexpr std::int64_t kRecheckSeconds = 5;  ///< what another process revoked takes effect within
    static constexpr std::int64_t kTouchSeconds = 300;  ///< "last used" is true to within
    static constexpr std::size_t kMaxNameBytes = 100;

    static constexpr std::int64_t kWindowSeconds = 900;
    static constexpr int kMaxUnknownPerNetwork = 50;  ///< unknown tokens that are looked up for a network in a window

    explicit Tokens(storage::Store& store)
        : store_(&store),
          guesses_(store, {"token.guess", "token.guesses", "unknown_tokens"}, kMaxUnknownPerNetwork, kWindowSeconds) {}

    struct Wish {
        std::string name;
        TokenScopes scopes;
        core::UtcSeconds expires;
    };
    struct Made {
        std::string token;  ///< shown this once
        storage::TokenRecord record;
    };
    /// Problems: field-invalid (name, scopes, expires).
    [[nodiscard]] core::Result<Made> create(const Actor& actor, const Wish& wish, core::UtcSeconds now);
    [[nodiscard]] core::Result<storage::Listed<storage::TokenRecord>> list(const storage::TokenFilter& filter,
                                                                           const storage::PageQuery& page) const;
    /// At once, for every request that begins after it. Problem: token-not-found.
    [[nodiscard]] core::Result<void> revoke(const Actor& actor, std::int64_t id, core::UtcSeconds now);

    /// Whoever shows this token, if that is known without asking the store: for I/O threads. Null otherwise.
    [[nodiscard]] std::shared_ptr<const Actor> remembered(std::string_view token, core::UtcSeconds now);
    /// Null if it is no token of ours (any more). Blocks; text that cannot be a token costs nothing.
    [[nodiscard]] std::shared_ptr<const Actor> find(std::string_view token, core::UtcSeconds now);

    /// May a token that remembered() does not know be looked up for that address? Problem: too-many-tokens, once the
    /// address has shown so many unknown ones. A token that was good here before is always looked up: whoever guesses
    /// next door cuts no machine off.
    [[nodiscard]] core::Result<void> may_look_up(std::string_view token, std::string_view address,
                                                 core::UtcSeconds now);
    /// Counts a token that is none of ours, and books it (guess_limit.hpp). Blocks.
    void unknown(const Actor& visitor, core::UtcSeconds now);
    /// Books the counts of windows that are over. To be called now and then.
    void book_closed_windows(core::UtcSeconds now) { guesses_.book_closed_windows(now); }

  private:
    struct Remembered {
        std::shared_ptr<const Actor> actor;
        core::UtcSeconds checked;
        core::UtcSeconds expires;
        std::uint64_t revision = 0;
    };

    storage::Store* store_;
    std::atomic<std::uint64_t> revision_{0};  ///< counts revocations: what was remembered before one is asked again
    cache::LruCache<Remembered> known_{10'000};
    GuessLimit guesses_;
};

}  // namespace drp::portal
