#include "cache/redis_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace drp::cache {
namespace {

constexpr std::uint16_t kServerPort = 6379;
constexpr std::uint16_t kSentinelPort = 26379;
constexpr std::size_t kMostHosts = 16;

struct Scheme {
    std::string_view text;
    bool is_socket;
    bool is_sentinel;
    bool is_tls;
};
constexpr std::array kSchemes{Scheme{"redis://", false, false, false}, Scheme{"rediss://", false, false, true},
                              Scheme{"redis+unix://", true, false, false},
                              Scheme{"redis+sentinel://", false, true, false},
                              Scheme{"rediss+sentinel://", false, true, true}};

core::Problem invalid(std::string why) {
    return {core::ProblemKind::invalid_input, "redis-address-invalid",
            "This is no address of a Redis: " + std::move(why) + ".", "",
            "Write redis://host:port, rediss://host:port, redis+unix:///path/of.sock or "
            "redis+sentinel://host,host/name; the password is DRP_REDIS_PASSWORD."};
}

/// Takes off what stands before `separator`, which goes too; all of it if there is none.
std::string_view take(std::string_view& text, char separator) {
    const auto word = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

core::Result<RedisHost> host_of(std::string_view text, std::uint16_t port) {
    RedisHost host{"", port};
    if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
        const auto digits = text.substr(colon + 1);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), host.port);
        if (failure != std::errc() || end != digits.data() + digits.size() || host.port == 0)
            return invalid("the port is a number from 1 to 65535");
        text = text.substr(0, colon);
    }
    if (text.empty() || text.find_first_of("/:,# ") != std::string_view::npos) return invalid("the host is missing");
    host.name = text;
    return host;
}

core::Result<void> read_options(std::string_view text, RedisAddress& address) {
    while (!text.empty()) {
        auto value = take(text, '&');
        const auto name = take(value, '=');
        auto* const place = name == "user"                   ? &address.user
                            : name == "ca" && address.is_tls ? &address.ca_file
                                                             : nullptr;
        if (place == nullptr || value.empty() || !place->empty())
            return invalid("its options are user=name and, with TLS, ca=file, once each");
        *place = value;
    }
    return {};
}

}  // namespace

core::Result<RedisAddress> parse_redis_address(std::string_view text) {
    const auto* const scheme = std::find_if(kSchemes.begin(), kSchemes.end(),
                                            [&](const Scheme& candidate) { return text.starts_with(candidate.text); });
    if (scheme == kSchemes.end()) return invalid("it begins with none of redis://, rediss://, redis+unix:// and so on");
    text.remove_prefix(scheme->text.size());
    RedisAddress address{.is_tls = scheme->is_tls};
    auto place = take(text, '?');
    if (place.find('@') != std::string_view::npos) return invalid("neither user nor password stand before the host");
    if (auto read = read_options(text, address); !read) return read.error();
    if (scheme->is_socket) {
        if (!place.starts_with('/') || place.ends_with('/')) return invalid("the socket has no absolute path");
        address.socket = place;
        return address;
    }
    if (scheme->is_sentinel) {
        const auto slash = std::min(place.rfind('/'), place.size());
        address.service = place.substr(std::min(place.size(), slash + 1));
        place = place.substr(0, slash);
        if (address.service.empty()) return invalid("the name that the Sentinels know comes last, after a /");
    }
    do {
        auto host = host_of(scheme->is_sentinel ? take(place, ',') : std::exchange(place, {}),
                            scheme->is_sentinel ? kSentinelPort : kServerPort);
        if (!host) return host.error();
        address.hosts.push_back(std::move(*host));
        if (address.hosts.size() > kMostHosts) return invalid("there are more than 16 hosts");
    } while (!place.empty());
    return address;
}

}  // namespace drp::cache
