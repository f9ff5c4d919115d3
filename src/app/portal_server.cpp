#include "app/portal_server.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "api/json.hpp"
#include "api/routes.hpp"
#include "app/alerting.hpp"
#include "app/background.hpp"
#include "app/command.hpp"
#include "app/configuration.hpp"
#include "app/configuration_report.hpp"
#include "app/embedded.hpp"
#include "app/mailing.hpp"
#include "app/news_relay.hpp"
#include "app/observing.hpp"
#include "app/portal_key.hpp"
#include "app/provider_configuration.hpp"
#include "app/shared_counts.hpp"
#include "app/siblings.hpp"
#include "http/server.hpp"
#include "portal/demo.hpp"
#include "portal/secrets.hpp"
#include "storage/organizations.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kDatabaseThreads = 4;
constexpr std::size_t kDatabaseQueue = 512;
constexpr std::size_t kPasswordQueue = 32;
constexpr std::size_t kCallThreads = 2;
constexpr std::size_t kCallQueue = 16;
constexpr std::size_t kMinTokenBytes = 32;
constexpr std::size_t kCacheBytes = 128UL << 20U;

/// What the event stream says of news; openapi.yaml, `streamReadings`.
http::Event event_of(const portal::MeterNews& news, const portal::MeterDirectory& directory) {
    namespace json = boost::json;
    const auto number = directory.number_of(news.meter);
    if (!news.reading)
        return {"changed",
                json::serialize(json::object{
                    {"meter", number}, {"from_utc", news.changed.from.value}, {"to_utc", news.changed.to.value}})};
    const auto value = [](core::WattHours wh) {
        return core::is_present(wh) ? json::value(wh.value) : json::value(nullptr);
    };
    return {"reading", json::serialize(json::object{{"meter", number},
                                                    {"start_utc", news.changed.from.value},
                                                    {"interval_s", news.reading->interval.value},
                                                    {"actual_wh", value(news.reading->actual)},
                                                    {"predicted_wh", value(news.reading->predicted)}})};
}

Result<portal::Programme> make_programme(const Configuration& configuration, storage::Store& store) {
    if (configuration.time_zone && *configuration.time_zone != store.time_zone().name())
        return Problem{ProblemKind::conflict, "time-zone-differs",
                       "The configuration's time zone is not the store's: " + store.time_zone().name() + ".",
                       "drp-config.json: time_zone", "A store's zone is fixed when it is made."};
    portal::Programme programme;
    programme.zone = store.time_zone();
    {
        auto tx = store.read();
        if (const auto provider = storage::provider_organization(tx)) programme.provider = provider->name;
    }
    apply(configuration, programme);
    if (const auto anchor = portal::demo_anchor(store)) programme.demo_log_ins = portal::demo_log_ins(store, *anchor);

    auto token = secret_from_environment("DRP_IMPORT_TOKEN");
    if (!token) return token.error();
    if (!token->empty() && token->size() < kMinTokenBytes)
        return Problem{ProblemKind::invalid_input, "secret-too-short", "The import token is too short.",
                       "DRP_IMPORT_TOKEN", fmt::format("Use at least {} random characters.", kMinTokenBytes)};
    if (!token->empty()) programme.import_token_hash = portal::token_hash(*token);
    return programme;
}

/// The first start of a store without a provider; there it is worth a warning if nobody says who that is.
Result<void> make_provider_of(const ServeOptions& options, storage::Store& store) {
    const auto file = options.folder / "provider-config.json";
    const auto configuration = load_provider_configuration(file);
    if (!configuration) return configuration.error();
    if (!*configuration) {
        auto tx = store.read();
        if (!storage::provider_organization(tx))
            spdlog::warn("There is no provider yet: write {}, or use `drp org add` and `drp user add`.", file.string());
        return {};
    }
    const auto made = make_provider(store, **configuration, now());
    if (!made) return made.error();
    if (*made) spdlog::info("Made the provider and its administrator as {} says.", file.string());
    return {};
}

/// "https://tiles.example:8443" of the tiles' address, with a blank before it; empty without tiles.
std::string tile_origin(const Configuration& configuration) {
    const auto& url = configuration.map_tile_url;
    constexpr std::string_view kScheme = "https://";
    return url.empty() ? "" : " " + url.substr(0, url.find('/', kScheme.size()));
}

