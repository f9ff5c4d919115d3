/// The server: listeners, I/O threads, connections, time-outs, drain.
///
/// HTTP/1.1 with keep-alive and pipelining, plain and over TLS 1.2+. One io_context per I/O thread, each with its own
/// SO_REUSEPORT acceptor.
///
///     Server server{settings, {.routes = std::move(router).table(), .assets = assets}};
///     if (auto started = server.start(); !started) …;
///     …                       // until SIGTERM
///     server.drain();         // blocks: no new connections, requests in flight end, streams say goodbye
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "core/problem.hpp"
#include "http/router.hpp"
#include "http/security.hpp"
#include "http/static_assets.hpp"
#include "http/tls.hpp"
#include "http/worker_pool.hpp"

namespace drp::http {

/// What one client may take from us. Each is answered by a problem document where an answer is still possible.
struct ServerLimits {
    std::size_t max_header_bytes = 16 * 1024;             ///< request line and headers; 431
    std::size_t max_headers = 64;                         ///< 431
    std::size_t max_target_bytes = 8 * 1024;              ///< 414
    std::size_t max_query_params = 64;                    ///< 400
    std::size_t max_connections = 10'000;                 ///< 503, then closed
    std::uint64_t max_requests_per_connection = 100'000;  ///< then `Connection: close`
    std::chrono::milliseconds header_time{10'000};  ///< from the first byte of a request to the end of its headers; 408
    std::chrono::milliseconds idle_time{75'000};    ///< between requests; closed silently
    std::chrono::milliseconds handshake_time{10'000};    ///< TLS; closed
    std::chrono::milliseconds body_grace{10'000};        ///< a body may dawdle that long …
    std::uint64_t min_body_bytes_per_s = 4 * 1024;       ///< … before this rate is asked of it; 408
    std::chrono::milliseconds body_time{3'600'000};      ///< whole body; 408
    std::chrono::milliseconds write_stall_time{30'000};  ///< a client that takes nothing for so long is cut off
    std::chrono::milliseconds drain_time{20'000};        ///< how long drain() waits for requests in flight
    std::chrono::milliseconds event_heartbeat{15'000};   ///< a comment on idle event streams, so that proxies keep them
};

struct Listener {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one, see Server::ports()
    std::optional<TlsFiles> tls = std::nullopt;
};

struct ServerSettings {
    std::vector<Listener> listeners = {Listener{}};
    std::size_t io_threads = 0;  ///< 0: one per processor
    ServerLimits limits;
    SecurityHeaders security;
    TrustedProxies trusted_proxies;
    /// One JSON line per request; null: none. See make_request_log(). Requests at level info, 5xx at error.
    std::shared_ptr<spdlog::logger> request_log;
    std::size_t min_compressed_bytes = 1024;  ///< smaller dynamic bodies are sent as they are
    /// Compresses bodies above 64 kB here; null: on the I/O thread. Must outlive the server.
    WorkerPool* compression_pool = nullptr;
    /// Whether a handler that threw this has left nothing behind and may do better at once: it is run again, twice at
    /// most. Null: never.
    std::function<bool(const std::exception&)> is_worth_another_try;
};

/// What is served. Assets are public and do not pass the gate.
struct Site {
    RouteTable routes;
    std::shared_ptr<const StaticAssets> assets;
    /// Paths below it are never answered by index.html.
    std::string api_prefix = "/api/";
};

class Server {
  public:
    Server(ServerSettings settings, Site site);
    /// Closes at once what drain() has not ended; waits for handlers that are still running.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds every listener and starts the threads. Fails with the address and the system's reason; then nothing runs.
    [[nodiscard]] core::Result<void> start();
    /// Real port of each listener, in order.
    [[nodiscard]] std::vector<std::uint16_t> ports() const;
    [[nodiscard]] std::size_t connections() const noexcept;

    /// Stops accepting, lets requests in flight end (at most limits.drain_time), ends event streams, joins. Any thread
    /// but an I/O thread; idempotent. True if nobody had to be cut off.
    bool drain();
    [[nodiscard]] bool is_draining() const noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A logger for request lines that writes from a thread of its own; "-" is standard output, else a file that is
/// appended to. Lines are dropped rather than waited for when the disk does not follow.
[[nodiscard]] core::Result<std::shared_ptr<spdlog::logger>> make_request_log(const std::string& path);

}  // namespace drp::http
