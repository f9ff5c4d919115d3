/// Where a store is, as people write it.
///
///     sqlite:var/drp.db                          a file, relative to the working directory
///     sqlite:///srv/drp.db                       a file, absolute
///     mariadb://drp@db.example:3306/portal       a server; port 3306 if not given
///     mariadb+unix:///run/mysqld/mysqld.sock/portal?user=drp
///                                                a server on this machine; its own login name if no user is given
///
/// A server's address may go on with options, `?name=value&name=value`: `user`, `password-file` (its first line),
/// `ssl-ca`, `ssl-cert`, `ssl-key` (PEM files) and `ssl-verify` (`yes` or `no`: whether the certificate must be the
/// host's; yes as soon as there is an `ssl-ca`). Names and values are percent-encoded where they need it. A password
/// never stands in an address: addresses are logged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "sql/dialect.hpp"

namespace drp::sql {

/// Of a database server.
struct ServerAddress {
    std::string host;    ///< empty for a socket
    std::string socket;  ///< path of a Unix socket, or empty
    std::uint16_t port = 3306;
    std::string user;  ///< empty: the login name of this process
    std::string database;
    std::string password_file;
    struct Tls {
        bool is_required = false;
        bool verifies_host = false;
        std::string ca_file;
        std::string certificate_file;
        std::string key_file;
    } tls;
};

struct Address {
    Engine engine = Engine::sqlite;
    std::string path;      ///< of the file; empty for a server
    ServerAddress server;  ///< empty for a file
};

/// Problem: address-invalid.
[[nodiscard]] core::Result<Address> parse_address(std::string_view text);

}  // namespace drp::sql
