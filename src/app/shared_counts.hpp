/// Sessions that ended, log-ins that failed and requests that were admitted, told to the other instances of a portal.
///
/// Without it, or while Redis is away: an ended session counts at the other instances within
/// Accounts::kRecheckSeconds (the store says so), and each instance keeps its own count of failures and requests, so
/// that a client may have so many times its quota as there are instances.
#pragma once

#include <memory>

#include "app/background.hpp"
#include "app/siblings.hpp"
#include "http/rate_limiter.hpp"
#include "portal/accounts.hpp"
#include "portal/keys.hpp"

namespace drp::app {

/// The same for all instances that have the same key.
[[nodiscard]] std::uint64_t rate_seed_of(const portal::PortalKey& key);

/// Before `siblings` start. People's names go sealed with the portal's key: Redis learns no addresses.
void share_accounts(Siblings& siblings, portal::Accounts& accounts, const portal::PortalKey& key);

/// Before `siblings` start; destroyed before them. Tells five times a second what was admitted here.
[[nodiscard]] std::unique_ptr<Background> share_rates(Siblings& siblings, http::RateLimiter& limiter);

}  // namespace drp::app
