/// A node of a Galera cluster, as its own status variables tell.
#pragma once

#include <cstdint>
#include <string>

struct st_mysql;

namespace drp::sql::mariadb {

struct NodeState {
    bool is_member = false;      ///< of any cluster: a server without one is no node
    std::string cluster_status;  ///< "Primary", or it is cut off from the others
    std::string state;           ///< "Synced" if it takes part
    bool is_ready = false;       ///< takes statements
    int cluster_size = 0;

    /// May be read from and written to.
    [[nodiscard]] bool is_usable() const { return is_ready && cluster_status == "Primary" && state == "Synced"; }
};

/// What a query failed with is left in `connection`; then nothing is known, and the node counts as no member.
[[nodiscard]] NodeState node_state(st_mysql* connection);

}  // namespace drp::sql::mariadb
