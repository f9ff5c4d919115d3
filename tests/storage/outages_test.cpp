#include "storage/outages.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

core::LocalDay day(std::int32_t value) {
    return {value};
}

TEST(Outages, AreOfOneMeterOrOfAll) {
    AStore store;
    const auto meters = store.with_meters({"1", "2"});
    auto tx = store->write();
    add_outage(tx, meters[0], {day(100), day(102)}, "Storm", "me", kNow);
    add_outage(tx, std::nullopt, {day(102), day(102)}, "Feeder 3", "me", kNow);
    const auto days = list_outage_days(tx, {day(0), day(1000)});
    EXPECT_EQ(days.of(meters[0]), (std::vector{day(100), day(101), day(102)})) << "each day once";
    EXPECT_EQ(days.of(meters[1]), (std::vector{day(102)}));
}

TEST(Outages, AreCutToTheDaysAskedFor) {
    AStore store;
    const auto meter = store.with_meter("1");
    auto tx = store->write();
    add_outage(tx, meter, {day(100), day(110)}, "Works", "me", kNow);
    EXPECT_EQ(list_outage_days(tx, {day(109), day(200)}).of(meter), (std::vector{day(109), day(110)}));
    EXPECT_EQ(list_outage_days(tx, {day(90), day(100)}).of(meter), (std::vector{day(100)}));
    EXPECT_TRUE(list_outage_days(tx, {day(111), day(200)}).of(meter).empty());
}

TEST(Outages, AreListedSearchedAndRemoved) {
    AStore store;
    const auto meters = store.with_meters({"1", "2"});
    auto tx = store->write();
    add_outage(tx, meters[1], {day(100), day(102)}, "Storm", "me", kNow);
    const auto all = add_outage(tx, std::nullopt, {day(90), day(90)}, "Feeder 3", "me", kNow);
    const auto rows = list_outages(tx, {}).value().rows;
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].meter, "") << "every meter";
    EXPECT_EQ(rows[1].meter, "2");
    EXPECT_EQ(list_outages(tx, {.search = "storm"}).value().total, 1);
    delete_outage(tx, all);
    EXPECT_FALSE(find_outage(tx, all));
    EXPECT_EQ(list_outages(tx, {}).value().total, 1);
}

TEST(Outages, HoldWhoeverWrites) {
    AStore store;
    const auto meter = store.with_meter("1");
    auto tx = store->write();
    add_outage(tx, meter, {day(100), day(102)}, "Storm", "me", kNow);
    const auto run = [&](std::string_view sql) { tx.connection().prepare(sql).run(); };
    EXPECT_THROW(run("UPDATE outage SET last_day = 103"), sql::SqlError);
    EXPECT_THROW(run("INSERT INTO outage (meter_id, first_day, last_day, reason, made_utc, made_by) "
                     "VALUES (1, 10, 9, 'x', 0, 'me')"),
                 sql::SqlError);
    EXPECT_THROW(run("INSERT INTO outage (meter_id, first_day, last_day, reason, made_utc, made_by) "
                     "VALUES (99, 10, 10, 'x', 0, 'me')"),
                 sql::SqlError);
    run("DELETE FROM meter WHERE number = '1'");
    EXPECT_TRUE(list_outages(tx, {}).value().rows.empty()) << "a meter takes its outages with it";
}

}  // namespace
}  // namespace drp::storage
