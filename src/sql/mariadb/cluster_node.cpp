#include "sql/mariadb/cluster_node.hpp"

#include <cstdlib>
#include <string_view>

#include <mysql.h>

namespace drp::sql::mariadb {

NodeState node_state(MYSQL* connection) {
    constexpr std::string_view kQuestion =
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status', "
        "'wsrep_local_state_comment', 'wsrep_cluster_size')";
    NodeState node;
    if (mysql_real_query(connection, kQuestion.data(), kQuestion.size()) != 0) return node;
    auto* const rows = mysql_store_result(connection);
    if (rows == nullptr) return node;
    for (auto* row = mysql_fetch_row(rows); row != nullptr; row = mysql_fetch_row(rows)) {
        const std::string_view name(row[0]);
        const std::string value(row[1]);
        if (name == "wsrep_ready") node.is_ready = value == "ON";
        if (name == "wsrep_cluster_status") node.cluster_status = value;
        if (name == "wsrep_local_state_comment") node.state = value;
        if (name == "wsrep_cluster_size") node.cluster_size = std::atoi(value.c_str());
    }
    mysql_free_result(rows);
    // Without a provider the status is "Disconnected" and the state is empty.
    node.is_member = !node.state.empty() || node.is_ready;
    return node;
}

}  // namespace drp::sql::mariadb
