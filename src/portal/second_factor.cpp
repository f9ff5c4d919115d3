#include "portal/second_factor.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <liboath/oath.h>
#include <openssl/rand.h>

#include "core/sha256.hpp"
#include "core/text.hpp"

namespace drp::portal {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::size_t kRecoveryBytes = 10;
constexpr std::size_t kGroup = 4;
constexpr std::string_view kLabel = "totp";
/// Crockford's: no i, l, o, u, so that nothing is misread.
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

void require(int result) {
    if (result != OATH_OK) throw std::runtime_error(fmt::format("liboath: {}", oath_strerror(result)));
}

void start_liboath() {
    static const bool kStarted = [] {
        require(oath_init());
        return true;
    }();
    (void)kStarted;
}

template <std::size_t N>
std::array<unsigned char, N> random_bytes() {
    std::array<unsigned char, N> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(N)) != 1) throw std::runtime_error("no random bytes");
    return bytes;
}

std::string code_at_step(std::string_view secret, std::int64_t step) {
    start_liboath();
    std::array<char, kTotpDigits + 1> code{};
    require(oath_totp_generate(secret.data(), secret.size(), static_cast<time_t>(step * kTotpStepSeconds),
                               kTotpStepSeconds, 0, kTotpDigits, code.data()));
    return code.data();
}

std::string without_blanks(std::string_view text) {
    std::string kept(text);
    std::erase(kept, ' ');
    return kept;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string new_recovery_code() {
    const auto bytes = random_bytes<kRecoveryBytes>();
    std::string code;
    unsigned buffer = 0;
    unsigned bits = 0;
    std::size_t letters = 0;
    for (const unsigned char byte : bytes) {
        buffer = (buffer << 8U) | byte;
        for (bits += 8; bits >= 5; bits -= 5) {
            if (letters != 0 && letters % kGroup == 0) code += '-';
            code += kAlphabet[(buffer >> (bits - 5)) & 0x1FU];
            ++letters;
        }
    }
    return code;
}

}  // namespace

std::string new_totp_secret() {
    const auto bytes = random_bytes<kSecretBytes>();
    return {bytes.begin(), bytes.end()};
}

std::string base32_of(std::string_view secret) {
    start_liboath();
    char* out = nullptr;
    std::size_t size = 0;
    require(oath_base32_encode(secret.data(), secret.size(), &out, &size));
    const std::unique_ptr<char, decltype(&std::free)> owned(out, &std::free);
    std::string text(out, size);
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    return text;
}

std::string otpauth_uri(std::string_view secret, std::string_view issuer, std::string_view account) {
    const auto name = percent_encoded(issuer);
    return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}&algorithm=SHA1&digits={}&period={}", name,
                       percent_encoded(account), base32_of(secret), name, kTotpDigits, kTotpStepSeconds);
}

std::string seal_totp_secret(const PortalKey& key, std::string_view secret) {
    return key.seal(kLabel, secret);
}

std::optional<std::string> open_totp_secret(const PortalKey& key, std::string_view sealed) {
    return key.open(kLabel, sealed);
}

std::optional<std::int64_t> totp_step_of(std::string_view secret, std::string_view code, std::int64_t last_step,
                                         core::UtcSeconds now) {
    const auto given = without_blanks(code);
    const std::int64_t current = now.value / kTotpStepSeconds;
    std::optional<std::int64_t> found;
    for (auto step = current - kTotpWindowSteps; step <= current + kTotpWindowSteps; ++step)
        if (core::equal_in_constant_time(code_at_step(secret, step), given) && step > last_step && !found) found = step;
    return found;
}

std::string totp_code(std::string_view secret, core::UtcSeconds now) {
    return code_at_step(secret, now.value / kTotpStepSeconds);
}

std::vector<std::string> new_recovery_codes() {
    std::vector<std::string> codes;
    for (int i = 0; i < kRecoveryCodes; ++i) codes.push_back(new_recovery_code());
    return codes;
}

std::string recovery_code_hash(std::string_view code) {
    std::string plain;
    for (const char c : core::lower_ascii(code)) {
        if (c == ' ' || c == '-') continue;
        plain += c == 'o' ? '0' : (c == 'i' || c == 'l' ? '1' : c);
    }
    return core::sha256_hex("recovery:" + plain);
}

bool looks_like_totp(std::string_view code) {
    const auto given = without_blanks(code);
    return given.size() == kTotpDigits &&
           std::all_of(given.begin(), given.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace drp::portal
