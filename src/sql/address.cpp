#include "sql/address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::sql {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kFileCure = "Write sqlite:folder/file.db or sqlite:///absolute/path/file.db.";
constexpr std::string_view kServerCure =
    "Write mariadb://user@host:port/database or mariadb+unix:///path/of.sock/database?user=name.";

constexpr unsigned kLeastSeconds = 5;
constexpr unsigned kMostSeconds = 3600;
constexpr std::size_t kMostHosts = 9;

Problem invalid(std::string_view why, std::string_view cure) {
    return {ProblemKind::invalid_input, "address-invalid", fmt::format("This is no address of a store: {}.", why), "",
            std::string(cure)};
}

Result<Address> file_address(std::string_view path) {
    if (path.starts_with("//")) {
        path.remove_prefix(2);
        if (!path.starts_with('/')) return invalid("a file has no host", kFileCure);
    }
    if (path.empty() || path.ends_with('/') || path.find('\0') != std::string_view::npos)
        return invalid("it names no file", kFileCure);
    return Address{Engine::sqlite, std::string(path), {}};
}

/// Without its percent signs; nothing if one is not followed by two hexadecimal digits, or stands for a NUL.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = static_cast<unsigned char>(text[i]);
        if (text[i] == '%') {
            const auto digits = text.substr(i + 1, 2);
            const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (digits.size() != 2 || failure != std::errc() || end != digits.data() + 2) return std::nullopt;
            i += 2;
        }
        if (byte == 0) return std::nullopt;
        out += static_cast<char>(byte);
    }
    return out;
}

/// What MariaDB takes for the name of a database without quotes, and hyphens.
bool is_database_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

Result<void> set_option(ServerAddress& server, std::string_view name, std::string value) {
    auto& tls = server.tls;
    if (name == "user") {
        server.user = std::move(value);
    } else if (name == "password-file") {
        server.password_file = std::move(value);
    } else if (name == "ssl-ca") {
        tls.ca_file = std::move(value);
    } else if (name == "ssl-cert") {
        tls.certificate_file = std::move(value);
    } else if (name == "ssl-key") {
        tls.key_file = std::move(value);
    } else if (name == "ssl-verify") {
        if (value != "yes" && value != "no") return invalid("ssl-verify is yes or no", kServerCure);
        tls.verifies_host = value == "yes";
    } else if (name == "answer-within") {
        unsigned seconds = 0;
        const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (failure != std::errc() || end != value.data() + value.size() || seconds < kLeastSeconds ||
            seconds > kMostSeconds)
            return invalid(
                fmt::format("answer-within is a number of seconds from {} to {}", kLeastSeconds, kMostSeconds),
                kServerCure);
        server.answer_within = std::chrono::seconds(seconds);
    } else if (name == "password") {
        return invalid("a password does not belong into an address",
                       "Give it in the variable DRP_DB_PASSWORD, or name a file: ?password-file=/path.");
    } else {
        return invalid(fmt::format("there is no option '{}'", core::excerpt(name, 40)),
                       "The options are user, password-file, ssl-ca, ssl-cert, ssl-key, ssl-verify and answer-within.");
    }
    tls.is_required = tls.is_required || name.starts_with("ssl-");
    return {};
}

Result<void> set_options(ServerAddress& server, std::string_view query) {
    bool says_verify = false;
    while (!query.empty()) {
        const auto option = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), option.size() + 1));
        const auto equals = option.find('=');
        if (equals == std::string_view::npos) return invalid("an option is name=value", kServerCure);
        auto value = decoded(option.substr(equals + 1));
        if (!value || value->empty()) return invalid("an option has no value", kServerCure);
        const auto name = option.substr(0, equals);
        if (auto set = set_option(server, name, std::move(*value)); !set) return set.error();
        says_verify = says_verify || name == "ssl-verify";
    }
    if (server.tls.certificate_file.empty() != server.tls.key_file.empty())
        return invalid("ssl-cert and ssl-key go together", kServerCure);
    if (!says_verify) server.tls.verifies_host = !server.tls.ca_file.empty();
    return {};
}

