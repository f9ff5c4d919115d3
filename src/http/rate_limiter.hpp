/// How often one client may ask.
///
///     RateLimiter limiter;
///     const auto verdict = limiter.take(RateLimiter::address_key(request.remote_address()), 600, now);
///     announce(verdict, request);                     // RateLimit-Limit, -Remaining, -Reset
///     if (!verdict.is_admitted) co_return too_many(verdict, request);
///
/// A leaking bucket for each key: it holds as many requests as the quota allows a minute, and leaks evenly, so that a
/// burst may use it up and a steady client is never cut off at the turn of a minute.
///
/// Several instances of a portal that are made with the same seed can count together: what take_spent() gives is handed
/// to add_spent() of the others, so that a client is held to its quota wherever it asks, give or take what is under
/// way.
///
/// Memory is fixed when it is made (2 MiB), whoever asks: a key that finds its set of eight full takes the place of
/// the emptiest bucket there, so that those who are near their limit are the last to be forgotten. Nothing is allocated
/// afterwards. Any thread; keys of different sets hardly ever wait for each other.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "http/request.hpp"

namespace drp::http {

struct RateVerdict {
    bool is_admitted = true;
    std::int64_t limit = 0;      ///< requests a minute
    std::int64_t remaining = 0;  ///< that may come at once
    std::int64_t reset_s = 0;    ///< until the whole quota is there again
    std::int64_t wait_s = 0;     ///< until the next one is admitted; 0 where it is
};

/// What a quota is counted for. Two that differ share one but once in 2^64.
struct RateKey {
    std::uint64_t value = 0;
};

class RateLimiter {
  public:
    /// With a seed of its own: nobody can choose texts that share a key.
    RateLimiter();
    explicit RateLimiter(std::uint64_t seed);

    /// `kind` tells accounts from tokens and the like.
    [[nodiscard]] RateKey key(std::uint64_t kind, std::string_view text) const noexcept;
    /// Of a client's address; one for all addresses of an IPv6 network of 64 bits, as a household has them.
    [[nodiscard]] RateKey address_key(std::string_view address) const noexcept;

    /// Counts a request unless it is refused.
    [[nodiscard]] RateVerdict take(RateKey key, std::int64_t per_minute, core::UtcSeconds now);
    /// What take() would say; counts nothing.
    [[nodiscard]] RateVerdict look(RateKey key, std::int64_t per_minute, core::UtcSeconds now);

    /// A share of its quota that a key has used up (1: all of it).
    struct Spent {
        RateKey key;
        double share = 0;
    };
    /// What take() has admitted here and nobody was told of, at most `most` keys; the rest is left for the next call.
    /// Gives nothing before it was called once: who never asks keeps no book of it.
    [[nodiscard]] std::vector<Spent> take_spent(std::size_t most);
    /// Counts what another instance has admitted.
    void add_spent(const Spent& spent, core::UtcSeconds now);

  private:
    static constexpr std::size_t kSets = 8192;
    static constexpr std::size_t kWays = 8;
    static constexpr std::size_t kLocks = 64;

    struct Bucket {
        std::uint64_t key = 0;
        double level = 0;   ///< 0 empty, 1 full: the share of its quota that is used up
        double untold = 0;  ///< of it, what take_spent() has not given yet
        core::UtcSeconds at{};

        [[nodiscard]] double level_at(core::UtcSeconds now) const noexcept;
    };
    using Set = std::array<Bucket, kWays>;
    struct alignas(64) Lock {
        std::mutex mutex;
        std::vector<std::uint64_t> untold;  ///< keys of buckets that it guards
    };

    [[nodiscard]] Bucket& bucket_of(RateKey key, core::UtcSeconds now);

    std::uint64_t seed_;
    std::vector<Set> sets_;
    std::array<Lock, kLocks> locks_;
    std::atomic<bool> is_shared_ = false;
};

/// Says on whatever answers the request how much is left.
void announce(const RateVerdict& verdict, Request& request);

/// `rate-limit-exceeded`, and Retry-After on whatever answers the request.
[[nodiscard]] core::Problem too_many(const RateVerdict& verdict, Request& request);

}  // namespace drp::http
