// The ten rules of the programme against somebody with a SQL tool: a bare connection, foreign keys off, on
// whichever engine these tests run. Each attack must fail or leave the rule standing.
#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/accounts.hpp"
#include "storage/check.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::Shell;

/// Provider (1) with users 2 (its admin); Acme (3) with users 4 (admin), 5; residents 6, 7; meters m1, m2.
class Rules : public testing::Test {
  protected:
    AStore store_;
    Shell shell_{store_.address()};

    void SetUp() override {
        ASSERT_EQ(shell_.run(R"(
            INSERT INTO organization (name, is_provider, created_utc) VALUES ('Provider', 1, 0);
            INSERT INTO user (email, org_id, created_utc) VALUES ('boss@p', 1, 0);
            INSERT INTO organization (name, created_utc) VALUES ('Acme', 0);
            INSERT INTO user (email, org_id, created_utc) VALUES ('first@a', 3, 0), ('second@a', 3, 0);
            INSERT INTO user (email, created_utc) VALUES ('r1@home', 0), ('r2@home', 0);
            INSERT INTO meter (number, created_utc) VALUES ('m1', 0), ('m2', 0);
        )"),
                  "");
    }
    void refused(const std::string& script, const std::string& rule) {
        const auto said = shell_.run(script);
        EXPECT_NE(said, "") << script << " went through";
        EXPECT_NE(said.find(rule), std::string::npos) << script << " said: " << said;
    }
    void accepted(const std::string& script) { EXPECT_EQ(shell_.run(script), "") << script; }
    std::string ask(const std::string& query) { return shell_.ask(query); }
    /// Every id of users and organisations has its entity, and no entity is alone.
    void expect_entities_whole() {
        EXPECT_EQ(ask(R"(
            SELECT id, 'user' FROM user EXCEPT SELECT id, kind FROM entity
             UNION ALL SELECT id, 'organization' FROM organization EXCEPT SELECT id, kind FROM entity)"),
                  "");
        EXPECT_EQ(ask("SELECT id FROM entity EXCEPT SELECT id FROM user EXCEPT SELECT id FROM organization"), "");
    }
};

TEST_F(Rules, AddUserId) {
    EXPECT_EQ(ask("SELECT id FROM user ORDER BY 1"), "2\n4\n5\n6\n7");
    refused("INSERT INTO user (id, email, created_utc) VALUES (99, 'x', 0)", "add_user_id");
    refused("INSERT OR REPLACE INTO user (id, email, created_utc) VALUES (2, 'x', 0)", "add_user_id");
    refused("UPDATE user SET id = 99 WHERE id = 2", "add_user_id");
    refused("UPDATE user SET id = NULL WHERE id = 2", "add_user_id");
    refused("UPDATE OR REPLACE user SET id = 4 WHERE id = 2", "add_user_id");
    refused("INSERT INTO entity (kind) VALUES ('user')", "entity");
    refused("INSERT OR REPLACE INTO entity VALUES (2, 'organization')", "entity");
    refused("UPDATE entity SET kind = 'organization' WHERE id = 2", "entity");
    accepted("INSERT OR IGNORE INTO user (email, created_utc) VALUES ('new', 0)");
    EXPECT_EQ(ask("SELECT id FROM user WHERE email = 'new'"), "8");
    expect_entities_whole();
}

TEST_F(Rules, AddOrgId) {
    EXPECT_EQ(ask("SELECT id FROM organization ORDER BY 1"), "1\n3");
    refused("INSERT INTO organization (id, name, created_utc) VALUES (99, 'x', 0)", "add_org_id");
    refused("UPDATE organization SET id = 99", "add_org_id");
    if (!shell_.is_mariadb()) refused("UPDATE organization SET rowid = 2 WHERE id = 1", "");
    expect_entities_whole();
}

TEST_F(Rules, LinkUserEntityDelete) {
    accepted("INSERT INTO meter_map VALUES (6, 1)");
    accepted("INSERT INTO session VALUES ('t', 6, 0, 0, 0, '', '')");
    refused("INSERT OR REPLACE INTO user (email, created_utc) VALUES ('R1@home', 0)", "link_user_entity_delete");
    refused("UPDATE OR REPLACE user SET email = 'r1@home' WHERE id = 7", "link_user_entity_delete");
    if (!shell_.is_mariadb())
        refused("REPLACE INTO user (rowid, email, created_utc) VALUES ((SELECT rowid FROM user WHERE id = 6), 'y', 0)",
                "link_user_entity_delete");
    refused("DELETE FROM entity WHERE id = 6", "entity");
    accepted("DELETE FROM user WHERE id = 6");
    EXPECT_EQ(ask("SELECT * FROM meter_map WHERE entity_id = 6"), "");
    EXPECT_EQ(ask("SELECT * FROM session"), "");
    expect_entities_whole();
}

