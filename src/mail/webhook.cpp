#include "mail/webhook.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/text.hpp"

namespace drp::mail {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::chrono::seconds kLongestConnecting{5};
constexpr std::size_t kMaxAnswerBytes = 64UL << 10U;
constexpr std::size_t kMaxProblemBytes = 300;
constexpr long kFirstGood = 200;
constexpr long kFirstOther = 300;

struct Network {
    std::uint32_t address;
    unsigned bits;
};
/// RFC 6890 and its registry: what is not reachable from everywhere.
constexpr std::array kNotPublic{
    Network{0x00000000, 8},   // "this network"
    Network{0x0A000000, 8},   // private
    Network{0x64400000, 10},  // shared
    Network{0x7F000000, 8},   // loopback
    Network{0xA9FE0000, 16},  // link-local
    Network{0xAC100000, 12},  // private
    Network{0xC0000000, 24},  // protocols
    Network{0xC0000200, 24},  // documentation
    Network{0xC0586300, 24},  // 6to4 relays
    Network{0xC0A80000, 16},  // private
    Network{0xC6120000, 15},  // measurements
    Network{0xC6336400, 24},  // documentation
    Network{0xCB007100, 24},  // documentation
    Network{0xE0000000, 3},   // multicast, reserved, broadcast
};

bool is_public(const in_addr& address) {
    const auto value = ntohl(address.s_addr);
    return std::ranges::none_of(kNotPublic, [&](const Network& network) {
        return value >> (32U - network.bits) == network.address >> (32U - network.bits);
    });
}

/// Global unicast is 2000::/3; in it 2001::/23 is for protocols (Teredo), 2001:db8::/32 and 3fff::/20 for
/// documentation, 2002::/16 wraps IPv4.
bool is_public(const in6_addr& address) {
    const auto* const b = static_cast<const std::uint8_t*>(address.s6_addr);
    const auto head = static_cast<unsigned>(b[0]) << 8U | b[1];
    const auto next = static_cast<unsigned>(b[2]) << 8U | b[3];
    if (head >> 13U != 1) return false;
    if (head == 0x2001 && (next < 0x0200 || next == 0x0DB8)) return false;
    if (head == 0x3FFF && next < 0x1000) return false;
    return head != 0x2002;
}

bool is_public(const sockaddr& address) {
    if (address.sa_family == AF_INET) return is_public(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    if (address.sa_family == AF_INET6) return is_public(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
    return false;
}

struct FreeHandle {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

/// What libcurl calls back into.
struct Call {
    bool may_be_private = false;
    bool was_private = false;
    std::size_t answered_bytes = 0;
};

curl_socket_t open_socket(void* opaque, curlsocktype /*purpose*/, curl_sockaddr* address) {
    auto& call = *static_cast<Call*>(opaque);
    if (!call.may_be_private && !is_public(address->addr)) {
        call.was_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t count_only(const char* /*answer*/, std::size_t size, std::size_t count, void* opaque) {
    auto& call = *static_cast<Call*>(opaque);
    call.answered_bytes += size * count;
    return call.answered_bytes > kMaxAnswerBytes ? 0 : size * count;
}

void append(Headers& headers, const std::string& line) {
    auto* const longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)headers.release();
    headers.reset(longer);
}

Headers headers_of(const WebhookPost& post) {
    Headers headers;
    append(headers, "Content-Type: application/json");
    append(headers, "X-DRP-Signature: " + post.signature);
    append(headers, "Expect:");
    return headers;
}

Result<int> answer_of(CURLcode code, CURL* handle, const Call& call, std::string_view said) {
    long status = 0;
    (void)curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    const bool has_answer = code == CURLE_OK || (code == CURLE_WRITE_ERROR && call.answered_bytes > kMaxAnswerBytes);
    if (call.was_private && !has_answer)
        return Problem{ProblemKind::invalid_input, "webhook-private", "The webhook's address is not a public one.",
                       "webhook_url", "Use an address of the internet, or ask the provider to allow private ones."};
    if (!has_answer)
        return Problem{ProblemKind::unavailable, "webhook-not-reached",
                       fmt::format("The webhook was not reached: {}.",
                                   core::excerpt(said.empty() ? curl_easy_strerror(code) : said, kMaxProblemBytes)),
                       "webhook_url", ""};
    if (status < kFirstGood || status >= kFirstOther)
        return Problem{ProblemKind::unavailable, "webhook-refused",
                       fmt::format("The webhook answered with the status {}.", status), "webhook_url",
                       "It has to answer with a status from 200 to 299."};
    return static_cast<int>(status);
}

}  // namespace

bool is_public_address(std::string_view address) {
    const std::string text(address);
    in_addr four{};
    if (inet_pton(AF_INET, text.c_str(), &four) == 1) return is_public(four);
    in6_addr six{};
    return inet_pton(AF_INET6, text.c_str(), &six) == 1 && is_public(six);
}

Result<int> post_webhook(const WebhookPost& post, const WebhookRules& rules) {
    static const CURLcode prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (prepared != CURLE_OK) throw std::runtime_error("libcurl does not start");
    const std::unique_ptr<CURL, FreeHandle> handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    const auto set = [&handle](CURLoption option, auto value) {
        if (curl_easy_setopt(handle.get(), option, value) != CURLE_OK)
            throw std::runtime_error("libcurl refuses a setting");
    };
    Call call{rules.may_be_private};
    std::array<char, CURL_ERROR_SIZE> said{};
    const auto headers = headers_of(post);
    set(CURLOPT_URL, post.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, rules.may_be_http ? "http,https" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(kLongestConnecting.count()));
    set(CURLOPT_TIMEOUT, static_cast<long>(kLongestCalling.count()));
    set(CURLOPT_ERRORBUFFER, said.data());
    set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(CURLOPT_OPENSOCKETDATA, &call);
    set(CURLOPT_WRITEFUNCTION, count_only);
    set(CURLOPT_WRITEDATA, &call);
    set(CURLOPT_USERAGENT, "drp-alerts");
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
    set(CURLOPT_POSTFIELDS, post.body.data());
    if (!rules.ca_file.empty()) set(CURLOPT_CAINFO, rules.ca_file.c_str());
    const auto code = curl_easy_perform(handle.get());
    return answer_of(code, handle.get(), call, said.data());
}

}  // namespace drp::mail
