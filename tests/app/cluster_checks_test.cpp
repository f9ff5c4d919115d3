// What the doctor makes of the answers of a cluster's nodes.
#include <gtest/gtest.h>

#include "app/doctor/node_checks.hpp"

namespace drp::app {
namespace {

sql::NodeReport good_node(const std::string& host) {
    return {host,
            "",
            {{"wsrep_on", "ON"},
             {"wsrep_ready", "ON"},
             {"wsrep_local_state_comment", "Synced"},
             {"wsrep_cluster_status", "Primary"},
             {"wsrep_cluster_state_uuid", "1a28f390"},
             {"wsrep_cluster_size", "2"},
             {"wsrep_last_committed", "41"},
             {"binlog_format", "ROW"},
             {"innodb_autoinc_lock_mode", "2"},
             {"wsrep_certify_nonPK", "ON"},
             {"wsrep_dirty_reads", "OFF"},
             {"wsrep_OSU_method", "TOI"}}};
}

/// Of two nodes, the second of which says something else about one thing.
std::string code_with(const std::string& name, const std::string& value) {
    auto other = good_node("db2");
    other.values[name] = value;
    const auto all = diagnoses_of({good_node("db1"), other});
    EXPECT_EQ(all.size(), 1U) << name;
    return all.front().code;
}

TEST(ClusterChecks, FindNothingWhereAllIsWell) {
    const auto all = diagnoses_of({good_node("db1"), good_node("db2")});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().health, Health::ok);
}

TEST(ClusterChecks, ALaterNodeMayHaveMoreButNeverLess) {
    EXPECT_EQ(code_with("wsrep_last_committed", "42"), "cluster-synced");
    EXPECT_EQ(code_with("wsrep_last_committed", "40"), "cluster-differs");
}

TEST(ClusterChecks, NodesOfTwoClustersAreToldApart) {
    EXPECT_EQ(code_with("wsrep_cluster_state_uuid", "other"), "cluster-divided");
}

TEST(ClusterChecks, SayWhatIsWrongWithANode) {
    EXPECT_EQ(code_with("wsrep_on", "OFF"), "node-alone");
    EXPECT_EQ(code_with("wsrep_cluster_status", "non-Primary"), "node-cut-off");
    EXPECT_EQ(code_with("wsrep_local_state_comment", "Donor/Desynced"), "node-not-synced");
    EXPECT_EQ(code_with("wsrep_cluster_size", "1"), "cluster-size");
    EXPECT_EQ(code_with("binlog_format", "MIXED"), "node-setting");
    EXPECT_EQ(code_with("wsrep_dirty_reads", "ON"), "node-setting");
}

TEST(ClusterChecks, ANodeThatDoesNotAnswerFails) {
    const auto all = diagnoses_of({good_node("db1"), {"db2", "cannot connect", {}}});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().code, "node-unreachable");
    EXPECT_EQ(all.front().health, Health::fail);
}

}  // namespace
}  // namespace drp::app
