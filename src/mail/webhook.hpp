/// Calling an address of somebody else's choice: once, with bounds on everything, and by default only where the whole
/// internet may call.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/problem.hpp"

namespace drp::mail {

/// A call never takes longer.
inline constexpr std::chrono::seconds kLongestCalling{10};

struct WebhookRules {
    bool may_be_http = false;     ///< without TLS
    bool may_be_private = false;  ///< addresses that are not public
    std::string ca_file;          ///< whom to trust with TLS; empty: the system's authorities
};

struct WebhookPost {
    std::string url;
    std::string body;       ///< JSON
    std::string signature;  ///< of the header X-DRP-Signature
};

/// The status of the answer, 200 to 299. No redirect is followed and no proxy asked; the answer's body is not kept.
/// The address is looked at when the connection is made, so that a name which points elsewhere meanwhile gains nothing.
/// Problems: webhook-refused (another status), webhook-private (an address that is not public, of the kind
/// invalid_input), webhook-not-reached.
[[nodiscard]] core::Result<int> post_webhook(const WebhookPost& post, const WebhookRules& rules);

/// An IPv4 or IPv6 address that hosts of the internet have: not a private, loopback, link-local, shared, documentation,
/// multicast or reserved one (RFC 6890), and no other address wrapped into an IPv6 one.
[[nodiscard]] bool is_public_address(std::string_view address);

}  // namespace drp::mail
