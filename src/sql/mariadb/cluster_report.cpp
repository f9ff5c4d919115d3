#include "sql/mariadb/cluster_report.hpp"

#include <string_view>
#include <utility>

namespace drp::sql::mariadb {

NodeReport ask_node(Login login, const ServerAddress::Host& host) {
    NodeReport report{host.name, {}, {}};
    login.server.host = host.name;
    login.server.port = host.port;
    login.server.further_hosts.clear();
    login.server.database.clear();
    const auto read = [&report](Connection& connection, std::string_view question) {
        auto rows = connection.prepare(question);
        while (rows->step()) report.values[std::string(rows->text(0))] = rows->text(1);
    };
    try {
        MariadbConnection node(std::move(login), Access::read_only);
        // What cannot be waited for shows in the states below.
        try {
            node.execute("SET SESSION wsrep_sync_wait = 15; SELECT COUNT(*) FROM information_schema.SCHEMATA");
        } catch (const SqlError& error) {
            report.values["waited"] = error.engine_message();
        }
        node.execute("SET SESSION wsrep_sync_wait = 0");
        read(node, "SHOW GLOBAL STATUS LIKE 'wsrep_%'");
        read(node,
             "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('binlog_format', 'innodb_autoinc_lock_mode', "
             "'wsrep_certify_nonPK', 'wsrep_dirty_reads', 'wsrep_on', 'wsrep_OSU_method', 'wsrep_sync_wait')");
    } catch (const SqlError& error) {
        report.failure = error.engine_message();
    }
    return report;
}

}  // namespace drp::sql::mariadb