TEST_F(Rules, LinkOrgEntityDelete) {
    accepted("INSERT INTO meter_map VALUES (3, 1)");
    accepted("INSERT INTO session VALUES ('t', 5, 0, 0, 0, '', '')");
    refused("INSERT OR REPLACE INTO organization (name, created_utc) VALUES ('acme', 0)", "link_org_entity_delete");
    refused("UPDATE OR REPLACE organization SET name = 'Acme' WHERE id = 1", "link_org_entity_delete");
    refused("DELETE FROM entity WHERE id = 3", "entity");
    accepted("DELETE FROM organization WHERE id = 3");
    EXPECT_EQ(ask("SELECT * FROM user WHERE org_id = 3"), "");
    EXPECT_EQ(ask("SELECT * FROM session"), "");
    EXPECT_EQ(ask("SELECT * FROM meter_map WHERE entity_id = 3"), "");
    EXPECT_EQ(ask("SELECT COUNT(*) FROM meter"), "2") << "meters stay";
    expect_entities_whole();
}

TEST_F(Rules, LimitResidentialAssociations) {
    accepted("INSERT INTO meter_map VALUES (6, 1)");
    refused("INSERT INTO meter_map VALUES (6, 2)", "limit_residential_associations");
    refused("INSERT OR REPLACE INTO meter_map VALUES (6, 2)", "limit_residential_associations");
    refused("INSERT INTO meter_map VALUES (7, 1)", "");
    refused("UPDATE meter_map SET meter_id = 2 WHERE entity_id = 6", "meter_map");
    refused("UPDATE OR REPLACE meter_map SET entity_id = 6 WHERE entity_id = 1 AND meter_id = 2", "meter_map");
    EXPECT_EQ(ask("SELECT meter_id FROM meter_map WHERE entity_id = 6"), "1");
    EXPECT_EQ(ask("SELECT entity_id FROM meter_map WHERE meter_id = 1 ORDER BY 1"), "1\n6");
}

TEST_F(Rules, DisallowOrgUserMap) {
    refused("INSERT INTO meter_map VALUES (5, 1)", "disallow_org_user_map");
    refused("INSERT OR IGNORE INTO meter_map VALUES (5, 1)", "disallow_org_user_map");
    accepted("INSERT INTO meter_map VALUES (6, 1)");
    refused("UPDATE user SET org_id = 3 WHERE id = 6", "disallow_org_user_map");
    refused("UPDATE OR REPLACE user SET org_id = 3 WHERE id = 6", "disallow_org_user_map");
    EXPECT_EQ(ask("SELECT COUNT(*) FROM meter_map JOIN user ON user.id = entity_id WHERE org_id IS NOT NULL"), "0");
}

TEST_F(Rules, OrgPrimeAdmin) {
    EXPECT_EQ(ask("SELECT id, is_admin, status FROM user WHERE org_id = 3 ORDER BY 1"), "4|1|approved\n5|0|pending");
    accepted("INSERT INTO organization (name, created_utc) VALUES ('Late', 0)");
    accepted(
        "INSERT INTO user (email, org_id, status, is_admin, created_utc) "
        "SELECT 'late' || value, id, 'rejected', 0, 0 FROM organization, (SELECT 1 AS value UNION SELECT 2) AS two "
        "WHERE name = 'Late'");
    EXPECT_EQ(ask("SELECT email, is_admin, status FROM user WHERE email LIKE 'late%' ORDER BY 1"),
              "late1|1|approved\nlate2|0|rejected");
    accepted("INSERT INTO organization (name, created_utc) VALUES ('Joined', 0)");
    accepted("UPDATE user SET org_id = (SELECT id FROM organization WHERE name = 'Joined') WHERE id = 7");
    EXPECT_EQ(ask("SELECT is_admin, status FROM user WHERE id = 7"), "1|approved");
    refused("INSERT INTO user (email, org_id, created_utc) VALUES ('x', 99, 0)", "no such organization");
    refused("UPDATE user SET org_id = 99 WHERE id = 7", "no such organization");
}

