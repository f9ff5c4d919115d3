#include "portal/weather.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "storage/audit.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

constexpr const char* kCsv =
    "site,time_utc,temp_c\n"
    "KDSM,2025-06-01T00:00:00Z,20\n"
    "KDSM,2025-06-01T01:00:00Z,24\n"
    "KDSM,2025-06-01T02:00:00Z,hot\n"
    "KCID,2025-06-01T00:00:00Z,10\n"
    "KCID,2025-06-01T01:00:00Z,12\n";

struct Imported {
    core::Result<TemperatureReport> report;
    std::size_t verdicts = 0;
};

Imported import(Weather& weather, const std::string& csv, bool is_dry_run = false) {
    std::size_t verdicts = 0;
    auto report = weather.import(
        Actor::operator_at_the_machine(), formats::from_memory(csv), "t.csv", is_dry_run,
        [&](const formats::Verdict&) { ++verdicts; }, World::now);
    return {std::move(report), verdicts};
}

std::size_t deeds(World& world) {
    auto tx = world.store().read();
    return static_cast<std::size_t>(storage::list_audit(tx, {}, {}).value().total);
}

TEST(Weather, ImportsGoodRowsAndTellsOfTheOthers) {
    World world;
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    const auto [report, verdicts] = import(weather, kCsv);
    EXPECT_EQ(verdicts, 1U);
    EXPECT_EQ(report->summary.refused, 1U);
    EXPECT_EQ(report->counts().added, 4);
    ASSERT_EQ(report->sites.size(), 2U);
    EXPECT_EQ(report->sites[1].code, "KCID");
    EXPECT_EQ(report->sites[1].counts.added, 2);
    ASSERT_EQ(weather.sites().size(), 2U);
    EXPECT_TRUE(weather.sites()[1].site.is_default);  // KDSM came first
}

TEST(Weather, ASecondImportChangesNothingAndIsNotBooked) {
    World world;
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    ASSERT_TRUE(import(weather, kCsv).report);
    const auto booked = deeds(world);
    const auto generation = changes.generation({1}).epoch;
    const auto again = import(weather, kCsv).report.value();
    EXPECT_EQ(again.counts().equal, 4);
    EXPECT_EQ(again.counts().added, 0);
    EXPECT_EQ(deeds(world), booked);
    EXPECT_EQ(changes.generation({1}).epoch, generation);
}

TEST(Weather, ADryRunCountsAndWritesNothing) {
    World world;
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    EXPECT_EQ(import(weather, kCsv, true).report->counts().added, 4);
    EXPECT_TRUE(weather.sites().empty());
    EXPECT_EQ(deeds(world), 0U);
}

TEST(Weather, AFileOfSomethingElseIsRefused) {
    World world;
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    EXPECT_EQ(import(weather, "meter,kwh\n").report.error().code, "unknown-format");
}

TEST(Weather, ChangesASiteAndMakesItTheDefault) {
    World world;
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    ASSERT_TRUE(import(weather, kCsv).report);
    const auto actor = Actor::operator_at_the_machine();
    const auto site =
        weather.change(actor, "KCID", {.name = "Airport", .place = std::nullopt, .makes_default = true}, World::now);
    EXPECT_EQ(site->name, "Airport");
    EXPECT_TRUE(site->is_default);
    EXPECT_FALSE(weather.sites()[1].site.is_default);
    EXPECT_EQ(weather.change(actor, "NOWHERE", {}, World::now).error().code, "weather-site-not-found");
    const WeatherSiteChange too_long{.name = std::string(201, 'x'), .place = std::nullopt};
    EXPECT_EQ(weather.change(actor, "KCID", too_long, World::now).error().code, "field-invalid");
}

TEST(Weather, AssignsAllMetersOrNone) {
    World world;
    world.add_meter("A");
    world.add_meter("B");
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    ASSERT_TRUE(import(weather, kCsv).report);
    const auto actor = Actor::operator_at_the_machine();
    const std::vector<std::string> with_a_stranger{"A", "X"};
    EXPECT_EQ(weather.assign(actor, with_a_stranger, "KCID", World::now).error().code, "meter-not-found");
    EXPECT_EQ(weather.sites()[0].meters, 0);
    const std::vector<std::string> both{"A", "B"};
    EXPECT_EQ(weather.assign(actor, both, "KCID", World::now).value(), 2U);
    EXPECT_EQ(weather.assign(actor, both, "KCID", World::now).value(), 0U);
    EXPECT_EQ(weather.assign(actor, both, std::nullopt, World::now).value(), 2U);
}

TEST(TemperaturesOf, AreTakenAtTheEndsOfTheIntervalsOfTheMetersOwnSite) {
    World world;
    const auto own = world.add_meter("A");
    const auto other = world.add_meter("B");
    ChangeFeed changes;
    Weather weather(world.store(), changes);
    ASSERT_TRUE(import(weather, kCsv).report);
    const std::vector<std::string> a{"A"};
    ASSERT_TRUE(weather.assign(Actor::operator_at_the_machine(), a, "KCID", World::now));
    auto tx = world.store().read();
    const auto first = at("2025-06-01T00:00:00Z");
    const auto near = temperatures_of(tx, own, first, {1800}, 3);
    ASSERT_EQ(near.size(), 3U);
    EXPECT_EQ(near[0], 11);  // 00:30
    EXPECT_EQ(near[1], 12);
    EXPECT_TRUE(std::isnan(near[2]));
    EXPECT_EQ(temperatures_of(tx, other, first, {1800}, 1)[0], 22);
}

TEST(TemperaturesOf, AreNothingWithoutASite) {
    World world;
    const auto meter = world.add_meter("A");
    auto tx = world.store().read();
    EXPECT_TRUE(temperatures_of(tx, meter, World::now, {3600}, 5).empty());
}

}  // namespace
}  // namespace drp::portal
