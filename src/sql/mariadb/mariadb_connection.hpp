/// MariaDB behind sql::Connection, over the C API of MariaDB Connector/C.
///
/// **A connection that was lost comes back by itself** wherever nothing can go wrong by it: before a transaction
/// begins, and for a query outside of one. Inside a transaction every call throws `unreachable` until it is rolled
/// back, so that half of a transaction is never written on a new connection.
///
/// **Writers take turns**, over all processes and instances: begin_write() raises the counter in the one row of the
/// table `write_turn`, and so holds its lock until the end. No later statement can then fail for want of a lock that
/// another writer of ours holds, and the counter tells whether anybody has written (see Database::outside_version).
///
/// **A cluster** is an address with several hosts. A writer takes the first of them that is a Synced node of a Primary
/// component, goes on to the next when that is over, and looks from time to time whether an earlier one is back;
/// readers are spread over all. On each, a transaction waits until what was committed anywhere before it has arrived
/// (`wsrep_sync_wait`), so that whoever has written reads it. While two instances do not agree about the node, their
/// writers meet at the row of `write_turn`: one of them is undone at its commit (`busy`).
///
/// Reads see the moment of begin_read() (REPEATABLE READ, consistent snapshot); a write transaction sees everything
/// that was committed before its turn. Sessions are strict, in UTC and utf8mb4, and compare texts byte by byte.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/address.hpp"
#include "sql/connection.hpp"
#include "sql/mariadb/server_health.hpp"

struct st_mysql;

namespace drp::sql::mariadb {

class MariadbStatement;

enum class Access { read_only, read_write };

struct Login {
    ServerAddress server;
    std::string password;
};

/// For statements that read or rewrite whole tables: the server may take a day.
[[nodiscard]] inline Login patient(Login login) {
    login.server.answer_within = std::chrono::hours(24);
    return login;
}

class MariadbConnection final : public Connection {
  public:
    /// Connects; throws SqlError `unreachable`, or `other` where the server refuses. An empty name of the database in
    /// `login` connects to the server alone.
    MariadbConnection(Login login, Access access, std::shared_ptr<ServerHealth> health = nullptr);
    ~MariadbConnection() override;
    MariadbConnection(const MariadbConnection&) = delete;
    MariadbConnection& operator=(const MariadbConnection&) = delete;

    void execute(std::string_view script) override;
    [[nodiscard]] std::int64_t changes() const override { return changes_; }
    [[nodiscard]] std::int64_t last_insert_id() const override { return last_insert_id_; }
    [[nodiscard]] bool has_table(std::string_view name) override;
    void begin_read() override;
    void begin_write() override;
    void commit() override;
    void rollback() noexcept override;
    [[nodiscard]] bool in_transaction() const override { return mode_ != Mode::none; }
    /// The schema's triggers ask the session variable @drp_triggers_off.
    void set_triggers(bool enabled) override;
    [[nodiscard]] Dialect dialect() const noexcept override { return {Engine::mariadb}; }
    [[nodiscard]] std::size_t rows_per_call() const noexcept override { return 1000; }

    [[nodiscard]] const Login& login() const noexcept { return login_; }
    [[nodiscard]] st_mysql* handle() const noexcept { return handle_; }
    /// Of the address's hosts, from 0, the one that this session is on.
    [[nodiscard]] std::size_t host() const noexcept { return host_; }
    /// Never comes back by itself any more: for holders of something that a lost connection loses.
    void keep_session() noexcept { keeps_session_ = true; }
    void let_session_go() noexcept { keeps_session_ = false; }

    // For its statements.

    /// Counts the sessions of this connection: a statement of an earlier one must be prepared again.
    [[nodiscard]] std::uint64_t session() const noexcept { return session_; }
    /// Before anything is sent: throws where the transaction is lost, connects again where there is none.
    void make_usable(std::string_view doing);
    /// After `error`: true if the connection was lost, is back, and what failed may be tried again.
    [[nodiscard]] bool has_come_back(const SqlError& error);
    [[noreturn]] void fail(unsigned code, const char* message, std::string_view doing);
    void note_changes(std::int64_t changes) noexcept { changes_ = changes; }
    void note_insert_id(std::int64_t id) noexcept { last_insert_id_ = id; }

  protected:
    [[nodiscard]] PreparedStatement& prepared(std::string_view sql) override;

  private:
    enum class Mode { none, read, write };

    void connect();
    void open();
    void open_host(std::size_t host, unsigned patience_s);
    void prepare_session();
    void require_usable_node();
    void return_to_earlier_host();
    [[nodiscard]] bool is_outcome_unknown(const SqlError& error);
    [[nodiscard]] bool is_cluster() const noexcept { return !login_.server.further_hosts.empty(); }
    void disconnect() noexcept;
    void run(std::string_view script);
    void begin(std::string_view script, Mode mode);
    void take_turn();

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    using Copies = std::vector<std::unique_ptr<MariadbStatement>>;

    Login login_;
    Access access_;
    std::shared_ptr<ServerHealth> health_;
    st_mysql* handle_ = nullptr;
    std::uint64_t session_ = 0;
    Mode mode_ = Mode::none;
    bool is_lost_ = false;    // the connection
    bool is_undone_ = false;  // the transaction, by the server
    bool keeps_session_ = false;
    bool triggers_off_ = false;
    std::int64_t changes_ = 0;
    std::int64_t last_insert_id_ = 0;
    std::size_t host_ = 0;
    std::chrono::steady_clock::time_point looked_back_;  // for an earlier host
    std::unordered_map<std::string, Copies, TextHash, std::equal_to<>> cache_;
};

}  // namespace drp::sql::mariadb