Result<http::ServerSettings> make_settings(const ServeOptions& options, const Configuration& configuration) {
    http::ServerSettings settings;
    settings.io_threads = options.io_threads;
    settings.listeners.clear();
    // Mantine writes its generated rules into <style>; scripts stay without 'unsafe-inline'.
    settings.security.content_security_policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:" +
        tile_origin(configuration) +
        "; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
        "object-src 'none'";
    if (options.port != 0) {
        http::TlsFiles files{options.certificate, options.key};
        if (options.certificate.empty()) {
            files = {options.folder / "tls.crt", options.folder / "tls.key"};
            if (auto made = http::ensure_certificate(files, {options.address}); !made) return made.error();
        }
        settings.listeners.push_back({options.address, options.port, files});
    }
    if (options.plain_port != 0) settings.listeners.push_back({options.address, options.plain_port, std::nullopt});
    auto proxies = http::TrustedProxies::parse(options.trusted_proxies);
    if (!proxies) return proxies.error();
    settings.trusted_proxies = std::move(*proxies);
    if (options.request_log != "none") {
        auto log = http::make_request_log(options.request_log);
        if (!log) return log.error();
        settings.request_log = std::move(*log);
    }
    return settings;
}

Result<std::optional<cache::RedisAddress>> redis_of(const ServeOptions& options) {
    if (options.redis.empty()) return std::optional<cache::RedisAddress>();
    auto address = cache::parse_redis_address(options.redis);
    if (!address) return address.error();
    auto password = secret_from_environment("DRP_REDIS_PASSWORD");
    if (!password) return password.error();
    address->password = std::move(*password);
    return std::optional(std::move(*address));
}

Result<std::shared_ptr<const http::StaticAssets>> load_pages(const ServeOptions& options) {
    if (!options.pages.empty()) return http::StaticAssets::load(options.pages);
    return http::StaticAssets::embedded(embedded_pages());
}

/// A write transaction that met another's (on two nodes of a cluster, or a SQL tool's) and was undone wholly. Nothing
/// is known like that of a commit whose answer was lost: that is told to whoever asked.
bool was_undone_for_another(const std::exception& error) {
    constexpr unsigned kDeadlock = 1213;
    const auto* const sql_error = dynamic_cast<const sql::SqlError*>(&error);
    return sql_error != nullptr && sql_error->kind() == sql::ErrorKind::busy && sql_error->engine_code() == kDeadlock;
}

}  // namespace

/// In the order in which they need each other; destroyed the other way round.
struct PortalServer::Parts {
    Parts(storage::Store opened, portal::Programme decided, const portal::PortalKey& own_key,
          const RateLimitSettings& rates, const AlertWebhookSettings& webhooks, api::ConfigurationView report,
          const ServeOptions& options, std::optional<cache::RedisAddress> redis)
        : store(std::move(opened)),
          programme(std::move(decided)),
          key(own_key),
          directory(store),
          standing(store),
          accounts(store, key, programme.second_factor_required_up_to),
          own_account(store, accounts, directory, key, programme),
          imports(store, changes, directory, options.folder / "verdicts", now),
          claims(store, key, programme.claim_codes_required),
          registration(store, claims, directory, programme),
          invitations(store, programme),
          password_reset(store, programme),
          alerts(store, directory, key, programme, {webhooks.over_http}, webhook_call_of(webhooks)),
          limits{rates.per_address_per_minute, rates.per_account_per_minute, rates.per_token_per_minute},
          configuration(std::move(report)) {
        changes.listen([this](const portal::MeterNews& news) {
            if (!directory.is_retired(news.meter)) events.publish(news, event_of(news, directory));
        });
        if (!redis) return;
        siblings.emplace(std::move(*redis));
        relay.emplace(*siblings, changes, directory);
        share_accounts(*siblings, accounts, key);
        background.push_back(share_rates(*siblings, limiter));
        siblings->start();
    }

    storage::Store store;
    portal::Programme programme;
    portal::PortalKey key;
    portal::ChangeFeed changes;
    portal::MeterDirectory directory;
    portal::Standing standing;
    portal::Accounts accounts;
    portal::OwnAccount own_account;
    http::EventHub<portal::MeterNews> events{{.remembered = 4096}};
    std::optional<NewsRelay> relay;
    portal::Imports imports;
    portal::Tokens tokens{store};
    portal::MeterAdmin meter_admin{store, directory, changes};
    portal::Claims claims;
    portal::ClaimAdmin claim_admin{store, claims};
    portal::Weather weather{store, changes};
    portal::Registration registration;
    portal::Invitations invitations;
    portal::PasswordReset password_reset;
    portal::Events response_events{store, directory};
    portal::EventBoards event_boards{store, changes};
    portal::Settlements settlements{store, directory, programme};
    portal::Alerts alerts;
    cache::LruCache<api::CachedBody> bodies{kCacheBytes};
    http::RateLimiter limiter{rate_seed_of(key)};
    std::optional<Siblings> siblings;  // hears for the ones above, is told by the ones below
    api::RateLimits limits;
    api::ConfigurationView configuration;
    http::WorkerPool database{kDatabaseThreads, kDatabaseQueue, "database"};
    http::WorkerPool passwords{std::max(1U, std::thread::hardware_concurrency() / 2), kPasswordQueue, "passwords"};
    http::WorkerPool calls{kCallThreads, kCallQueue, "calls"};
    http::WorkerPool uploads{portal::Imports::kMaxRunning, portal::Imports::kMaxRunning, "uploads"};
    api::Services services{store,
                           programme,
                           key,
                           directory,
                           accounts,
                           own_account,
                           imports,
                           tokens,
                           meter_admin,
                           claim_admin,
                           weather,
                           changes,
                           standing,
                           claims,
                           registration,
                           invitations,
                           password_reset,
                           response_events,
                           event_boards,
                           settlements,
                           alerts,
                           events,
                           limiter,
                           limits,
                           database,
                           passwords,
                           uploads,
                           calls,
                           bodies,
                           now,
                           configuration,
                           kVersion,
                           std::string(embedded_openapi()),
                           portal::random_token()};
    std::unique_ptr<http::Server> server;
    std::vector<std::string> addresses;
    std::vector<RouteSummary> routes;
    std::vector<std::unique_ptr<Background>> background;
};

