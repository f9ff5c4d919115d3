#include "cache/redis_address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace drp::cache {
namespace {

core::Problem invalid(std::string why) {
    return {core::ProblemKind::invalid_input, "redis-address-invalid",
            "This is no address of a Redis: " + std::move(why) + ".", "",
            "Write redis://host:port or redis+unix:///path/of.sock; the password is DRP_REDIS_PASSWORD."};
}

std::optional<std::uint16_t> port_of(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

}  // namespace

core::Result<RedisAddress> parse_redis_address(std::string_view text) {
    constexpr std::string_view kServer = "redis://";
    constexpr std::string_view kSocket = "redis+unix://";
    constexpr std::string_view kUser = "user=";
    RedisAddress address;
    const auto question = std::min(text.find('?'), text.size());
    const auto place = text.substr(0, question);
    if (place.find('@') != std::string_view::npos) return invalid("neither user nor password stand before the host");
    if (question < text.size()) {
        const auto option = text.substr(question + 1);
        if (!option.starts_with(kUser) || option.size() == kUser.size() || option.find('&') != std::string_view::npos)
            return invalid("the only option is user=name");
        address.user = option.substr(kUser.size());
    }
    if (place.starts_with(kSocket)) {
        address.socket = place.substr(kSocket.size());
        if (!address.socket.starts_with('/') || address.socket.ends_with('/'))
            return invalid("the socket has no absolute path");
        return address;
    }
    if (!place.starts_with(kServer)) return invalid("it begins with neither redis:// nor redis+unix://");
    auto host = place.substr(kServer.size());
    if (const auto colon = host.rfind(':'); colon != std::string_view::npos) {
        const auto port = port_of(host.substr(colon + 1));
        if (!port) return invalid("the port is a number from 1 to 65535");
        address.port = *port;
        host = host.substr(0, colon);
    }
    if (host.empty() || host.find_first_of("/:# ") != std::string_view::npos) return invalid("the host is missing");
    address.host = host;
    return address;
}

}  // namespace drp::cache
