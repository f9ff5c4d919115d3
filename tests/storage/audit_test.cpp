// The audit trail against somebody with a SQL tool, and against somebody who gets past its triggers.
#include "storage/audit.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/check.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;
using test::Shell;

class Trail : public testing::Test {
  protected:
    AStore store_;
    Shell shell_{store_.address()};

    void SetUp() override {
        auto tx = store_->write();
        for (const auto* action : {"meter.create", "meter.assign", "meter.retire", "user.approve"})
            append_audit(tx, {.at = kNow,
                              .actor_kind = "user",
                              .actor_id = 7,
                              .actor_name = "a@b.c",
                              .address = "192.0.2.1",
                              .action = action,
                              .subject = "meter 1",
                              .before = "",
                              .after = R"({"label":"Ü, \"x\""})"});
        tx.commit();
    }
    std::string broken() {
        auto tx = store_->read();
        std::string found;
        check_audit(tx, [&](const std::string& what) { found += what + "\n"; });
        return found;
    }
    void past_the_triggers(const std::string& script) {
        EXPECT_EQ(shell_.run("DROP TRIGGER audit_append_only_insert; DROP TRIGGER audit_append_only_replace; "
                             "DROP TRIGGER audit_append_only_update; DROP TRIGGER audit_append_only_delete; " +
                             script),
                  "");
    }
};

TEST_F(Trail, IsWholeAsItIsWritten) {
    EXPECT_EQ(broken(), "");
}

TEST_F(Trail, CannotBeChangedWithASqlTool) {
    for (const auto* attack :
         {"UPDATE audit SET action = 'x' WHERE audit_id = 2", "DELETE FROM audit WHERE audit_id = 4",
          "DELETE FROM audit", "REPLACE INTO audit SELECT * FROM audit WHERE audit_id = 1",
          "INSERT OR REPLACE INTO audit SELECT 2, at_utc, actor_kind, actor_id, 'x', address, action, subject, "
          "\"before\", "
          "after, chain FROM audit WHERE audit_id = 2",
          "INSERT INTO audit SELECT 99, at_utc, actor_kind, actor_id, 'x', address, action, subject, \"before\", "
          "after, "
          "chain FROM audit WHERE audit_id = 2",
          "UPDATE OR REPLACE audit SET audit_id = 1 WHERE audit_id = 2"})
        EXPECT_NE(shell_.run(attack).find("audit: "), std::string::npos) << attack;
    EXPECT_EQ(broken(), "");
}

TEST_F(Trail, TellsWhichLineWasAltered) {
    past_the_triggers("UPDATE audit SET actor_name = 'innocent' WHERE audit_id = 2");
    EXPECT_EQ(broken(), "Line 2 of the trail, or what came before it, was altered.\n");
}

TEST_F(Trail, TellsWhichLinesAreGoneFromTheMiddle) {
    past_the_triggers("DELETE FROM audit WHERE audit_id IN (2, 3)");
    EXPECT_EQ(broken(),
              "Lines 2 to 3 of the trail are gone.\nLine 4 of the trail, or what came before it, was altered.\n");
}

TEST_F(Trail, TellsThatLinesAreGoneFromItsEnd) {
    past_the_triggers("DELETE FROM audit WHERE audit_id >= 3");
    EXPECT_EQ(broken(), "Lines 3 to 4 of the trail are gone.\n");
}

TEST_F(Trail, IsPartOfTheCheckOfAStore) {
    past_the_triggers("UPDATE audit SET at_utc = 1 WHERE audit_id = 4");
    auto tx = store_->read();
    std::vector<std::string> codes;
    const auto summary = check_store(tx, [&](const Finding& finding) { codes.push_back(finding.code); });
    EXPECT_FALSE(summary.is_clean());
    EXPECT_NE(std::find(codes.begin(), codes.end(), "trail-broken"), codes.end());
}

TEST_F(Trail, IsListedByWhoWhatAndWhen) {
    {
        auto tx = store_->write();
        append_audit(tx, {.at = kNow + 60,
                          .actor_kind = "user",
                          .actor_name = "eve_x@b.c",
                          .action = "meters.create",
                          .subject = "meter 12",
                          .before = "",
                          .after = R"({"label":"50% Mill"})"});
        tx.commit();
    }
    auto tx = store_->read();
    const auto lines = [&](const AuditFilter& filter, const PageQuery& page = {}) {
        std::string ids;
        for (const auto& line : list_audit(tx, filter, page).value().rows) ids += std::to_string(line.id);
        return ids;
    };
    EXPECT_EQ("12345", lines({}));
    EXPECT_EQ("54", lines({}, {.is_descending = true, .limit = 2}));
    EXPECT_EQ("123", lines({.action = "meter"})) << "of that kind, not of one that begins alike";
    EXPECT_EQ("2", lines({.action = "meter.assign"}));
    EXPECT_EQ("5", lines({.actor = "eve_x"}));
    EXPECT_EQ("", lines({.actor = "eve%x"}));
    EXPECT_EQ("5", lines({.subject = "meter 12"}));
    EXPECT_EQ("5", lines({.from = kNow + 60}));
    EXPECT_EQ("1234", lines({.to = kNow + 60}));
    EXPECT_EQ("5", lines({}, {.search = "50% mill"}));
}

}  // namespace
}  // namespace drp::storage
