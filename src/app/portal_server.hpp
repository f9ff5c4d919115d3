/// Everything that serves, put together: store, programme, use cases, routes, server, and what runs in the background.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"

namespace drp::app {

struct ServeOptions {
    std::string store;                  ///< address
    std::filesystem::path folder;       ///< of certificate, configuration and verdicts
    std::string address = "127.0.0.1";  ///< to listen on
    std::uint16_t port = 8443;          ///< HTTPS; 0: none
    std::uint16_t plain_port = 0;       ///< HTTP, for a proxy in front or a load test; 0: none
    std::filesystem::path certificate;  ///< PEM; with `key`, instead of the self-signed one
    std::filesystem::path key;
    std::filesystem::path pages;  ///< a folder of built pages instead of those in the binary
    std::vector<std::string> trusted_proxies;
    std::string request_log = "-";  ///< "-": standard output, "none", or a file
    std::filesystem::path backups;  ///< whose age the metrics state; empty: nobody has said
    std::size_t io_threads = 0;     ///< 0: one per processor
    std::string redis;              ///< address (cache/redis_address.hpp) that instances share; empty: none
};

/// A route as the documentation tells it.
struct RouteSummary {
    std::string method;
    std::string path;
    std::string operation;
    portal::UseCase use_case;
};

class PortalServer {
  public:
    /// Opens the store (made where there is none) and starts to serve.
    [[nodiscard]] static core::Result<std::unique_ptr<PortalServer>> start(const ServeOptions& options);
    ~PortalServer();
    PortalServer(const PortalServer&) = delete;
    PortalServer& operator=(const PortalServer&) = delete;

    /// Addresses that answer, as one types them into a browser.
    [[nodiscard]] const std::vector<std::string>& addresses() const noexcept;
    /// "e-mail  password  role" of a demonstration; empty otherwise.
    [[nodiscard]] std::vector<std::string> demo_log_ins() const;
    /// All of them, in the order of the API.
    [[nodiscard]] const std::vector<RouteSummary>& routes() const noexcept;
    /// Ends politely: true if nobody had to be cut off.
    bool drain();

  private:
    struct Parts;
    explicit PortalServer(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace drp::app