/// `host:port`, the host in brackets if it is an IPv6 address.
Result<ServerAddress::Host> host_of(std::string_view text) {
    ServerAddress::Host host;
    const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        const auto port = text.substr(colon + 1);
        const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), host.port);
        if (failure != std::errc() || end != port.data() + port.size() || host.port == 0)
            return invalid("the port is a number from 1 to 65535", kServerCure);
        text = text.substr(0, colon);
    }
    if (bracket != std::string_view::npos) text = text.substr(1, bracket - 1);
    if (text.empty() || text.find_first_of("/?#[]% ") != std::string_view::npos)
        return invalid("the host is missing", kServerCure);
    host.name = text;
    return host;
}

/// `user@host:port,host:port`.
Result<void> set_hosts(ServerAddress& server, std::string_view authority) {
    const auto at = authority.rfind('@');
    if (at == std::string_view::npos) return invalid("the user is missing", kServerCure);
    const auto user = authority.substr(0, at);
    if (user.find(':') != std::string_view::npos)
        return invalid("a password does not belong into an address",
                       "Give it in the variable DRP_DB_PASSWORD, or name a file: ?password-file=/path.");
    const auto name = decoded(user);
    if (!name || name->empty()) return invalid("the user is missing", kServerCure);
    server.user = *name;

    auto rest = authority.substr(at + 1);
    for (bool is_first = true; is_first || !rest.empty(); is_first = false) {
        const auto text = rest.substr(0, rest.find(','));
        if (text.size() + 1 == rest.size()) return invalid("a host is missing after the comma", kServerCure);
        rest.remove_prefix(std::min(rest.size(), text.size() + 1));
        auto host = host_of(text);
        if (!host) return host.error();
        if (is_first) {
            server.host = std::move(host->name);
            server.port = host->port;
        } else {
            server.further_hosts.push_back(std::move(*host));
        }
        if (server.further_hosts.size() == kMostHosts)
            return invalid(fmt::format("it names more than {} hosts", kMostHosts), kServerCure);
    }
    return {};
}

Result<Address> server_address(std::string_view rest, bool is_socket) {
    Address address{Engine::mariadb, {}, {}};
    auto& server = address.server;
    const auto question = std::min(rest.find('?'), rest.size());
    const auto place = rest.substr(0, question);
    const auto slash = is_socket ? place.rfind('/') : place.find('/');
    if (slash == std::string_view::npos || !is_database_name(place.substr(slash + 1)))
        return invalid("the name of the database is missing, or has characters other than letters, digits, _ and -",
                       kServerCure);
    server.database = place.substr(slash + 1);
    if (is_socket) {
        const auto path = decoded(place.substr(0, slash));
        if (!path || !path->starts_with('/') || path->size() < 2)
            return invalid("the socket has no absolute path", kServerCure);
        server.socket = *path;
    } else if (auto set = set_hosts(server, place.substr(0, slash)); !set) {
        return set.error();
    }
    if (question < rest.size())
        if (auto set = set_options(server, rest.substr(question + 1)); !set) return set.error();
    return address;
}

}  // namespace

Result<Address> parse_address(std::string_view text) {
    constexpr std::string_view kFile = "sqlite:";
    constexpr std::string_view kServer = "mariadb://";
    constexpr std::string_view kSocket = "mariadb+unix://";
    if (text.starts_with(kFile)) return file_address(text.substr(kFile.size()));
    if (text.starts_with(kServer)) return server_address(text.substr(kServer.size()), false);
    if (text.starts_with(kSocket)) return server_address(text.substr(kSocket.size()), true);
    return invalid("it begins with neither sqlite: nor mariadb: nor mariadb+unix:", kFileCure);
}

}  // namespace drp::sql
