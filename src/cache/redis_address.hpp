/// Where a Redis is, as people write it.
///
///     redis://cache.example:6379                        port 6379 if not given
///     rediss://cache.example:6379                       over TLS; the certificate must be that host's
///     redis+unix:///run/redis/redis.sock                on this machine
///     redis+sentinel://s1.example,s2.example:26379/drp  the primary that Sentinels name for "drp"; port 26379
///     rediss+sentinel://s1.example,s2.example/drp       … TLS to the Sentinels and to the primary
///
/// Options after `?`, joined by `&`: `user=name` names an account of its own (ACL), `ca=/path.pem` the authority that
/// has signed the certificates, where it is none that the system knows. A password never stands in an address:
/// addresses are logged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"

namespace drp::cache {

struct RedisHost {
    std::string name;
    std::uint16_t port = 0;
};

struct RedisAddress {
    std::string socket;            ///< path of a Unix socket, or empty
    std::vector<RedisHost> hosts;  ///< one server, or the Sentinels; empty for a socket
    std::string service;           ///< what the Sentinels call it; empty: `hosts` is the server itself
    bool is_tls = false;
    std::string ca_file;  ///< empty: what the system trusts
    std::string user;
    std::string password;  ///< not from the address: whoever opens it fills it in
};

/// Problem: redis-address-invalid.
[[nodiscard]] core::Result<RedisAddress> parse_redis_address(std::string_view text);

}  // namespace drp::cache
