// Ports, certificate, and who may read what.
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <system_error>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/doctor/doctor.hpp"
#include "app/doctor/port_owner.hpp"
#include "sql/address.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSoon = 21 * core::kSecondsPerDay;

struct Free {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Free>;

/// 0, or why one cannot listen there.
int try_to_listen(const std::string& address, std::uint16_t port) {
    struct sockaddr_storage place {};
    socklen_t length = sizeof(sockaddr_in);
    auto* const four = reinterpret_cast<sockaddr_in*>(&place);
    auto* const six = reinterpret_cast<sockaddr_in6*>(&place);
    if (inet_pton(AF_INET, address.c_str(), &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
    } else if (inet_pton(AF_INET6, address.c_str(), &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        length = sizeof(sockaddr_in6);
    } else {
        return EINVAL;
    }
    const int handle = socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (handle < 0) return errno;
    const int one = 1;
    setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    const int reason = bind(handle, reinterpret_cast<sockaddr*>(&place), length) == 0 ? 0 : errno;
    close(handle);
    return reason;
}

Diagnosis port_of(const Patient& patient, std::uint16_t port, std::optional<std::int64_t> user) {
    const int reason = try_to_listen(patient.address, port);
    const auto where = fmt::format("{}:{}", patient.address, port);
    if (reason == 0) return {Health::ok, "port", "port-free", where + " is free.", ""};
    if (reason == EADDRINUSE && user)
        return {Health::ok, "port", "port-served", fmt::format("{} is in use; process {} serves there.", where, *user),
                ""};
    const auto why = std::generic_category().message(reason);
    if (reason == EADDRINUSE)
        return {Health::fail, "port", "port-taken", fmt::format("{} is taken by another program.", where),
                "Stop that, or choose another port; `ss -ltnp` says which it is."};
    return {Health::fail, "port", "port-unusable", fmt::format("{}: {}.", where, why),
            reason == EACCES ? "Ports below 1024 need CAP_NET_BIND_SERVICE, as the systemd unit gives it."
                             : "Check --address (DRP_ADDRESS): it has to be one of this machine."};
}

std::int64_t instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return timegm(&parts);
}

bool is_for(X509* certificate, const std::string& host) {
    return X509_check_host(certificate, host.c_str(), host.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
}

Diagnosis lifetime_of(X509* certificate, const fs::path& file, core::UtcSeconds now) {
    const auto left = instant_of(X509_get0_notAfter(certificate)) - now.value;
    const auto text = fmt::format("{} ends in {} days.", file.string(), core::floor_div(left, core::kSecondsPerDay));
    const char* cure =
        "Put a new certificate in its place and start drp anew; a self-signed one that is removed is made anew.";
    if (instant_of(X509_get0_notBefore(certificate)) > now.value)
        return {Health::fail, "certificate", "certificate-early", file.string() + " is not valid yet.",
                "Check the clock and the certificate."};
    if (left <= 0) return {Health::fail, "certificate", "certificate-expired", file.string() + " has expired.", cure};
    if (left < kSoon) return {Health::warn, "certificate", "certificate-expires", text, cure};
    return {Health::ok, "certificate", "certificate-valid", text, ""};
}

/// Others than its owner and its group may not read `file`; for a secret, the group may not write it either.
void examine_mode(const fs::path& file, bool is_secret, Diagnoses& all) {
    struct stat state {};
    if (stat(file.c_str(), &state) != 0) return;
    const auto forbidden = static_cast<mode_t>(is_secret ? S_IRWXO | S_IWGRP : S_IRWXO);
    if ((state.st_mode & forbidden) == 0) return;
    // Behind a folder that others may not enter it is safe.
    struct stat folder {};
    const bool is_shut =
        stat(fs::absolute(file).parent_path().c_str(), &folder) == 0 && (folder.st_mode & S_IXOTH) == 0;
    if (is_shut && (state.st_mode & S_IWGRP) == 0) return;
    all.push_back({is_secret ? Health::fail : Health::warn, "permission",
                   is_secret ? "secret-readable" : "store-readable",
                   fmt::format("{} is open to others (mode {:o}).", file.string(), state.st_mode & 07777),
                   fmt::format("chmod {} {}", is_secret ? "600" : "o=", file.string())});
}

}  // namespace

Diagnoses examine_ports(const Patient& patient, std::optional<std::int64_t> user) {
    Diagnoses all;
    const auto place = sql::parse_address(patient.store);
    const bool is_on_server = place && place->engine != sql::Engine::sqlite;
    for (const auto port : {patient.port, patient.plain_port})
        if (port != 0) all.push_back(port_of(patient, port, is_on_server ? same_program_at(port) : user));
    if (all.empty())
        all.push_back({Health::fail, "port", "port-none", "Neither HTTPS nor HTTP has a port.",
                       "Set DRP_PORT or DRP_HTTP_PORT."});
    return all;
}

Diagnoses examine_certificate(const Patient& patient, const std::string& public_url, core::UtcSeconds now) {
    if (patient.port == 0)
        return {{Health::ok, "certificate", "certificate-elsewhere", "No HTTPS here: that is the proxy's matter.", ""}};
    const bool is_own = patient.certificate.empty();
    const auto certificate_file = is_own ? patient.folder / "tls.crt" : patient.certificate;
    const auto key_file = is_own ? patient.folder / "tls.key" : patient.key;
    if (is_own && !fs::exists(certificate_file) && !fs::exists(key_file))
        return {{Health::ok, "certificate", "certificate-to-be-made", "The first start makes one.", ""}};
    const File certificate_text(std::fopen(certificate_file.c_str(), "r"));
    const File key_text(std::fopen(key_file.c_str(), "r"));
    const std::unique_ptr<X509, Free> certificate(
        certificate_text ? PEM_read_X509(certificate_text.get(), nullptr, nullptr, nullptr) : nullptr);
    const std::unique_ptr<EVP_PKEY, Free> key(key_text ? PEM_read_PrivateKey(key_text.get(), nullptr, nullptr, nullptr)
                                                       : nullptr);
    if (!certificate || !key)
        return {{Health::fail, "certificate", "certificate-unreadable",
                 fmt::format("{} cannot be read.", (certificate ? key_file : certificate_file).string()),
                 "Both have to be PEM and readable by the user that runs drp."}};
    Diagnoses all{lifetime_of(certificate.get(), certificate_file, now)};
    if (X509_check_private_key(certificate.get(), key.get()) != 1)
        all.push_back({Health::fail, "certificate", "certificate-of-another-key",
                       fmt::format("{} does not belong to {}.", key_file.string(), certificate_file.string()),
                       "Put the two that were made together in their places."});
    if (const auto host = host_of(public_url); !host.empty() && !is_for(certificate.get(), host))
        all.push_back({Health::warn, "certificate", "certificate-of-another-name",
                       fmt::format("{} is not for {}, the host of public_url.", certificate_file.string(), host),
                       "Use a certificate for that name, unless a proxy in front has one."});
    return all;
}

Diagnoses examine_permissions(const Patient& patient) {
    Diagnoses all;
    const auto place = sql::parse_address(patient.store);
    const bool is_file = place && !place->path.empty();
    const auto store = is_file ? fs::absolute(place->path) : fs::absolute(patient.folder) / "drp.db";
    for (const auto& file : {patient.key.empty() ? patient.folder / "tls.key" : patient.key,
                             store.parent_path() / "portal-key", patient.folder / "provider-config.json"})
        examine_mode(file, true, all);
    for (const auto* name : {"DRP_PORTAL_KEY_FILE", "DRP_SMTP_PASSWORD_FILE", "DRP_IMPORT_TOKEN_FILE"})
        if (const char* file = std::getenv(name); file != nullptr && *file != '\0') examine_mode(file, true, all);
    examine_mode(store, false, all);
    if (!patient.backups.empty()) examine_mode(patient.backups, false, all);
    if (all.empty())
        all.push_back({Health::ok, "permission", "secrets-shut", "Secrets and the store are not open to others.", ""});
    return all;
}

}  // namespace drp::app
