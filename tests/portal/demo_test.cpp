#include "portal/demo.hpp"

#include <gtest/gtest.h>

#include "portal/accounts.hpp"
#include "storage/check.hpp"
#include "storage/program_events.hpp"
#include "storage/programs.hpp"
#include "storage/series.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

storage::Store empty_store(const std::filesystem::path& folder) {
    const auto address = test::fresh_store_address((folder / "demo.db").string());
    return storage::Store::open(address, {.create = true, .time_zone = "America/Chicago"}).value();
}

TEST(Demo, FillsAnEmptyStoreOnceAndOnlyAnEmptyOne) {
    World world;  // lends its folder
    auto store = empty_store(world.folder());
    ASSERT_TRUE(install_demo(store, World::now));
    EXPECT_EQ(install_demo(store, World::now).error().code, "store-not-empty");
    EXPECT_EQ(demo_anchor(store), World::now);

    auto tx = store.read();
    EXPECT_EQ(storage::list_meters(tx).size(), 60U);
    EXPECT_EQ(storage::list_organizations(tx).size(), 6U);
    EXPECT_TRUE(storage::check_store(tx, [](const storage::Finding& f) { ADD_FAILURE() << f.message; }).is_clean());
}

TEST(Demo, HasAProgrammeWhoseEventsAreDoneButForTheNext) {
    World world;
    auto store = empty_store(world.folder());
    ASSERT_TRUE(install_demo(store, World::now));
    const DemoFleet fleet(World::now, store.time_zone());
    auto tx = store.read();
    const auto programs = storage::list_programs(tx, World::now);
    ASSERT_EQ(programs.size(), 1U);
    EXPECT_EQ(programs[0].current.terms.baseline_method, "3-day");
    EXPECT_GT(programs[0].enrolled, 25);
    EXPECT_GT(programs[0].nominated, core::Watts{50'000});
    const auto events =
        storage::list_program_events(tx, {}, {.entity = std::nullopt, .sees_drafts = true}, {.sort = "start"}).value();
    ASSERT_EQ(events.total, std::ssize(fleet.events()));
    for (std::size_t i = 0; i < events.rows.size(); ++i) {
        const auto& event = events.rows[i];
        EXPECT_EQ(event.period, fleet.events()[i].period);
        EXPECT_EQ(event.state, i + 1 < events.rows.size() ? storage::EventState::done : storage::EventState::scheduled);
        EXPECT_EQ(event.meters, std::ssize(fleet.events()[i].nominations));
        EXPECT_GT(event.nominated, core::Watts{50'000});
    }
}

TEST(Demo, HasALogInForEveryRole) {
    World world;
    auto store = empty_store(world.folder());
    ASSERT_TRUE(install_demo(store, World::now));
    Accounts accounts(store, PortalKey::from_text("a key of these tests, long enough to be one"));
    std::vector<std::string> roles;
    for (const auto& log_in : demo_log_ins(store, World::now)) {
        const auto session = accounts.log_in({.email = log_in.email, .password = log_in.password}, World::now);
        ASSERT_TRUE(session) << log_in.email;
        EXPECT_EQ(role_name(session->session.account.level), log_in.role);
        roles.push_back(log_in.role);
    }
    EXPECT_EQ(roles.size(), 6U);
}

TEST(Demo, ItsLifeGoesOnWhereItsHistoryEnds) {
    World world;
    auto store = empty_store(world.folder());
    ASSERT_TRUE(install_demo(store, World::now));
    ChangeFeed changes;
    std::size_t news = 0;
    changes.listen([&](const MeterNews&) { ++news; });
    DemoLife life(store, changes, World::now);
    EXPECT_EQ(life.catch_up(World::now), 0);
    EXPECT_GT(life.catch_up(World::now + 7200), 0);
    EXPECT_GT(news, 0U);
    EXPECT_EQ(life.catch_up(World::now + 7200), 0);

    // Nothing between history and life is missing that the fleet has, and all values are the fleet's own.
    const DemoFleet fleet(World::now, store.time_zone());
    auto tx = store.read();
    for (std::size_t m = 0; m < fleet.meters().size(); ++m) {
        const auto id = storage::find_meter(tx, fleet.meters()[m].number).value().id;
        const auto length = fleet.meters()[m].interval.value;
        for (core::UtcSeconds t{core::floor_div(World::now.value - 7200, length) * length};
             t + length <= World::now + 7200; t = t + length) {
            const auto stored = storage::read_series(tx, id, {t, t + length});
            const auto expected = fleet.reading(m, t);
            ASSERT_EQ(stored.empty() ? core::kMissing : stored.actual.front(), expected.actual) << core::to_iso(t);
        }
    }
}

}  // namespace
}  // namespace drp::portal
