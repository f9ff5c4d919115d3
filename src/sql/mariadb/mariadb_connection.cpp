#include "sql/mariadb/mariadb_connection.hpp"

#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <mysql.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "core/text.hpp"
#include "sql/mariadb/cluster_node.hpp"
#include "sql/mariadb/mariadb_error.hpp"
#include "sql/mariadb/mariadb_statement.hpp"

namespace drp::sql::mariadb {
namespace {

constexpr unsigned kConnectSeconds = 5;
/// How long a peer may stay silent to the kernel before the connection counts as lost. A query may take longer: the
/// server's kernel answers for it.
constexpr int kSilenceMilliseconds = 10'000;
constexpr int kProbeSeconds = 3;
/// How often a writer that is not on its first host looks for an earlier one, and how long it waits there.
constexpr std::chrono::seconds kLookBack{10};
constexpr unsigned kLookBackSeconds = 1;

/// 10.11, the oldest that the schema is tried on.
constexpr unsigned long kOldestServer = 101'100;

constexpr std::string_view kSession = R"(
    SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin;
    SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES',
                time_zone = '+00:00', autocommit = 1, foreign_key_checks = 1, unique_checks = 1,
                tx_isolation = 'REPEATABLE-READ', innodb_lock_wait_timeout = 15, lock_wait_timeout = 15)";

/// The whole of it is one row: see the header.
constexpr std::string_view kMakeTurn = R"(
    CREATE TABLE IF NOT EXISTS write_turn (
        id      INT PRIMARY KEY CHECK (id = 1),
        version BIGINT NOT NULL  -- write transactions that were committed
    ) ENGINE = InnoDB;
    INSERT IGNORE INTO write_turn (id, version) VALUES (1, 0))";
constexpr std::string_view kTakeTurn = "START TRANSACTION; UPDATE write_turn SET version = version + 1 WHERE id = 1";

void start_library() {
    static std::once_flag once;
    std::call_once(once, [] { mysql_library_init(0, nullptr, nullptr); });
}

const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

void set_options(MYSQL* handle, const ServerAddress& server, unsigned patience_s) {
    const unsigned no_files = 0;
    const auto answer_s = static_cast<unsigned>(server.answer_within.count());
    mysql_optionsv(handle, MYSQL_OPT_CONNECT_TIMEOUT, &patience_s);
    mysql_optionsv(handle, MYSQL_OPT_READ_TIMEOUT, &answer_s);
    mysql_optionsv(handle, MYSQL_OPT_WRITE_TIMEOUT, &answer_s);
    mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &no_files);  // no server may ask for our files
    const auto& tls = server.tls;
    if (!tls.is_required) return;
    const my_bool yes = 1;
    const my_bool verifies = tls.verifies_host ? 1 : 0;
    mysql_optionsv(handle, MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_optionsv(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verifies);
    if (!tls.ca_file.empty()) mysql_optionsv(handle, MYSQL_OPT_SSL_CA, tls.ca_file.c_str());
    if (!tls.certificate_file.empty()) mysql_optionsv(handle, MYSQL_OPT_SSL_CERT, tls.certificate_file.c_str());
    if (!tls.key_file.empty()) mysql_optionsv(handle, MYSQL_OPT_SSL_KEY, tls.key_file.c_str());
}

/// So that a network that swallows everything is noticed. What the kernel does not take is done without.
void watch_peer(MYSQL* handle) {
    const int socket = static_cast<int>(mysql_get_socket(handle));
    const auto set = [socket](int level, int option, int value) {
        (void)setsockopt(socket, level, option, &value, sizeof value);
    };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, kProbeSeconds);
    set(IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, kSilenceMilliseconds);
}

/// Without comments and spaces after the last statement, which the server takes for an empty one.
std::string_view without_tail(std::string_view script) {
    while (true) {
        const auto end = script.find_last_not_of(" \t\r\n");
        script = script.substr(0, end == std::string_view::npos ? 0 : end + 1);
        const auto line = script.rfind('\n') == std::string_view::npos ? 0 : script.rfind('\n') + 1;
        if (!core::trimmed(script.substr(line)).starts_with("--")) return script;
        script = script.substr(0, line);
    }
}

}  // namespace

MariadbConnection::MariadbConnection(Login login, Access access, std::shared_ptr<ServerHealth> health)
    : login_(std::move(login)), access_(access), health_(std::move(health)) {
    start_library();
    connect();
}

MariadbConnection::~MariadbConnection() {
    cache_.clear();
    disconnect();
}

