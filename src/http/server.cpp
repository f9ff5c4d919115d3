#include "http/server.hpp"

#include <algorithm>
#include <random>
#include <string_view>
#include <thread>
#include <utility>

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include "http/house.hpp"
#include "http/lane.hpp"

namespace drp::http {

namespace {

core::Result<std::unique_ptr<net::ssl::context>> make_tls(const TlsFiles& files) {
    auto context = std::make_unique<net::ssl::context>(net::ssl::context::tls_server);
    auto* const native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // 30 kB less for each idle connection
    boost::system::error_code error;
    context->use_certificate_chain_file(files.certificate.string(), error);
    if (!error) context->use_private_key_file(files.key.string(), net::ssl::context::pem, error);
    if (!error) return context;
    return core::Problem{.kind = core::ProblemKind::unavailable,
                         .code = "certificate-unusable",
                         .message = fmt::format("The TLS certificate or its key is unusable: {}.", error.message()),
                         .place = files.certificate.string(),
                         .cure = "Name a PEM certificate and the key that belongs to it."};
}

}  // namespace

House::House(ServerSettings with, Site what)
    : settings(std::move(with)),
      site(std::move(what)),
      common_lines(security_lines(settings.security)),
      start_mark(std::random_device{}()) {}

struct Server::State {
    State(ServerSettings settings, Site site) : house(std::move(settings), std::move(site)) {}

    House house;
    std::vector<std::unique_ptr<net::ssl::context>> tls;  // before the lanes: used until they end
    std::vector<std::unique_ptr<Lane>> lanes;
    std::vector<std::uint16_t> ports;
    bool is_running = false;
    bool was_gentle = true;
    std::mutex stop_mutex;

    core::Result<void> listen(const Listener& listener) {
        net::ssl::context* context = nullptr;
        if (listener.tls) {
            auto made = make_tls(*listener.tls);
            if (!made) return made.error();
            context = tls.emplace_back(std::move(*made)).get();
        }
        auto port = listener.port;  // the first lane may find a free one, the others join it there
        for (auto& lane : lanes) {
            const auto bound = lane->listen(listener, port, context);
            if (!bound) return bound.error();
            port = *bound;
        }
        ports.push_back(port);
        return {};
    }

    void stop(std::chrono::milliseconds patience) {
        const std::scoped_lock once(stop_mutex);
        if (!is_running) return;
        house.is_draining = true;
        for (auto& lane : lanes) lane->drain();
        {
            std::unique_lock lock(house.mutex);
            was_gentle = house.is_quiet.wait_for(lock, patience, [&] { return house.connections.load() == 0; });
        }
        if (!was_gentle)
            for (auto& lane : lanes) lane->cut();
        for (auto& lane : lanes) lane->join();
        is_running = false;
    }
};

Server::Server(ServerSettings settings, Site site)
    : state_(std::make_unique<State>(std::move(settings), std::move(site))) {}

Server::~Server() {
    state_->stop(std::chrono::milliseconds{0});
}

core::Result<void> Server::start() {
    auto& settings = state_->house.settings;
    const auto threads =
        settings.io_threads > 0 ? settings.io_threads : std::max<std::size_t>(1, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < threads; ++i)
        state_->lanes.push_back(std::make_unique<Lane>(state_->house, static_cast<std::uint32_t>(i)));
    for (const auto& listener : settings.listeners) {
        const auto listening = state_->listen(listener);
        if (listening) continue;
        state_->lanes.clear();
        state_->ports.clear();
        return listening.error();
    }
    for (auto& lane : state_->lanes) lane->start();
    state_->is_running = true;
    return {};
}

std::vector<std::uint16_t> Server::ports() const {
    return state_->ports;
}

std::size_t Server::connections() const noexcept {
    return state_->house.connections.load();
}

bool Server::drain() {
    state_->stop(state_->house.settings.limits.drain_time);
    return state_->was_gentle;
}

bool Server::is_draining() const noexcept {
    return state_->house.is_draining.load();
}

}  // namespace drp::http
