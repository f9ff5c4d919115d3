#include "mail/server.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>

#include <curl/curl.h>
#include <fmt/format.h>

#include "core/email.hpp"
#include "core/text.hpp"

namespace drp::mail {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::chrono::seconds kLongestConnecting{10};
constexpr std::size_t kMaxProblemBytes = 300;

struct FreeHandle {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

/// Once for the process, before any handle.
void prepare_library() {
    static const CURLcode prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (prepared != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

std::size_t read_from(char* into, std::size_t size, std::size_t count, void* source) {
    auto& rest = *static_cast<std::string_view*>(source);
    const auto taken = std::min(size * count, rest.size());
    std::memcpy(into, rest.data(), taken);
    rest.remove_prefix(taken);
    return taken;
}

Problem problem_of(CURLcode code, std::string_view said) {
    // libcurl's words for a server that does not know the recipient (or does not want this sender) for good.
    const bool is_refused = said.starts_with("RCPT failed: 55");
    std::string what(said.empty() ? curl_easy_strerror(code) : said);
    return {is_refused ? ProblemKind::invalid_input : ProblemKind::unavailable,
            is_refused ? "mail-refused" : "mail-not-sent", core::excerpt(what, kMaxProblemBytes), "", ""};
}

/// A conversation with the server, as its settings say it is to be made.
class Conversation {
  public:
    explicit Conversation(const ServerSettings& server) : handle_(make()) {
        const bool is_tls = server.security == Security::tls;
        set(CURLOPT_URL, fmt::format("{}://{}:{}", is_tls ? "smtps" : "smtp", server.host, server.port).c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(kLongestConnecting.count()));
        set(CURLOPT_TIMEOUT, static_cast<long>(kLongestSending.count()));
        set(CURLOPT_ERRORBUFFER, said_.data());
        if (server.security != Security::none) set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        if (!server.ca_file.empty()) set(CURLOPT_CAINFO, server.ca_file.c_str());
        if (!server.user.empty()) {
            set(CURLOPT_USERNAME, server.user.c_str());
            set(CURLOPT_PASSWORD, server.password.c_str());
        }
    }
    template <class Value>
    void set(CURLoption option, Value value) {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK)
            throw std::runtime_error("libcurl refuses a setting");
    }
    Result<void> perform() {
        const auto code = curl_easy_perform(handle_.get());
        if (code != CURLE_OK) return problem_of(code, said_.data());
        return {};
    }

  private:
    static CURL* make() {
        prepare_library();
        auto* const handle = curl_easy_init();
        if (handle == nullptr) throw std::bad_alloc();
        return handle;
    }

    std::unique_ptr<CURL, FreeHandle> handle_;
    std::array<char, CURL_ERROR_SIZE> said_{};
};

std::size_t drop(const char* /*answer*/, std::size_t size, std::size_t count, void* /*nowhere*/) {
    return size * count;
}

}  // namespace

Result<void> send(const ServerSettings& server, const Message& message) {
    if (!core::is_email_address(message.recipient))
        return Problem{ProblemKind::invalid_input, "mail-refused", "The recipient is no e-mail address.", "", ""};
    Conversation conversation(server);
    const std::unique_ptr<curl_slist, FreeList> recipients(curl_slist_append(nullptr, message.recipient.c_str()));
    if (!recipients) throw std::bad_alloc();
    const auto text = compose(message, server.from, server.name);
    std::string_view rest = text;
    conversation.set(CURLOPT_MAIL_FROM, server.from.c_str());
    conversation.set(CURLOPT_MAIL_RCPT, recipients.get());
    conversation.set(CURLOPT_READFUNCTION, read_from);
    conversation.set(CURLOPT_READDATA, &rest);
    conversation.set(CURLOPT_UPLOAD, 1L);
    return conversation.perform();
}

Result<void> probe(const ServerSettings& server) {
    Conversation conversation(server);
    conversation.set(CURLOPT_CUSTOMREQUEST, "NOOP");
    conversation.set(CURLOPT_WRITEFUNCTION, drop);
    return conversation.perform();
}

}  // namespace drp::mail
