#include "portal/alert_webhooks.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "storage/alert_webhooks.hpp"

namespace drp::portal {

std::string webhook_signature(std::string_view secret, std::string_view body, core::UtcSeconds now) {
    const auto message = fmt::format("{}.{}", now.value, body);
    std::array<unsigned char, 32> digest{};
    unsigned size = 0;
    if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
             reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(), &size) == nullptr)
        throw std::runtime_error("OpenSSL refuses HMAC-SHA256");
    return fmt::format("t={},v1={:02x}", now.value, fmt::join(digest, ""));
}

int AlertWebhooks::call_due(const std::function<core::UtcSeconds()>& now) {
    int answered = 0;
    while (call_next(now(), answered)) {
    }
    return answered;
}

bool AlertWebhooks::call_next(core::UtcSeconds now, int& answered) {
    {
        auto tx = store_->read();
        if (!storage::has_due_webhook(tx, now)) return false;
    }
    std::optional<storage::ClaimedWebhook> claimed;
    {
        auto tx = store_->write();
        claimed = storage::claim_due_webhook(tx, now);
        tx.commit();
    }
    if (!claimed) return false;
    const auto secret = Alerts::open_secret(key_, claimed->sealed_secret);
    const bool is_callable = secret && !claimed->url.empty();  // the rule may tell by e-mail by now
    const auto answer =
        is_callable ? call_(claimed->url, *secret, claimed->body, now)
                    : core::Result<int>(core::Problem{core::ProblemKind::invalid_input, "webhook-not-callable",
                                                      "The webhook has no address or secret any more.", "", ""});
    auto tx = store_->write();
    if (answer)
        storage::mark_webhook_sent(tx, claimed->message, now);
    else
        storage::mark_webhook_failed(tx, claimed->message, answer.error().message,
                                     answer.error().kind == core::ProblemKind::invalid_input, now);
    tx.commit();
    if (answer) ++answered;
    return true;
}

}  // namespace drp::portal
