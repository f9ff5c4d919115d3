#include "storage/weather.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::at;
using test::kNow;
using test::Shell;

std::string counts_of(const TemperatureCounts& counts) {
    return std::to_string(counts.added) + " " + std::to_string(counts.equal) + " " + std::to_string(counts.corrected);
}

const std::vector<TemperatureValue> kTwoHours{{at("2025-06-01T00:00:00Z"), 20.5}, {at("2025-06-01T01:00:00Z"), -3}};

TEST(Temperatures, AreMergedOnceAndCorrectedLater) {
    AStore store;
    auto tx = store->write();
    const auto site = ensure_weather_site(tx, "KDSM").id;
    EXPECT_EQ(counts_of(merge_temperatures(tx, site, kTwoHours)), "2 0 0");
    EXPECT_EQ(counts_of(merge_temperatures(tx, site, kTwoHours)), "0 2 0");
    const TemperatureValue later{kTwoHours[0].time, 21};
    EXPECT_EQ(counts_of(merge_temperatures(tx, site, {&later, 1})), "0 0 1");
    const auto read = read_temperatures(tx, site, {kTwoHours[0].time, kTwoHours[1].time});
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].celsius, 21);
    EXPECT_EQ(read[1].celsius, -3);
    EXPECT_TRUE(read_temperatures(tx, site, {kTwoHours[1].time + 1, kTwoHours[1].time + 99}).empty());
}

TEST(WeatherSites, TheFirstIsTheDefaultUntilAnotherIs) {
    AStore store;
    auto tx = store->write();
    const auto first = ensure_weather_site(tx, "KDSM");
    auto second = ensure_weather_site(tx, "KCID");
    EXPECT_TRUE(first.is_default);
    EXPECT_FALSE(second.is_default);
    EXPECT_EQ(ensure_weather_site(tx, "KDSM").id, first.id);

    second.name = "Cedar Rapids";
    second.is_default = true;
    update_weather_site(tx, second);
    EXPECT_FALSE(find_weather_site(tx, "KDSM")->is_default);
    EXPECT_TRUE(find_weather_site(tx, "KCID")->is_default);
    EXPECT_EQ(find_weather_site(tx, "KCID")->name, "Cedar Rapids");

    second.is_default = false;  // it cannot be laid down
    update_weather_site(tx, second);
    EXPECT_TRUE(find_weather_site(tx, "KCID")->is_default);
}

TEST(WeatherSites, AMeterHasItsOwnOrTheDefault) {
    AStore store;
    const auto meter = store.with_meter("M1");
    auto tx = store->write();
    EXPECT_FALSE(weather_site_of(tx, meter));
    const auto first = ensure_weather_site(tx, "KDSM");
    const auto second = ensure_weather_site(tx, "KCID");
    EXPECT_EQ(weather_site_of(tx, meter)->code, "KDSM");
    assign_weather_site(tx, meter, second.id);
    EXPECT_EQ(weather_site_of(tx, meter)->code, "KCID");
    assign_weather_site(tx, meter, std::nullopt);
    EXPECT_EQ(weather_site_of(tx, meter)->code, "KDSM");
}

TEST(WeatherSites, AreListedWithWhatIsKnownOfThem) {
    AStore store;
    const auto meter = store.with_meter("M1");
    auto tx = store->write();
    const auto site = ensure_weather_site(tx, "KDSM").id;
    (void)ensure_weather_site(tx, "AAA");
    (void)merge_temperatures(tx, site, kTwoHours);
    assign_weather_site(tx, meter, site);
    const auto sites = list_weather_sites(tx);
    ASSERT_EQ(sites.size(), 2U);
    EXPECT_EQ(sites[0].site.code, "AAA");
    EXPECT_FALSE(sites[0].first);
    EXPECT_EQ(sites[1].readings, 2);
    EXPECT_EQ(sites[1].first, kTwoHours[0].time);
    EXPECT_EQ(sites[1].last, kTwoHours[1].time);
    EXPECT_EQ(sites[1].meters, 1);
}

TEST(WeatherSites, KeepTheirRulesAgainstASqlTool) {
    AStore store;
    const auto meter = store.with_meter("M1");
    {
        auto tx = store->write();
        assign_weather_site(tx, meter, ensure_weather_site(tx, "KDSM").id);
        tx.commit();
    }
    Shell shell(store.address());
    EXPECT_NE(shell.run("INSERT INTO weather_site (code, is_default) VALUES ('X', 1)"), "");
    EXPECT_NE(shell.run("INSERT INTO temperature VALUES (1, 0, 61)"), "");
    EXPECT_EQ(shell.run("DELETE FROM meter WHERE number = 'M1'"), "");
    EXPECT_EQ(shell.ask("SELECT count(*) FROM meter_weather_site"), "0");
}

}  // namespace
}  // namespace drp::storage
