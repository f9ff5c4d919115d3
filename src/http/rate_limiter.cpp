#include "http/rate_limiter.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <random>
#include <utility>

#include <boost/asio/ip/address_v6.hpp>
#include <fmt/format.h>

namespace drp::http {
namespace {

constexpr double kMinute = 60;
constexpr double kTolerance = 1e-9;  // of sums of shares

/// SplitMix64's finish: every bit of the key decides about every bit of the result.
std::uint64_t mixed(std::uint64_t x) noexcept {
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

std::uint64_t random_seed() {
    std::random_device random;
    return (static_cast<std::uint64_t>(random()) << 32U) | random();
}

void state(Request& request, std::string_view name, std::int64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    request.answer_with(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

RateVerdict verdict_of(double level, std::int64_t per_minute) noexcept {
    const auto limit = static_cast<double>(per_minute);
    RateVerdict verdict;
    verdict.limit = per_minute;
    verdict.remaining = std::max<std::int64_t>(0, std::llround(std::floor((1 - level) * limit + kTolerance)));
    verdict.reset_s = std::llround(std::ceil(level * kMinute - kTolerance));
    return verdict;
}

}  // namespace

RateLimiter::RateLimiter() : RateLimiter(random_seed()) {}
RateLimiter::RateLimiter(std::uint64_t seed) : seed_(seed), sets_(kSets) {}

RateKey RateLimiter::key(std::uint64_t kind, std::string_view text) const noexcept {
    return {mixed(std::hash<std::string_view>{}(text) ^ mixed(seed_ + kind))};
}

RateKey RateLimiter::address_key(std::string_view address) const noexcept {
    constexpr std::uint64_t kKind = 0;
    constexpr std::size_t kNetworkBytes = 8;
    if (address.find(':') == std::string_view::npos) return key(kKind, address);
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address_v6(address, error);
    if (error) return key(kKind, address);
    const auto bytes = parsed.to_bytes();
    return key(kKind, {reinterpret_cast<const char*>(bytes.data()), kNetworkBytes});
}

double RateLimiter::Bucket::level_at(core::UtcSeconds now) const noexcept {
    const auto elapsed = static_cast<double>(std::max<std::int64_t>(0, now - at));
    return std::max(0.0, level - elapsed / kMinute);
}

/// The key's lock must be held.
RateLimiter::Bucket& RateLimiter::bucket_of(RateKey key, core::UtcSeconds now) {
    auto& set = sets_[key.value % kSets];
    auto* bucket = std::find_if(set.begin(), set.end(), [&](const Bucket& b) { return b.key == key.value; });
    if (bucket == set.end()) {
        bucket = std::min_element(set.begin(), set.end(),
                                  [&](const Bucket& a, const Bucket& b) { return a.level_at(now) < b.level_at(now); });
        *bucket = {.key = key.value, .at = now};
    }
    return *bucket;
}

RateVerdict RateLimiter::take(RateKey key, std::int64_t per_minute, core::UtcSeconds now) {
    auto& guard = locks_[key.value % kSets % kLocks];
    const std::scoped_lock lock(guard.mutex);
    auto& bucket = bucket_of(key, now);
    const double share = 1 / static_cast<double>(per_minute);
    const double level = bucket.level_at(now);
    const bool is_admitted = level + share <= 1 + kTolerance;
    bucket.level = is_admitted ? level + share : level;
    bucket.at = std::max(bucket.at, now);
    if (is_admitted && is_shared_) {
        if (bucket.untold == 0) guard.untold.push_back(key.value);
        bucket.untold += share;
    }
    auto verdict = verdict_of(bucket.level, per_minute);
    verdict.is_admitted = is_admitted;
    if (!is_admitted)
        verdict.wait_s = std::max<std::int64_t>(1, std::llround(std::ceil((level + share - 1) * kMinute)));
    return verdict;
}

std::vector<RateLimiter::Spent> RateLimiter::take_spent(std::size_t most) {
    is_shared_ = true;
    std::vector<Spent> spent;
    for (auto& guard : locks_) {
        const std::scoped_lock lock(guard.mutex);
        while (!guard.untold.empty() && spent.size() < most) {
            const RateKey key{guard.untold.back()};
            guard.untold.pop_back();
            for (auto& bucket : sets_[key.value % kSets])
                // Another key may have taken its place: then nobody is told, and nobody needs to be.
                if (bucket.key == key.value && bucket.untold > 0)
                    spent.push_back({key, std::exchange(bucket.untold, 0)});
        }
    }
    return spent;
}

void RateLimiter::add_spent(const Spent& spent, core::UtcSeconds now) {
    const std::scoped_lock lock(locks_[spent.key.value % kSets % kLocks].mutex);
    auto& bucket = bucket_of(spent.key, now);
    bucket.level = std::min(1.0, bucket.level_at(now) + std::clamp(spent.share, 0.0, 1.0));
    bucket.at = std::max(bucket.at, now);
}

RateVerdict RateLimiter::look(RateKey key, std::int64_t per_minute, core::UtcSeconds now) {
    const auto index = key.value % kSets;
    const std::scoped_lock lock(locks_[index % kLocks].mutex);
    const auto& set = sets_[index];
    const auto* bucket = std::find_if(set.begin(), set.end(), [&](const Bucket& b) { return b.key == key.value; });
    const double level = bucket == set.end() ? 0 : bucket->level_at(now);
    auto verdict = verdict_of(level, per_minute);
    verdict.is_admitted = verdict.remaining > 0;
    if (!verdict.is_admitted) verdict.wait_s = 1;
    return verdict;
}

void announce(const RateVerdict& verdict, Request& request) {
    state(request, "RateLimit-Limit", verdict.limit);
    state(request, "RateLimit-Remaining", verdict.remaining);
    state(request, "RateLimit-Reset", verdict.reset_s);
}

core::Problem too_many(const RateVerdict& verdict, Request& request) {
    state(request, "Retry-After", verdict.wait_s);
    return {core::ProblemKind::too_many_requests, "rate-limit-exceeded", "Too many requests came at once.", "",
            fmt::format("Wait {} s and try again.", verdict.wait_s)};
}

}  // namespace drp::http
