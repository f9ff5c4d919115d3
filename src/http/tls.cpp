#include "http/tls.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

namespace drp::http {

namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* thing) const noexcept {
        Free(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;

constexpr long kSecondsPerDay = 86'400;
constexpr long kLifetimeDays = 825;  // the most that Apple's platforms accept
constexpr long kBackdatedDays = 1;   // for clients whose clock is late

core::Problem refused(std::string_view what, const std::filesystem::path& file) {
    return {.kind = core::ProblemKind::unavailable,
            .code = "certificate-unavailable",
            .message = fmt::format("The TLS certificate cannot be made or read: {}.", what),
            .place = file.string(),
            .cure = "Check that the folder is writable, or name a certificate and its key."};
}

std::string alternative_names(const std::vector<std::string>& more_names) {
    auto names = std::vector<std::string>{"localhost", "127.0.0.1", "::1"};
    boost::system::error_code error;
    if (auto host = boost::asio::ip::host_name(error); !error && !host.empty()) names.push_back(std::move(host));
    names.insert(names.end(), more_names.begin(), more_names.end());
    std::string out;
    for (const auto& name : names) {
        if (name.find_first_of(",\n") != std::string::npos) continue;  // would end the entry
        boost::asio::ip::make_address(name, error);
        out += fmt::format("{}{}:{}", out.empty() ? "" : ",", error ? "DNS" : "IP", name);
    }
    return out;
}

bool extend(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Self-signed; null if OpenSSL refuses anything.
Certificate make_certificate(EVP_PKEY* key, const std::vector<std::string>& more_names) {
    Certificate certificate(X509_new());
    auto* const x = certificate.get();
    std::array<unsigned char, 16> serial{};
    if (x == nullptr || RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) return nullptr;
    serial[0] &= 0x7f;  // positive
    using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
    const Number number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    auto* const name = X509_get_subject_name(x);
    const auto* const common_name = reinterpret_cast<const unsigned char*>("Demand Response Portal");
    const bool is_made =
        number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x)) != nullptr &&
        X509_set_version(x, X509_VERSION_3) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(x), -kBackdatedDays * kSecondsPerDay) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(x), (kLifetimeDays - kBackdatedDays) * kSecondsPerDay) != nullptr &&
        X509_set_pubkey(x, key) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common_name, -1, -1, 0) == 1 &&
        X509_set_issuer_name(x, name) == 1 && extend(x, NID_basic_constraints, "critical,CA:FALSE") &&
        extend(x, NID_key_usage, "critical,digitalSignature") && extend(x, NID_ext_key_usage, "serverAuth") &&
        extend(x, NID_subject_alt_name, alternative_names(more_names)) && X509_sign(x, key, EVP_sha256()) != 0;
    return is_made ? std::move(certificate) : nullptr;
}

std::string_view text_of(BIO* memory) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

/// Mode 0600 from the first moment, whole or not at all.
core::Result<void> write_private(const std::filesystem::path& file, std::string_view text) {
    const auto temporary = file.string() + ".new";
    ::unlink(temporary.c_str());
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0) return refused(std::strerror(errno), file);
    const bool is_written =
        ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
    const int error = errno;
    ::close(fd);
    if (!is_written || ::rename(temporary.c_str(), file.c_str()) != 0) {
        const auto* const why = std::strerror(is_written ? errno : error);
        ::unlink(temporary.c_str());
        return refused(why, file);
    }
    return {};
}

}  // namespace

core::Result<void> ensure_certificate(const TlsFiles& files, const std::vector<std::string>& more_names) {
    const bool has_certificate = std::filesystem::exists(files.certificate);
    const bool has_key = std::filesystem::exists(files.key);
    if (has_certificate && has_key) return {};
    if (has_certificate) return refused("the certificate is there, its key is not", files.key);
    if (has_key) return refused("the key is there, its certificate is not", files.certificate);

    const Key key(EVP_EC_gen("P-256"));
    if (!key) return refused("no key", files.key);
    const auto certificate = make_certificate(key.get(), more_names);
    const Memory key_text(BIO_new(BIO_s_mem()));
    const Memory certificate_text(BIO_new(BIO_s_mem()));
    if (!certificate || PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return refused("OpenSSL refuses", files.certificate);

    std::error_code ignored;
    if (files.key.has_parent_path()) std::filesystem::create_directories(files.key.parent_path(), ignored);
    if (files.certificate.has_parent_path())
        std::filesystem::create_directories(files.certificate.parent_path(), ignored);
    if (auto written = write_private(files.key, text_of(key_text.get())); !written) return written.error();
    auto written = write_private(files.certificate, text_of(certificate_text.get()));
    if (!written) std::filesystem::remove(files.key, ignored);  // half a pair would stop the next start
    return written;
}

core::Result<std::string> certificate_fingerprint(const std::filesystem::path& certificate) {
    const Memory file(BIO_new_file(certificate.c_str(), "r"));
    const Certificate x(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!x || X509_digest(x.get(), EVP_sha256(), digest.data(), &size) != 1)
        return refused("it is no certificate", certificate);
    std::string out;
    for (unsigned i = 0; i < size; ++i) out += fmt::format("{}{:02X}", i == 0 ? "" : ":", digest[i]);
    return out;
}

}  // namespace drp::http
