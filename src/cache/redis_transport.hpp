/// A stream of bytes to a Redis or a Sentinel: TCP or a Unix socket, plain or TLS. No call waits past its deadline, and
/// none raises a signal; one that has failed once is of no more use. Not to be used from two threads at once.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/types.h>

#include "cache/redis_address.hpp"

namespace drp::cache {

class RedisTransport {
  public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Null if that does not go well in time. With TLS, the certificate must be `host`'s and signed by an authority of
    /// `ca_file` (empty: of the system).
    [[nodiscard]] static std::unique_ptr<RedisTransport> open_host(const RedisHost& host, bool is_tls,
                                                                   const std::string& ca_file, Deadline deadline);
    [[nodiscard]] static std::unique_ptr<RedisTransport> open_socket(const std::string& path, Deadline deadline);
    ~RedisTransport();
    RedisTransport(const RedisTransport&) = delete;
    RedisTransport& operator=(const RedisTransport&) = delete;

    /// All of it; false where it failed or took too long.
    [[nodiscard]] bool write(std::string_view bytes, Deadline deadline);

    enum class Outcome { bytes, silence, failed };
    /// Appends what has come, as soon as something has; `silence` at the deadline, after which it can be asked again.
    [[nodiscard]] Outcome read(std::string& into, Deadline deadline);

  private:
    struct FreeTls {
        void operator()(ssl_ctx_st* context) const noexcept;
        void operator()(ssl_st* tls) const noexcept;
    };

    explicit RedisTransport(int descriptor) noexcept : descriptor_(descriptor) {}
    [[nodiscard]] static std::unique_ptr<RedisTransport> connect(int family, const void* place, std::size_t size,
                                                                 Deadline deadline);
    [[nodiscard]] bool start_tls(const std::string& host, const std::string& ca_file, Deadline deadline);
    [[nodiscard]] bool wait(short events, Deadline deadline) const;
    [[nodiscard]] bool send_all(std::string_view bytes, Deadline deadline);
    [[nodiscard]] Outcome receive(std::string& into, Deadline deadline);
    [[nodiscard]] bool flush_tls(Deadline deadline);
    [[nodiscard]] Outcome feed_tls(Deadline deadline);

    int descriptor_;
    std::unique_ptr<ssl_ctx_st, FreeTls> context_;  // null: plain
    std::unique_ptr<ssl_st, FreeTls> tls_;          // between two memories: what goes over the wire goes through us
};

}  // namespace drp::cache
