/// The nodes of a cluster, each asked by itself: what a pool, which needs one that works, does not tell.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/problem.hpp"
#include "sql/address.hpp"

namespace drp::sql {

struct NodeReport {
    std::string host;
    std::string failure;  ///< why it could not be asked; else empty
    /// Status variables and settings by their names, those of the cluster and `binlog_format` and the like.
    std::map<std::string, std::string> values;

    [[nodiscard]] std::string value(const std::string& name) const {
        const auto found = values.find(name);
        return found == values.end() ? std::string() : found->second;
    }
};

/// Of every host of the address, in order; each waits first until it has what the ones before it had, so that a later
/// one's `wsrep_last_committed` is smaller only if it lacks something. Empty for a file or a server on a socket.
/// Problem: password-unreadable.
[[nodiscard]] core::Result<std::vector<NodeReport>> ask_nodes(const Address& address, const std::string& password);

}  // namespace drp::sql