void MariadbConnection::disconnect() noexcept {
    if (handle_ != nullptr) mysql_close(handle_);
    handle_ = nullptr;
}

void MariadbConnection::connect() {
    is_lost_ = true;  // until it has gone well
    if (health_) health_->require();
    try {
        disconnect();
        open();
    } catch (const SqlError& error) {
        if (health_ && error.kind() == ErrorKind::unreachable) health_->note_failure(error);
        disconnect();
        throw;
    }
    is_lost_ = false;
    ++session_;
}

void MariadbConnection::open() {
    if (!is_cluster()) return open_host(0, kConnectSeconds);
    std::optional<SqlError> last;
    const auto hosts = health_ ? health_->order(access_ == Access::read_write)
                               : ServerHealth(1 + login_.server.further_hosts.size()).order(true);
    for (const auto host : hosts) {
        try {
            open_host(host, kConnectSeconds);
            if (health_) health_->note_host(host, true);
            return;
        } catch (const SqlError& error) {
            disconnect();
            if (error.kind() != ErrorKind::unreachable) throw;
            if (health_) health_->note_host(host, false);
            last.emplace(error);
        }
    }
    throw SqlError(*last);
}

void MariadbConnection::open_host(std::size_t number, unsigned patience_s) {
    handle_ = mysql_init(nullptr);
    if (handle_ == nullptr) throw std::bad_alloc();
    const auto& server = login_.server;
    set_options(handle_, server, patience_s);
    const auto& [name, port] =
        number == 0 ? ServerAddress::Host{server.host, server.port} : server.further_hosts[number - 1];
    const auto* const host = server.socket.empty() ? name.c_str() : nullptr;
    if (mysql_real_connect(handle_, host, or_null(server.user), or_null(login_.password), or_null(server.database),
                           port, or_null(server.socket), CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS) == nullptr)
        fail(mysql_errno(handle_), mysql_error(handle_), "connect");
    host_ = number;
    prepare_session();
}

void MariadbConnection::prepare_session() {
    if (!mariadb_connection(handle_) || mysql_get_server_version(handle_) < kOldestServer)
        fail(1, fmt::format("this is version {}, not MariaDB 10.11 or later", mysql_get_server_info(handle_)).c_str(),
             "connect");
    watch_peer(handle_);
    if (is_cluster()) require_usable_node();
    run(kSession);
    if (is_cluster()) run("SET SESSION wsrep_sync_wait = 1");
    if (access_ == Access::read_only) run("SET SESSION TRANSACTION READ ONLY");
    if (triggers_off_) run("SET @drp_triggers_off = 1");
}

/// Two servers that know nothing of each other would each take half of what is written.
void MariadbConnection::require_usable_node() {
    const auto node = node_state(handle_);
    if (mysql_errno(handle_) != 0) fail(mysql_errno(handle_), mysql_error(handle_), "connect");
    if (!node.is_member)
        throw SqlError(ErrorKind::other, "several hosts are named, and one of them is no node of a Galera cluster",
                       "connect");
    if (!node.is_usable())
        throw SqlError(ErrorKind::unreachable, fmt::format("the node is {} and {}", node.cluster_status, node.state),
                       "connect");
}

/// Between two transactions.
void MariadbConnection::return_to_earlier_host() {
    const auto now = std::chrono::steady_clock::now();
    if (host_ == 0 || is_lost_ || mode_ != Mode::none || keeps_session_ || now - looked_back_ < kLookBack) return;
    looked_back_ = now;
    auto* const current = std::exchange(handle_, nullptr);
    const auto number = host_;
    for (std::size_t earlier = 0; earlier < number; ++earlier) {
        try {
            open_host(earlier, kLookBackSeconds);
            mysql_close(current);
            ++session_;
            return;
        } catch (const SqlError&) {  // it is not back yet
            disconnect();
        }
    }
    handle_ = current;
    host_ = number;
    is_lost_ = false;  // what was not reached is another
}

void MariadbConnection::fail(unsigned code, const char* message, std::string_view doing) {
    const auto kind = kind_of(code);
    if (kind == ErrorKind::unreachable) is_lost_ = true;
    if (code == kDeadlock) is_undone_ = true;
    throw SqlError(kind, message, core::excerpt(doing, 200), code);
}

void MariadbConnection::make_usable(std::string_view doing) {
    if (mode_ == Mode::none && !keeps_session_) {
        if (is_lost_) connect();
        return;
    }
    if (is_lost_) throw SqlError(ErrorKind::unreachable, "the connection was lost", core::excerpt(doing, 200));
    if (is_undone_ && mode_ != Mode::none)
        throw SqlError(ErrorKind::busy, "the transaction was undone by the server", core::excerpt(doing, 200));
}