PortalServer::PortalServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PortalServer::~PortalServer() {
    parts_->background.clear();
    parts_->server.reset();
}

Result<std::unique_ptr<PortalServer>> PortalServer::start(const ServeOptions& options) {
    auto configuration = load_configuration(options.folder / "drp-config.json");
    if (!configuration) return configuration.error();
    auto report = configuration_report(options.folder);
    if (!report) return report.error();
    const auto key = portal_key_of(options.store);
    if (!key) return key.error();
    auto password = database_password();
    if (!password) return password.error();
    auto store = storage::Store::open(options.store, {.create = true, .password = std::move(*password)});
    if (!store) return store.error();
    if (auto made = make_provider_of(options, *store); !made) return made.error();
    auto programme = make_programme(*configuration, *store);
    if (!programme) return programme.error();
    auto mail_server = mail_server_of(*configuration, programme->name);
    if (!mail_server) return mail_server.error();
    auto settings = make_settings(options, *configuration);
    if (!settings) return settings.error();
    auto pages = load_pages(options);
    if (!pages) return pages.error();

    auto redis = redis_of(options);
    if (!redis) return redis.error();

    auto parts = std::make_unique<Parts>(std::move(*store), std::move(*programme), *key, configuration->rate_limits,
                                         configuration->alert_webhooks, std::move(*report), options, std::move(*redis));
    settings->compression_pool = &parts->database;
    settings->is_worth_another_try = was_undone_for_another;
    auto router = api::make_router(parts->services);
    for (const auto& route : router.routes())
        parts->routes.push_back(
            {std::string(http::to_text(route.method)), route.pattern, route.operation_id, route.access});
    parts->server = std::make_unique<http::Server>(
        std::move(*settings), http::Site{.routes = std::move(router).table(), .assets = std::move(*pages)});
    if (auto started = parts->server->start(); !started) return started.error();
    const auto ports = parts->server->ports();
    for (std::size_t i = 0; i < ports.size(); ++i)
        parts->addresses.push_back(
            fmt::format("{}://{}:{}/", i == 0 && options.port != 0 ? "https" : "http", options.address, ports[i]));

    parts->background.push_back(watch_other_writers(parts->store, parts->changes, parts->directory, parts->accounts));
    parts->background.push_back(answer_reset_questions(parts->password_reset));
    parts->background.push_back(tidy_up(parts->store, parts->claims, parts->tokens));
    parts->background.push_back(observe(parts->store, parts->imports, options.backups));
    parts->background.push_back(run_event_clock(parts->store, parts->programme));
    parts->background.push_back(watch_for_alerts(parts->store, parts->programme, options.folder, options.backups));
    parts->background.push_back(
        call_webhooks(parts->store, parts->key, webhook_call_of(configuration->alert_webhooks)));
    if (configuration->smtp.is_set()) parts->background.push_back(send_mails(parts->store, std::move(*mail_server)));
    if (const auto anchor = portal::demo_anchor(parts->store))
        parts->background.push_back(live_demo(parts->store, parts->changes, *anchor));
    return std::unique_ptr<PortalServer>(new PortalServer(std::move(parts)));
}

const std::vector<std::string>& PortalServer::addresses() const noexcept {
    return parts_->addresses;
}

std::vector<std::string> PortalServer::demo_log_ins() const {
    std::vector<std::string> lines;
    for (const auto& log_in : parts_->programme.demo_log_ins)
        lines.push_back(fmt::format("{:<28} {:<14} {}", log_in.email, log_in.password, log_in.role));
    return lines;
}

const std::vector<RouteSummary>& PortalServer::routes() const noexcept {
    return parts_->routes;
}

bool PortalServer::drain() {
    parts_->events.close_all();
    return parts_->server->drain();
}

}  // namespace drp::app
