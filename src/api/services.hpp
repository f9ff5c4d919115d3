/// What the handlers work with. Put together once by app/, outlives the server.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cache/lru_cache.hpp"
#include "core/time.hpp"
#include "http/event_hub.hpp"
#include "http/worker_pool.hpp"
#include "portal/accounts.hpp"
#include "portal/change_feed.hpp"
#include "portal/imports.hpp"
#include "portal/meter_admin.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "portal/tokens.hpp"
#include "storage/store.hpp"

namespace drp::api {

/// An answer that is made once and given often, with its gzip variant where one was asked for.
struct CachedBody {
    std::string plain;
    std::string gzip;  ///< empty: not made
    std::string etag;
};

struct Services {
    storage::Store& store;
    const portal::Programme& programme;
    portal::MeterDirectory& directory;
    portal::Accounts& accounts;
    portal::Imports& imports;
    portal::Tokens& tokens;
    portal::MeterAdmin& meter_admin;
    portal::ChangeFeed& changes;
    http::EventHub<portal::MeterNews>& events;
    http::WorkerPool& database;   ///< short reads and writes
    http::WorkerPool& passwords;  ///< bcrypt: so few threads that a flood of log-ins starves nothing else
    http::WorkerPool& uploads;    ///< imports, which last
    cache::LruCache<CachedBody>& bodies;
    std::function<core::UtcSeconds()> now;
    std::string version;
    std::string openapi_yaml;
    std::string start_id;  ///< differs from start to start: entity tags of an earlier run do not match by chance
};

}  // namespace drp::api
