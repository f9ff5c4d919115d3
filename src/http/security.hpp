/// Small defences that are easy to get subtly wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "core/problem.hpp"
#include "http/request.hpp"

namespace drp::http {

/// Headers that every answer carries.
struct SecurityHeaders {
    std::string content_security_policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
    std::string strict_transport_security = "max-age=31536000; includeSubDomains";  ///< sent over TLS only
    std::string referrer_policy = "same-origin";
    std::string permissions_policy =
        "accelerometer=(), bluetooth=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), "
        "hid=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), serial=(), usb=()";
    std::string cross_origin_opener_policy = "same-origin";
    std::string cross_origin_resource_policy = "same-origin";
};

/// True if a request that changes something may be trusted to come from our own pages: Sec-Fetch-Site says same-origin
/// (or none: typed by a person), else Origin equals the address that the client used; a request with neither header is
/// no browser's and passes only without cookies. Safe methods always pass.
[[nodiscard]] bool is_same_origin(const Request& request) noexcept;

/// Networks whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed.
class TrustedProxies {
  public:
    TrustedProxies() = default;
    /// "127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8".
    [[nodiscard]] static core::Result<TrustedProxies> parse(const std::vector<std::string>& networks);
    [[nodiscard]] bool contains(const boost::asio::ip::address& address) const noexcept;
    [[nodiscard]] bool is_empty() const noexcept { return networks_.empty(); }
    /// The client's address: the last one in X-Forwarded-For that is not itself a trusted proxy.
    [[nodiscard]] std::string client_of(const boost::asio::ip::address& peer, std::string_view forwarded_for) const;

  private:
    struct Network {
        boost::asio::ip::address_v6 base;  ///< IPv4 as ::ffff:a.b.c.d
        unsigned prefix_bits;
    };
    std::vector<Network> networks_;
};

}  // namespace drp::http
