#include "portal/keys.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

namespace drp::portal {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

using Bytes = std::vector<unsigned char>;
using Digest = std::array<unsigned char, 32>;

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* used) const noexcept { EVP_CIPHER_CTX_free(used); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

void require(bool worked) {
    if (!worked) throw std::runtime_error("OpenSSL refuses AES-256-GCM");
}

Digest hmac(const Digest& key, std::string_view message) {
    Digest digest{};
    unsigned size = 0;
    require(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(),
                 digest.data(), &size) != nullptr);
    return digest;
}

std::string to_hex(const Bytes& bytes) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto byte : bytes) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<unsigned char>(high * 16 + low));
    }
    return bytes;
}

}  // namespace

PortalKey PortalKey::from_text(std::string_view secret) {
    PortalKey made;
    SHA256(bytes_of(secret), secret.size(), made.key_.data());
    return made;
}

Digest PortalKey::code(std::string_view label, std::string_view message) const {
    return hmac(hmac(key_, label), message);
}

// nonce ‖ ciphertext ‖ tag
std::string PortalKey::seal(std::string_view label, std::string_view plain) const {
    const auto key = hmac(key_, label);
    Bytes sealed(kNonceBytes + plain.size() + kTagBytes);
    require(RAND_bytes(sealed.data(), kNonceBytes) == 1);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), sealed.data()) == 1);
    require(EVP_EncryptUpdate(cipher.get(), sealed.data() + kNonceBytes, &size, bytes_of(plain),
                              static_cast<int>(plain.size())) == 1);
    require(EVP_EncryptFinal_ex(cipher.get(), sealed.data() + kNonceBytes + size, &size) == 1);
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                                sealed.data() + kNonceBytes + plain.size()) == 1);
    return to_hex(sealed);
}

std::optional<std::string> PortalKey::open(std::string_view label, std::string_view sealed_hex) const {
    auto sealed = from_hex(sealed_hex);
    if (!sealed || sealed->size() < kNonceBytes + kTagBytes) return std::nullopt;
    const auto key = hmac(key_, label);
    const auto length = sealed->size() - kNonceBytes - kTagBytes;
    std::string plain(length, '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int size = 0;
    require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.data(), sealed->data()) == 1);
    require(EVP_DecryptUpdate(cipher.get(), reinterpret_cast<unsigned char*>(plain.data()), &size,
                              sealed->data() + kNonceBytes, static_cast<int>(length)) == 1);
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, sealed->data() + kNonceBytes + length) ==
            1);
    if (EVP_DecryptFinal_ex(cipher.get(), reinterpret_cast<unsigned char*>(plain.data()) + size, &size) != 1)
        return std::nullopt;
    return plain;
}

}  // namespace drp::portal
