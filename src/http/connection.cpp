#include "http/connection.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "http/header_text.hpp"

namespace drp::http {

namespace {

// A client that pipelines without end must not starve the others of its thread.
constexpr std::uint64_t kRequestsPerTurn = 16;
constexpr std::size_t kMaxForwardedId = 64;
constexpr int kMostTries = 3;

/// Ids of others go into our log and headers: letters, digits, dash and underscore only.
bool is_request_id(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxForwardedId && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

/// Counts down on every way out.
class InFlight {
  public:
    explicit InFlight(Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
    ~InFlight() { gauge_.add(-1); }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

  private:
    Gauge& gauge_;
};

core::Problem internal_error() {
    return {.kind = core::ProblemKind::damaged,
            .code = "internal-error",
            .message = "Something went wrong on our side.",
            .place = {},
            .cure = "Try again; if it stays, tell the operator the request id."};
}

/// Of what was thrown: the words of an engine are for the log.
core::Problem not_at_the_moment(const core::Problem& thrown) {
    return {.kind = core::ProblemKind::unavailable,
            .code = thrown.code,
            .message = "The portal cannot do that at the moment.",
            .place = {},
            .cure = thrown.cure};
}

}  // namespace

Connection::Connection(House& house, LaneView lane, Socket socket, const net::ip::address& peer, net::ssl::context* tls)
    : house_(house),
      lane_(std::move(lane)),
      peer_(peer),
      peer_text_(TrustedProxies{}.client_of(peer, {})),
      transport_(std::move(socket), tls, deadline_, house.settings.limits.write_stall_time),
      reader_(transport_, deadline_, house.settings.limits),
      writer_(transport_, lane_.executor, house.settings, house.common_lines) {
    house_.connections.fetch_add(1, std::memory_order_relaxed);
    house_.open_connections.add(1);
}

Connection::~Connection() {
    transport_.close();
    house_.open_connections.add(-1);
    const std::scoped_lock lock(house_.mutex);
    house_.connections.fetch_sub(1, std::memory_order_relaxed);
    house_.is_quiet.notify_all();
}

Task<void> Connection::run() {
    try {
        co_await serve();
    } catch (const std::exception& error) {
        // A body producer threw: the answer is half out, all that is left is to cut it.
        spdlog::error("request {}: {}", request_.id_, error.what());
    }
    transport_.close();
}

Task<void> Connection::serve() {
    const bool is_greeted = co_await transport_.handshake(house_.settings.limits.handshake_time);
    if (!is_greeted) co_return;
    bool goes_on = true;
    while (goes_on) {
        goes_on = co_await exchange();
        if (goes_on && requests_ % kRequestsPerTurn == 0) co_await net::post(lane_.executor, use_task);
    }
}

Task<bool> Connection::exchange() {
    const auto outcome = co_await reader_.read_head(request_);
    if (outcome == RequestReader::Outcome::closed) co_return false;
    const bool is_refused = outcome == RequestReader::Outcome::refused;
    const InFlight counted(house_.in_flight);
    ++requests_;
    metrics_ = &house_.other_metrics;
    identify();
    Response response;
    if (is_refused) {
        response = Response(reader_.refusal());
    } else {
        response = co_await respond();
    }
    bool is_at_end = false;
    if (!is_refused) is_at_end = co_await reader_.discard_rest();
    const bool keeps_alive = is_at_end && reader_.wants_keep_alive() && !house_.is_draining.load() &&
                             requests_ < house_.settings.limits.max_requests_per_connection;
    const auto context = WriteContext{!is_refused && reader_.is_http11(), keeps_alive, lane_.date_line};
    const Written written = co_await writer_.send(request_, response, context);
    record(written);
    if (written.is_whole && !keeps_alive) co_await transport_.finish();
    co_return written.is_whole&& keeps_alive;
}

Task<Response> Connection::respond() {
    for (int tries = 1;; ++tries) {
        std::exception_ptr failure;
        try {
            co_return co_await route_request();
        } catch (...) {
            failure = std::current_exception();
        }
        if (tries == kMostTries || !is_worth_another_try(failure)) co_return answer_to(failure);
    }
}

bool Connection::is_worth_another_try(const std::exception_ptr& failure) const {
    if (!house_.settings.is_worth_another_try) return false;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        return house_.settings.is_worth_another_try(error);
    }
}

Response Connection::answer_to(const std::exception_ptr& failure) const {
    try {
        std::rethrow_exception(failure);
    } catch (const core::ProblemError& error) {
        spdlog::error("request {} {}: {}", request_.id_, metrics_->route(), error.what());
        if (error.problem().kind == core::ProblemKind::unavailable) return not_at_the_moment(error.problem());
    } catch (const std::exception& error) {
        spdlog::error("request {} {}: {}", request_.id_, metrics_->route(), error.what());
    }
    return internal_error();
}

Task<Response> Connection::route_request() {
    const auto match = house_.site.routes.match(request_);
    if (match.outcome != RouteTable::Outcome::found) co_return answer_unrouted(match);
    metrics_ = match.entry->metrics.get();
    const auto& options = match.entry->info.options;
    reader_.limit_body(options.body == BodyMode::none ? 0 : options.max_body_bytes);
    co_return co_await match.entry->handler(request_);
}

Response Connection::answer_unrouted(const RouteTable::Match& match) {
    if (match.outcome == RouteTable::Outcome::wrong_method) {
        if (request_.method() == Method::options) return Response::empty(204).header("Allow", match.allow);
        auto response = Response(core::Problem{.kind = core::ProblemKind::invalid_input,
                                               .code = "method-not-allowed",
                                               .message = "This address does not take that method.",
                                               .place = {},
                                               .cure = "It takes " + match.allow + "."});
        return std::move(response.header("Allow", match.allow));
    }
    const bool reads_only = request_.method() == Method::get || request_.method() == Method::head;
    const auto path = request_.raw_path();
    if (house_.site.assets && reads_only && !path.starts_with(house_.site.api_prefix)) {
        metrics_ = &house_.assets_metrics;
        const auto accepted = request_.header("Accept-Encoding").value_or("");
        if (auto asset = house_.site.assets->find(path, accepted)) return std::move(*asset);
        // An address of the pages' own router; a missing script or picture must stay a 404.
        if (request_.accepts("text/html") && !path.starts_with("/assets/"))
            if (auto page = house_.site.assets->page(accepted)) return std::move(*page);
    }
    metrics_ = &house_.other_metrics;
    return core::Problem{.kind = core::ProblemKind::not_found,
                         .code = "address-unknown",
                         .message = "There is nothing at this address.",
                         .place = {},
                         .cure = {}};
}

void Connection::identify() {
    request_.id_.clear();
    request_.is_secure_ = transport_.is_tls();
    request_.remote_address_ = peer_text_;
    const auto& proxies = house_.settings.trusted_proxies;
    if (!proxies.is_empty() && proxies.contains(peer_)) {
        if (const auto hops = request_.header("X-Forwarded-For"))
            request_.remote_address_ = proxies.client_of(peer_, *hops);
        if (const auto scheme = request_.header("X-Forwarded-Proto")) request_.is_secure_ = iequals(*scheme, "https");
        if (const auto id = request_.header("X-Request-Id"); id && is_request_id(*id)) request_.id_ = *id;
    }
    if (request_.id_.empty())
        fmt::format_to(std::back_inserter(request_.id_), "{:08x}{:02x}{:08x}", house_.start_mark, lane_.number,
                       lane_.next_request++);
}

void Connection::record(const Written& written) {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    const auto spent = duration_cast<microseconds>(SteadyClock::now() - reader_.started()).count();
    const auto duration_us = static_cast<std::uint64_t>(std::max<std::int64_t>(0, spent));
    metrics_->count(written.status, duration_us);
    auto* const log = house_.settings.request_log.get();
    const auto level = written.status >= 500 ? spdlog::level::err : spdlog::level::info;
    if (log == nullptr || !log->should_log(level)) return;
    // Route pattern, not path: no identifiers, no query, no secrets. Nothing here needs escaping.
    const auto now = std::chrono::system_clock::now();
    const auto ms = duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
    fmt::memory_buffer line;
    fmt::format_to(std::back_inserter(line),
                   R"({{"time":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","id":"{}","method":"{}","route":"{}","status":{},)"
                   R"("bytes":{},"duration_us":{},"remote":"{}","tls":{},"whole":{}}})",
                   fmt::gmtime(std::chrono::system_clock::to_time_t(now)), ms, request_.id_, to_text(request_.method()),
                   metrics_->route(), written.status, written.body_bytes, duration_us, request_.remote_address_,
                   transport_.is_tls(), written.is_whole);
    log->log(level, spdlog::string_view_t(line.data(), line.size()));
}

void Connection::check_deadline(SteadyClock::time_point now) {
    if (deadline_.fire(now)) transport_.cancel();
}

void Connection::drain() {
    if (reader_.is_idle()) transport_.cancel();
    writer_.end_events();
}

void Connection::cut() {
    writer_.end_events();
    transport_.cancel();
    transport_.close();
}

}  // namespace drp::http
