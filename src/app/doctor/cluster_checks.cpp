// The nodes of a cluster that holds the store.
#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "app/configuration.hpp"
#include "app/doctor/doctor.hpp"
#include "app/doctor/node_checks.hpp"

namespace drp::app {
namespace {

constexpr auto kArea = "cluster";

std::int64_t number_of(const std::string& text) {
    std::int64_t number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// What is wrong with one node, the worst first; nothing if it is as it should be.
std::optional<Diagnosis> state_of(const sql::NodeReport& node) {
    const auto fail = [&node](const char* code, const std::string& message, const char* cure) {
        return Diagnosis{Health::fail, kArea, code, fmt::format("{}: {}.", node.host, message), cure};
    };
    if (!node.failure.empty())
        return fail(
            "node-unreachable", node.failure,
            "Start it; it joins the others by itself. If none runs: deploy/galera/recover, as docs/cluster.md says.");
    if (node.value("wsrep_on") != "ON" || node.value("wsrep_local_state_comment").empty())
        return fail("node-alone", "it is no node of a Galera cluster, and would take writes of its own",
                    "Take it out of the address, or configure it: deploy/galera/render.sh.");
    if (node.value("wsrep_cluster_status") != "Primary")
        return fail("node-cut-off", "it is " + node.value("wsrep_cluster_status") + ", without a majority",
                    "Mend the network between the nodes. If all say so: docs/cluster.md, after a crash.");
    if (node.value("wsrep_local_state_comment") != "Synced" || node.value("wsrep_ready") != "ON")
        return fail("node-not-synced", "it is " + node.value("wsrep_local_state_comment"),
                    "Wait until it has what it lacks; its log says how far it is.");
    return std::nullopt;
}

void examine_settings(const sql::NodeReport& node, Diagnoses& all) {
    struct Setting {
        const char* name;
        const char* wanted;
        const char* why;
    };
    static constexpr Setting kSettings[] = {
        {"binlog_format", "ROW", "Galera replicates rows"},
        {"innodb_autoinc_lock_mode", "2", "rows of other nodes must not wait for a lock on keys"},
        {"wsrep_certify_nonPK", "ON", "a table without a key would be written differently on each node"},
        {"wsrep_dirty_reads", "OFF", "a node that is cut off would show what is old"},
        {"wsrep_OSU_method", "TOI", "migrations must come to all nodes at once"},
    };
    for (const auto& [name, wanted, why] : kSettings)
        if (node.value(name) != wanted)
            all.push_back(
                {Health::fail, kArea, "node-setting",
                 fmt::format("{}: {} is '{}', and should be {}: {}.", node.host, name, node.value(name), wanted, why),
                 "Set it as deploy/galera/node.cnf.in does, and start the node anew."});
}

/// Nodes that call themselves Synced and are not of one mind.
void compare(const std::vector<sql::NodeReport>& nodes, std::size_t named, Diagnoses& all) {
    const auto& first = nodes.front();
    auto least = number_of(first.value("wsrep_last_committed"));
    for (const auto& node : nodes) {
        if (node.value("wsrep_cluster_state_uuid") != first.value("wsrep_cluster_state_uuid")) {
            all.push_back({Health::fail, kArea, "cluster-divided",
                           fmt::format("{} and {} are of different clusters.", first.host, node.host),
                           "Decide which one holds the truth; empty the data folder of the other and let it join."});
            continue;
        }
        const auto committed = number_of(node.value("wsrep_last_committed"));
        if (committed < least)
            all.push_back(
                {Health::fail, kArea, "cluster-differs",
                 fmt::format("{} has {} transactions, those before it {}.", node.host, committed, least),
                 "It lacks writes though it calls itself Synced: stop it, empty its data folder, let it join."});
        least = std::max(least, committed);
        const auto size = number_of(node.value("wsrep_cluster_size"));
        if (size != static_cast<std::int64_t>(named))
            all.push_back({Health::warn, kArea, "cluster-size",
                           fmt::format("{} sees {} nodes, the address names {}.", node.host, size, named),
                           "Start what is missing, or name all nodes in the address."});
    }
}

}  // namespace

Diagnoses diagnoses_of(const std::vector<sql::NodeReport>& nodes) {
    Diagnoses all;
    std::vector<sql::NodeReport> good;
    for (const auto& node : nodes) {
        if (auto bad = state_of(node)) {
            all.push_back(std::move(*bad));
        } else {
            examine_settings(node, all);
            good.push_back(node);
        }
    }
    if (!good.empty()) compare(good, nodes.size(), all);
    if (all.empty())
        all.push_back({Health::ok, kArea, "cluster-synced",
                       fmt::format("{} nodes are Synced, at transaction {}.", nodes.size(),
                                   nodes.back().value("wsrep_last_committed")),
                       ""});
    return all;
}

Diagnoses examine_cluster(const Patient& patient) {
    const auto place = sql::parse_address(patient.store);
    if (!place || place->server.further_hosts.empty()) return {};
    const auto password = database_password();
    if (!password)
        return {{Health::fail, kArea, password.error().code, password.error().message, password.error().cure}};
    const auto nodes = sql::ask_nodes(*place, *password);
    if (!nodes) return {{Health::fail, kArea, nodes.error().code, nodes.error().message, nodes.error().cure}};
    return diagnoses_of(*nodes);
}

}  // namespace drp::app