TEST_F(Rules, ApproveResidential) {
    EXPECT_EQ(ask("SELECT DISTINCT status FROM user WHERE org_id IS NULL"), "approved");
    accepted("INSERT INTO user (email, status, created_utc) VALUES ('x', 'rejected', 0)");
    accepted("UPDATE user SET status = 'pending' WHERE id = 6");
    accepted("UPDATE user SET status = 'rejected' WHERE id = 5");
    accepted("UPDATE user SET org_id = NULL WHERE id = 5");
    EXPECT_EQ(ask("SELECT DISTINCT status FROM user WHERE org_id IS NULL"), "approved");
    refused("UPDATE user SET is_admin = 1 WHERE id = 6", shell_.is_mariadb() ? "CONSTRAINT" : "CHECK");
}

TEST_F(Rules, AssignDistributorMeters) {
    EXPECT_EQ(ask("SELECT meter_id FROM meter_map WHERE entity_id = 1 ORDER BY 1"), "1\n2");
    accepted("INSERT INTO meter_map VALUES (3, 1)");
    refused("INSERT INTO meter_map VALUES (6, 1)", "assign_distributor_meters");
    refused("INSERT OR REPLACE INTO meter_map VALUES (7, 1)", "assign_distributor_meters");
    refused("DELETE FROM meter_map WHERE entity_id = 1", "assign_distributor_meters");
    refused("DELETE FROM organization WHERE id = 1", "assign_distributor_meters");
    refused("UPDATE organization SET is_provider = 0 WHERE id = 1", "assign_distributor_meters");
    refused("UPDATE OR REPLACE organization SET is_provider = 1 WHERE id = 3", "link_org_entity_delete");
    refused("INSERT OR REPLACE INTO organization (name, is_provider, created_utc) VALUES ('P2', 1, 0)",
            "link_org_entity_delete");
    refused("INSERT OR REPLACE INTO meter (meter_id, number, created_utc) VALUES (1, 'zz', 0)", "not replaced");
    refused("UPDATE meter SET meter_id = 9 WHERE meter_id = 1", "does not change");
    refused("INSERT INTO meter_map VALUES (99, 1)", "no such entity");
    refused("INSERT INTO meter_map VALUES (3, 99)", "no such meter");
    accepted("DELETE FROM meter_map WHERE entity_id = 3");
    accepted("INSERT INTO meter_map VALUES (6, 1)");
    EXPECT_EQ(ask("SELECT COUNT(*) FROM meter_map WHERE meter_id = 1"), "2");
}

TEST(ProviderOrganization, MadeLateGetsTheMetersThatAreThere) {
    AStore store;
    store.with_meters({"1", "2"});
    store.with_provider();
    EXPECT_EQ(Shell(store.address()).ask("SELECT COUNT(*) FROM meter_map"), "2");
    AStore other;
    other.with_meter("1");
    const auto org = other.with_organization("Becomes the provider");
    Shell shell(other.address());
    EXPECT_EQ(shell.run("INSERT INTO meter_map VALUES (" + std::to_string(org.value) + ", 1)"), "");
    EXPECT_EQ(shell.run("UPDATE organization SET is_provider = 1"), "");
    EXPECT_EQ(shell.ask("SELECT COUNT(*) FROM meter_map"), "1");
}

class PopulateDeltas : public Rules {
  protected:
    void SetUp() override {
        Rules::SetUp();
        std::vector<test::Value> values;
        for (int i = 0; i < 2 * 96; ++i)
            for (const bool is_prediction : {false, true})
                values.push_back({"m1", test::at("2024-05-01T00:00:00Z") + i * 900, test::kQuarter, is_prediction,
                                  is_prediction ? 100 + i : 150});
        store_.merge(test::batch_of(values));
    }
    /// A block with the same value in all 96 slots.
    static constexpr const char* k1000 = "x'00E8030000'";
    std::string computed() {
        return ask(R"(
            SELECT (local_day << 32) + meter_id, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted,
                   with_both, with_saving
              FROM reading_daily_computed
             WHERE local_day BETWEEN 19840 AND 19850 AND meter_id IN (1, 2) ORDER BY 1)");
    }
    std::string stored() {
        return ask(R"(
            SELECT day_meter, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted, with_both,
                   with_saving
              FROM reading_daily ORDER BY 1)");
    }
    void expect_sums_follow() {
        EXPECT_EQ(stored(), computed());
        auto tx = store_->read();
        (void)check_store(tx, [](const Finding& f) { ADD_FAILURE() << f.code << ": " << f.message << ' ' << f.meter; });
    }
};

