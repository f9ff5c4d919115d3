#include "http/security.hpp"

#include <charconv>
#include <cstdint>

#include <boost/system/error_code.hpp>

#include "http/header_text.hpp"

namespace drp::http {

namespace {

namespace ip = boost::asio::ip;

ip::address_v6 as_v6(const ip::address& address) {
    return address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6();
}

bool share_prefix(const ip::address_v6& a, const ip::address_v6& b, unsigned bits) noexcept {
    const auto x = a.to_bytes();
    const auto y = b.to_bytes();
    for (std::size_t i = 0; i < x.size() && bits > 0; ++i) {
        const unsigned here = bits < 8 ? bits : 8;
        const unsigned mask = 0xffU << (8 - here) & 0xffU;
        if ((x[i] & mask) != (y[i] & mask)) return false;
        bits -= here;
    }
    return true;
}

}  // namespace

bool is_same_origin(const Request& request) noexcept {
    if (is_safe(request.method())) return true;
    if (const auto site = request.header("Sec-Fetch-Site")) return *site == "same-origin" || *site == "none";
    if (const auto origin = request.header("Origin")) {
        const std::string_view scheme = request.is_secure() ? "https://" : "http://";
        return origin->starts_with(scheme) && !request.host().empty() &&
               iequals(origin->substr(scheme.size()), request.host());
    }
    return !request.header("Cookie");
}

core::Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& networks) {
    TrustedProxies proxies;
    for (const std::string& text : networks) {
        const auto refused = core::Problem{.kind = core::ProblemKind::invalid_input,
                                           .code = "proxy-network-invalid",
                                           .message = "A trusted proxy is an address or a network.",
                                           .place = text,
                                           .cure = R"(Write it like "127.0.0.1" or "10.0.0.0/8".)"};
        const auto slash = text.find('/');
        boost::system::error_code error;
        const auto address = ip::make_address(text.substr(0, slash), error);
        if (error) return refused;
        const unsigned most = address.is_v4() ? 32 : 128;
        unsigned bits = most;
        if (slash != std::string::npos) {
            const auto* const end = text.data() + text.size();
            const auto parsed = std::from_chars(text.data() + slash + 1, end, bits);
            if (parsed.ec != std::errc{} || parsed.ptr != end || bits > most) return refused;
        }
        proxies.networks_.push_back({as_v6(address), bits + (128 - most)});
    }
    return proxies;
}

bool TrustedProxies::contains(const ip::address& address) const noexcept {
    for (const auto& network : networks_)
        if (share_prefix(network.base, as_v6(address), network.prefix_bits)) return true;
    return false;
}

std::string TrustedProxies::client_of(const ip::address& peer, std::string_view forwarded_for) const {
    auto client = peer;
    while (contains(client) && !forwarded_for.empty()) {
        const auto comma = forwarded_for.rfind(',');
        const auto last =
            without_blanks(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
        forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
        boost::system::error_code error;
        const auto address = ip::make_address(std::string(last), error);
        if (error) break;
        client = address;
    }
    if (client.is_v6() && client.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, client.to_v6()).to_string();
    return client.to_string();
}

}  // namespace drp::http
