/// Where a Redis is, as people write it.
///
///     redis://cache.example:6379            port 6379 if not given
///     redis+unix:///run/redis/redis.sock    on this machine
///
/// A `?user=name` names an account of its own (ACL). A password never stands in an address: addresses are logged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/problem.hpp"

namespace drp::cache {

struct RedisAddress {
    std::string host;    ///< empty for a socket
    std::string socket;  ///< path of a Unix socket, or empty
    std::uint16_t port = 6379;
    std::string user;
    std::string password;  ///< not from the address: whoever opens it fills it in
};

/// Problem: redis-address-invalid.
[[nodiscard]] core::Result<RedisAddress> parse_redis_address(std::string_view text);

}  // namespace drp::cache
