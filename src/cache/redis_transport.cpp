#include "cache/redis_transport.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace drp::cache {
namespace {

constexpr std::size_t kPiece = 16384;

struct FreeAddresses {
    void operator()(addrinfo* addresses) const noexcept { freeaddrinfo(addresses); }
};

/// Waiting is interrupted by a signal, or the descriptor was not ready after all: once more.
bool is_to_be_repeated(int error) noexcept {
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace

void RedisTransport::FreeTls::operator()(ssl_ctx_st* context) const noexcept {
    SSL_CTX_free(context);
}
void RedisTransport::FreeTls::operator()(ssl_st* tls) const noexcept {
    SSL_free(tls);
}

std::unique_ptr<RedisTransport> RedisTransport::open_host(const RedisHost& host, bool is_tls,
                                                          const std::string& ca_file, Deadline deadline) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.name.c_str(), std::to_string(host.port).c_str(), &hints, &found) != 0) return nullptr;
    const std::unique_ptr<addrinfo, FreeAddresses> addresses(found);
    for (const auto* at = addresses.get(); at != nullptr; at = at->ai_next) {
        auto made = connect(at->ai_family, at->ai_addr, at->ai_addrlen, deadline);
        if (!made) continue;
        const int on = 1;
        setsockopt(made->descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (is_tls && !made->start_tls(host.name, ca_file, deadline)) return nullptr;
        return made;
    }
    return nullptr;
}

std::unique_ptr<RedisTransport> RedisTransport::open_socket(const std::string& path, Deadline deadline) {
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    if (path.size() >= sizeof place.sun_path) return nullptr;
    std::memcpy(place.sun_path, path.c_str(), path.size() + 1);
    return connect(AF_UNIX, &place, sizeof place, deadline);
}

std::unique_ptr<RedisTransport> RedisTransport::connect(int family, const void* place, std::size_t size,
                                                        Deadline deadline) {
    const int descriptor = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return nullptr;
    std::unique_ptr<RedisTransport> made(new RedisTransport(descriptor));
    if (::connect(descriptor, static_cast<const sockaddr*>(place), static_cast<socklen_t>(size)) == 0) return made;
    if (errno != EINPROGRESS || !made->wait(POLLOUT, deadline)) return nullptr;
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
    return error == 0 ? std::move(made) : nullptr;
}

RedisTransport::~RedisTransport() {
    close(descriptor_);
}

bool RedisTransport::wait(short events, Deadline deadline) const {
    using std::chrono::milliseconds;
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        pollfd turn{descriptor_, events, 0};
        const int ready = poll(&turn, 1, static_cast<int>(std::max<std::int64_t>(0, left)));
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

bool RedisTransport::send_all(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        if (sent < 0 && (!is_to_be_repeated(errno) || !wait(POLLOUT, deadline))) return false;
    }
    return true;
}

RedisTransport::Outcome RedisTransport::receive(std::string& into, Deadline deadline) {
    std::array<char, kPiece> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): written by recv
    while (wait(POLLIN, deadline)) {
        const auto came = ::recv(descriptor_, piece.data(), piece.size(), 0);
        if (came > 0) {
            into.append(piece.data(), static_cast<std::size_t>(came));
            return Outcome::bytes;
        }
        if (came == 0 || !is_to_be_repeated(errno)) return Outcome::failed;
    }
    return Outcome::silence;
}

bool RedisTransport::start_tls(const std::string& host, const std::string& ca_file, Deadline deadline) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (!context_ || SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION) != 1) return false;
    const bool has_authorities = ca_file.empty()
                                     ? SSL_CTX_set_default_verify_paths(context_.get()) == 1
                                     : SSL_CTX_load_verify_locations(context_.get(), ca_file.c_str(), nullptr) == 1;
    if (!has_authorities) return false;
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    tls_.reset(SSL_new(context_.get()));
    if (!tls_) return false;
    SSL_set_bio(tls_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    auto* const expected = SSL_get0_param(tls_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) != 1) {
        SSL_set_tlsext_host_name(tls_.get(), host.c_str());
        if (X509_VERIFY_PARAM_set1_host(expected, host.c_str(), host.size()) != 1) return false;
    }
    while (true) {
        const int done = SSL_connect(tls_.get());
        if (!flush_tls(deadline)) return false;
        if (done == 1) return true;
        if (SSL_get_error(tls_.get(), done) != SSL_ERROR_WANT_READ || feed_tls(deadline) != Outcome::bytes)
            return false;
    }
}

bool RedisTransport::flush_tls(Deadline deadline) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(SSL_get_wbio(tls_.get()), &bytes);
    if (size <= 0) return true;
    const bool is_sent = send_all({bytes, static_cast<std::size_t>(size)}, deadline);
    (void)BIO_reset(SSL_get_wbio(tls_.get()));
    return is_sent;
}

RedisTransport::Outcome RedisTransport::feed_tls(Deadline deadline) {
    std::string came;
    const auto outcome = receive(came, deadline);
    if (outcome == Outcome::bytes) BIO_write(SSL_get_rbio(tls_.get()), came.data(), static_cast<int>(came.size()));
    return outcome;
}

bool RedisTransport::write(std::string_view bytes, Deadline deadline) {
    if (!tls_) return send_all(bytes, deadline);
    std::size_t written = 0;  // into memory: all of it, or nothing works any more
    if (!bytes.empty() && SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written) != 1) return false;
    return flush_tls(deadline);
}

RedisTransport::Outcome RedisTransport::read(std::string& into, Deadline deadline) {
    if (!tls_) return receive(into, deadline);
    std::array<char, kPiece> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): written by SSL_read_ex
    while (true) {
        std::size_t came = 0;
        if (SSL_read_ex(tls_.get(), piece.data(), piece.size(), &came) == 1) {
            into.append(piece.data(), came);
            return Outcome::bytes;
        }
        if (SSL_get_error(tls_.get(), 0) != SSL_ERROR_WANT_READ || !flush_tls(deadline)) return Outcome::failed;
        if (const auto outcome = feed_tls(deadline); outcome != Outcome::bytes) return outcome;
    }
}

}  // namespace drp::cache