bool MariadbConnection::has_come_back(const SqlError& error) {
    if (error.kind() != ErrorKind::unreachable || mode_ != Mode::none || keeps_session_) return false;
    connect();
    return true;
}

/// All statements of a script, in one round trip.
void MariadbConnection::run(std::string_view script) {
    if (mysql_real_query(handle_, script.data(), script.size()) != 0)
        fail(mysql_errno(handle_), mysql_error(handle_), script);
    while (true) {
        if (auto* const result = mysql_store_result(handle_); result != nullptr) {
            mysql_free_result(result);
        } else if (mysql_field_count(handle_) == 0) {
            changes_ = static_cast<std::int64_t>(mysql_affected_rows(handle_));
            if (const auto id = mysql_insert_id(handle_); id != 0) last_insert_id_ = static_cast<std::int64_t>(id);
        } else {
            fail(mysql_errno(handle_), mysql_error(handle_), script);
        }
        const int more = mysql_next_result(handle_);
        if (more < 0) return;
        if (more > 0) fail(mysql_errno(handle_), mysql_error(handle_), script);
    }
}

void MariadbConnection::execute(std::string_view script) {
    make_usable(script);
    if (const auto statements = without_tail(script); !statements.empty()) run(statements);
}

bool MariadbConnection::has_table(std::string_view name) {
    return prepare(R"(
        SELECT 1 FROM information_schema.TABLES
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = ?)")
        .bind(name)
        ->step();
}

void MariadbConnection::begin(std::string_view script, Mode mode) {
    if (mode_ != Mode::none) throw std::logic_error("a transaction inside a transaction");
    make_usable(script);
    is_undone_ = false;
    try {
        run(script);
    } catch (const SqlError& error) {
        if (!has_come_back(error)) throw;
        run(script);
    }
    mode_ = mode;
}

void MariadbConnection::begin_read() {
    begin("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", Mode::read);
}

void MariadbConnection::take_turn() {
    try {
        begin(kTakeTurn, Mode::write);
    } catch (const SqlError&) {
        // The transaction may have begun and not have got its turn.
        rollback();
        throw;
    }
}

void MariadbConnection::begin_write() {
    return_to_earlier_host();
    try {
        take_turn();
        if (changes_ == 1) return;
        rollback();
    } catch (const SqlError& error) {
        if (error.engine_code() != kNoSuchTable) throw;
    }
    execute(kMakeTurn);
    take_turn();
}

void MariadbConnection::commit() {
    make_usable("commit");
    const auto mode = mode_;
    try {
        run("COMMIT");
    } catch (const SqlError& error) {
        if (mode != Mode::write || !is_outcome_unknown(error)) throw;
        throw SqlError(ErrorKind::in_doubt, error.engine_message(), "commit");
    }
    mode_ = Mode::none;
    if (mode == Mode::write && health_) health_->note_write_commit();
}

/// Of a commit that failed. A node that was cut off in the middle of one does not know what the others decided.
bool MariadbConnection::is_outcome_unknown(const SqlError& error) {
    if (error.kind() == ErrorKind::unreachable || error.engine_code() == kErrorDuringCommit) return true;
    return is_cluster() && !node_state(handle_).is_usable();
}

void MariadbConnection::rollback() noexcept {
    if (!is_lost_ && mysql_rollback(handle_) != 0) is_lost_ = true;  // the server rolls back what it loses
    mode_ = Mode::none;
    is_undone_ = false;
}

void MariadbConnection::set_triggers(bool enabled) {
    triggers_off_ = !enabled;
    if (is_lost_) return;  // the next session begins as it should
    try {
        run(enabled ? "SET @drp_triggers_off = NULL" : "SET @drp_triggers_off = 1");
    } catch (const SqlError&) {
        is_lost_ = true;  // a session that is not known to keep the rules is not used again
        if (!enabled) throw;
    }
}

PreparedStatement& MariadbConnection::prepared(std::string_view sql) {
    auto found = cache_.find(sql);
    if (found == cache_.end()) found = cache_.emplace(std::string(sql), Copies{}).first;
    for (const auto& copy : found->second)
        if (!copy->is_in_use()) {
            copy->take();
            return *copy;
        }
    auto& copy = found->second.emplace_back(std::make_unique<MariadbStatement>(*this, spelled(Engine::mariadb, sql)));
    copy->take();
    return *copy;
}

}  // namespace drp::sql::mariadb
