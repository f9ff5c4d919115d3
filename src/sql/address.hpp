/// Where a store is, as people write it.
///
///     sqlite:var/drp.db                          a file, relative to the working directory
///     sqlite:///srv/drp.db                       a file, absolute
///     mariadb://drp@db.example:3306/portal       a server; port 3306 if not given
///     mariadb://drp@db1,db2,db3:3307/portal      the nodes of a Galera cluster: writes go to the first that is
///                                                Synced, reads to any
///     mariadb+unix:///run/mysqld/mysqld.sock/portal?user=drp
///                                                a server on this machine; its own login name if no user is given
///
/// A server's address may go on with options, `?name=value&name=value`: `user`, `password-file` (its first line),
/// `ssl-ca`, `ssl-cert`, `ssl-key` (PEM files), `ssl-verify` (`yes` or `no`: whether the certificate must be the
/// host's; yes as soon as there is an `ssl-ca`) and `answer-within` (seconds; see ServerAddress). Names and values are
/// percent-encoded where they need it. A password never stands in an address: addresses are logged.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "sql/dialect.hpp"

namespace drp::sql {

/// Of a database server.
struct ServerAddress {
    std::string host;    ///< empty for a socket
    std::string socket;  ///< path of a Unix socket, or empty
    std::uint16_t port = 3306;
    struct Host {
        std::string name;
        std::uint16_t port = 3306;
    };
    std::vector<Host> further_hosts;  ///< the other nodes of a cluster, in order of preference
    /// A server that says nothing for so long while it is asked something counts as lost. A wait for another writer's
    /// turn is shorter.
    std::chrono::seconds answer_within{20};
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
