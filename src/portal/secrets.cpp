#include "portal/secrets.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "core/sha256.hpp"
#include "core/text.hpp"

namespace drp::portal {
namespace {

constexpr unsigned long kBcryptCost = 12;
constexpr std::size_t kBcryptBytes = 72;

/// crypt(3) takes a C string and bcrypt reads 72 bytes of it.
std::string bcrypt_input(std::string_view password) {
    if (password.size() <= kBcryptBytes && password.find('\0') == std::string_view::npos) return std::string(password);
    return core::sha256_hex(password);
}

std::string bcrypt(std::string_view password, const std::string& setting) {
    auto data = std::make_unique<crypt_data>();  // 32 kB: too large for a stack that coroutines share
    const auto input = bcrypt_input(password);
    const char* hash = crypt_r(input.c_str(), setting.c_str(), data.get());
    if (hash == nullptr || hash[0] == '*') throw std::runtime_error("the system's crypt(3) offers no bcrypt");
    std::string result(hash);
    OPENSSL_cleanse(data.get(), sizeof(crypt_data));
    return result;
}

bool is_bcrypt(const std::string& hash) {
    return hash.size() == 60 && hash.starts_with("$2");
}

/// Same cost as a real one; nobody knows a password for it.
const std::string& stand_in_hash() {
    static const std::string hash = hash_password(random_token());
    return hash;
}

}  // namespace

std::string hash_password(std::string_view password) {
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
    if (crypt_gensalt_rn("$2b$", kBcryptCost, nullptr, 0, setting.data(), static_cast<int>(setting.size())) == nullptr)
        throw std::runtime_error("the system's crypt(3) offers no bcrypt");
    return bcrypt(password, setting.data());
}

bool password_matches(std::string_view password, const std::string& hash) {
    const bool is_real = is_bcrypt(hash);
    const std::string& compared = is_real ? hash : stand_in_hash();
    return core::equal_in_constant_time(bcrypt(password, compared), compared) && is_real;
}

std::string random_token() {
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("no random bytes");
    static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned buffer = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        buffer = (buffer << 8U) | byte;
        for (bits += 8; bits >= 6; bits -= 6) text += kAlphabet[(buffer >> static_cast<unsigned>(bits - 6)) & 0x3FU];
    }
    if (bits > 0) text += kAlphabet[(buffer << static_cast<unsigned>(6 - bits)) & 0x3FU];
    return text;
}

std::string token_hash(std::string_view token) {
    return core::sha256_hex(token);
}

std::string csrf_token_of(std::string_view session_token) {
    return core::sha256_hex("csrf:" + std::string(session_token)).substr(0, 43);
}

}  // namespace drp::portal
