#include "app/shared_counts.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/words.hpp"

namespace drp::app {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSession = "session";
constexpr const char* kFailure = "failure";
constexpr const char* kForgiven = "forgiven";
constexpr const char* kRates = "rates";
constexpr const char* kSeal = "siblings";

/// Keys in one message, of some 25 bytes each.
constexpr std::size_t kMostInMessage = 500;
constexpr double kUnit = 1e6;  // shares travel as whole millionths of a quota

void hear_rates(http::RateLimiter& limiter, std::string_view text) {
    while (!text.empty()) {
        const auto key = take_number<std::uint64_t>(text, 16);
        const auto share = take_number<std::uint64_t>(text);
        if (!key || !share) return;
        limiter.add_spent({{*key}, static_cast<double>(*share) / kUnit}, now());
    }
}

void tell_rates(Siblings& siblings, http::RateLimiter& limiter) {
    while (true) {
        const auto spent = limiter.take_spent(kMostInMessage);
        if (spent.empty()) return;
        std::string text;
        for (const auto& part : spent)
            fmt::format_to(std::back_inserter(text), "{}{:x} {}", text.empty() ? "" : " ", part.key.value,
                           std::llround(part.share * kUnit));
        siblings.tell(kRates, text);
    }
}

}  // namespace

std::uint64_t rate_seed_of(const portal::PortalKey& key) {
    const auto code = key.code("rates", "seed");
    std::uint64_t seed = 0;
    std::memcpy(&seed, code.data(), sizeof seed);
    return seed;
}

void share_accounts(Siblings& siblings, portal::Accounts& accounts, const portal::PortalKey& key) {
    siblings.on(kSession, [&accounts](std::string_view hash) { accounts.heard_session_changed(hash); });
    siblings.on(kFailure, [&accounts, key](std::string_view sealed) {
        const auto text = key.open(kSeal, sealed);
        if (!text) return;
        const auto address = text->substr(0, text->find(' '));
        accounts.heard_log_in_failed(text->substr(std::min(text->size(), address.size() + 1)), address, now());
    });
    siblings.on(kForgiven, [&accounts, key](std::string_view sealed) {
        if (const auto email = key.open(kSeal, sealed)) accounts.heard_failures_forgiven(*email);
    });
    accounts.tell({.session_changed = [&siblings](std::string_view hash) { siblings.tell(kSession, hash); },
                   .log_in_failed =
                       [&siblings, key](std::string_view email, std::string_view address) {
                           siblings.tell(kFailure, key.seal(kSeal, fmt::format("{} {}", address, email)));
                       },
                   .failures_forgiven =
                       [&siblings, key](std::string_view email) { siblings.tell(kForgiven, key.seal(kSeal, email)); }});
}

std::unique_ptr<Background> share_rates(Siblings& siblings, http::RateLimiter& limiter) {
    siblings.on(kRates, [&limiter](std::string_view text) { hear_rates(limiter, text); });
    return std::make_unique<Background>("shared rates", 200ms, [&] { tell_rates(siblings, limiter); });
}

}  // namespace drp::app