TEST_F(PopulateDeltas, SumsFollowInsertUpdateReplaceAndDelete) {
    expect_sums_follow();
    const std::string block = k1000;
    accepted("UPDATE reading_day SET actual = " + block + " WHERE utc_day = 19844");
    expect_sums_follow();
    accepted("UPDATE reading_day SET actual = NULL, n = 96 WHERE utc_day = 19845");
    expect_sums_follow();
    accepted(
        "INSERT INTO reading_day (day_key, n, rev, actual, predicted) "
        "VALUES ((2 << 20) + (19846 << 2) + 1, 192, 1, " +
        block + ", x'00EC030000')");
    expect_sums_follow();
    accepted(
        "INSERT OR REPLACE INTO reading_day (day_key, n, rev, predicted) "
        "VALUES ((2 << 20) + (19846 << 2) + 1, 96, 2, " +
        block + ")");
    expect_sums_follow();
    accepted("UPDATE reading_day SET day_key = (2 << 20) + (19843 << 2) + 1 WHERE meter_id = 1 AND utc_day = 19844");
    expect_sums_follow();
    if (shell_.is_mariadb()) accepted("DELETE FROM reading_day WHERE utc_day = 19846");  // no UPDATE replaces there
    accepted("UPDATE OR REPLACE reading_day SET day_key = (2 << 20) + (19846 << 2) + 1 WHERE utc_day = 19843");
    expect_sums_follow();
    accepted("DELETE FROM reading_day WHERE meter_id = 2");
    expect_sums_follow();
    EXPECT_NE(stored(), "");
    accepted("DELETE FROM reading_day");
    EXPECT_EQ(stored(), "");
}

TEST_F(PopulateDeltas, SumsCannotBeWrittenByHand) {
    const auto before = stored();
    refused("UPDATE reading_daily SET saved_wh = saved_wh + 1", "populate_deltas");
    refused("UPDATE OR REPLACE reading_daily SET day_meter = day_meter + 1", "populate_deltas");
    refused("DELETE FROM reading_daily", "populate_deltas");
    refused(
        "INSERT OR REPLACE INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, "
        "with_predicted, with_both, with_saving) SELECT day_meter, 0, 0, 0, 0, 0, 0, 0, 0 FROM reading_daily",
        "populate_deltas");
    refused(
        "INSERT INTO reading_daily (day_meter, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, "
        "with_predicted, with_both, with_saving) VALUES ((1 << 32) + 1, 0, 0, 0, 0, 0, 0, 0, 0)",
        "populate_deltas");
    EXPECT_EQ(stored(), before);
}

TEST_F(PopulateDeltas, WhatIsNoBlockIsRefused) {
    refused("UPDATE reading_day SET actual = x'0102'", "FOR1");
    refused("UPDATE reading_day SET actual = x'21E8030000'", "FOR1");
    refused("UPDATE reading_day SET actual = NULL, predicted = NULL", "FOR1");
    refused("UPDATE reading_day SET n = n + 1", "number of values");
    refused(
        "INSERT INTO reading_day (day_key, n, rev, actual) VALUES ((77 << 20) + (19846 << 2), 288, 1, x'0001000000')",
        "no such meter");
    refused("UPDATE reading_day SET actual = 'text'", "");
    refused("DELETE FROM meter WHERE meter_id = 1", "has readings");
    expect_sums_follow();
}

TEST_F(PopulateDeltas, FirstAndLastReadingFollowToo) {
    accepted("DELETE FROM reading_day WHERE utc_day = 19845");
    EXPECT_EQ(ask("SELECT last_actual_utc FROM meter_span WHERE meter_id = 1"),
              std::to_string(test::at("2024-05-01T23:45:00Z").value));
    expect_sums_follow();
}

TEST_F(PopulateDeltas, CorrectionsStayAsRecorded) {
    store_.merge(test::batch_of({{"m1", test::at("2024-05-01T00:00:00Z"), test::kQuarter, false, 151}}));
    ASSERT_EQ(ask("SELECT old_wh, new_wh FROM reading_correction"), "150|151");
    refused("UPDATE reading_correction SET old_wh = 0", "stays");
    refused("DELETE FROM reading_correction", "stays");
    refused(
        "INSERT OR REPLACE INTO reading_correction SELECT id, meter_id, start_utc, interval_s, channel, 0, new_wh, "
        "import_id, recorded_utc FROM reading_correction",
        "stays");
    EXPECT_EQ(ask("SELECT old_wh, new_wh FROM reading_correction"), "150|151");
}

}  // namespace
}  // namespace drp::storage
