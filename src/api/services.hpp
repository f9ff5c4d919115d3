/// What the handlers work with. Put together once by app/, outlives the server.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/configuration_view.hpp"
#include "cache/lru_cache.hpp"
#include "core/time.hpp"
#include "http/event_hub.hpp"
#include "http/rate_limiter.hpp"
#include "http/worker_pool.hpp"
#include "portal/accounts.hpp"
#include "portal/alerts.hpp"
#include "portal/change_feed.hpp"
#include "portal/claim_admin.hpp"
#include "portal/claims.hpp"
#include "portal/event_board.hpp"
#include "portal/events.hpp"
#include "portal/imports.hpp"
#include "portal/invitations.hpp"
#include "portal/keys.hpp"
#include "portal/meter_admin.hpp"
#include "portal/meter_directory.hpp"
#include "portal/own_account.hpp"
#include "portal/password_reset.hpp"
#include "portal/programme.hpp"
#include "portal/registration.hpp"
#include "portal/settlements.hpp"
#include "portal/standing.hpp"
#include "portal/tokens.hpp"
#include "portal/weather.hpp"
#include "storage/store.hpp"

namespace drp::api {

/// An answer that is made once and given often, with its gzip variant where one was asked for.
struct CachedBody {
    std::string plain;
    std::string gzip;  ///< empty: not made
    std::string etag;
};

/// Requests a minute. A request is counted once: for its token, else for its account, else for its address.
struct RateLimits {
    std::int64_t per_address = 600;
    std::int64_t per_account = 1200;
    std::int64_t per_token = 3000;
};

struct Services {
    storage::Store& store;
    const portal::Programme& programme;
    const portal::PortalKey& key;
    portal::MeterDirectory& directory;
    portal::Accounts& accounts;
    portal::OwnAccount& own_account;
    portal::Imports& imports;
    portal::Tokens& tokens;
    portal::MeterAdmin& meter_admin;
    portal::ClaimAdmin& claim_admin;
    portal::Weather& weather;
    portal::ChangeFeed& changes;
    portal::Standing& standing;
    portal::Claims& claims;
    portal::Registration& registration;
    portal::Invitations& invitations;
    portal::PasswordReset& password_reset;
    portal::Events& response_events;
    portal::EventBoards& event_boards;
    portal::Settlements& settlements;
    portal::Alerts& alerts;
    http::EventHub<portal::MeterNews>& events;  ///< news that are pushed
    http::RateLimiter& limiter;
    RateLimits limits;
    http::WorkerPool& database;   ///< short reads and writes
    http::WorkerPool& passwords;  ///< bcrypt: so few threads that a flood of log-ins starves nothing else
    http::WorkerPool& uploads;    ///< imports, which last
    http::WorkerPool& calls;      ///< to other servers: webhooks
    cache::LruCache<CachedBody>& bodies;
    std::function<core::UtcSeconds()> now;
    ConfigurationView configuration;
    std::string version;
    std::string openapi_yaml;
    std::string start_id;  ///< differs from start to start: entity tags of an earlier run do not match by chance
};

}  // namespace drp::api
