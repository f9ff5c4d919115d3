#include "portal/meter_details.hpp"

#include <functional>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace drp::portal {
namespace {

/// Hourly readings from `first` on, in Wh; nothing where the value is negative.
std::string hourly_csv(core::UtcSeconds first, int count, const std::function<int(int)>& wh) {
    std::string csv = "meter,start_utc,seconds,wh\n";
    for (int i = 0; i < count; ++i)
        if (wh(i) >= 0) csv += fmt::format("M,{},3600,{}\n", core::to_iso(first + std::int64_t{3600} * i), wh(i));
    return csv;
}

class MeterDetailsTest : public testing::Test {
  protected:
    void given(const char* first, int count, const std::function<int(int)>& wh) {
        ASSERT_EQ(world.import(hourly_csv(at(first), count, wh)).value().tally.counts.refused, 0);
    }
    VisibleMeter meter() { return MeterDirectory(world.store()).find(Actor::operator_at_the_machine(), "M").value(); }
    static core::UtcRange days(const char* from, const char* to) { return {at(from), at(to)}; }

    World world;
    core::TimeZone zone = core::TimeZone::find("America/Chicago").value();
};

TEST_F(MeterDetailsTest, TheFutureIsNoPartOfAnything) {
    given("2025-06-02T05:00:00Z", 30, [](int i) { return 1000 + i; });  // Monday and six hours of Tuesday
    auto tx = world.store().read();
    const auto range = days("2025-06-02T05:00:00Z", "2025-06-09T05:00:00Z");
    EXPECT_EQ(typical_days_view(tx, meter(), range, zone).days[0].days, 2U);
    const auto map = heat_map_view(tx, meter(), range, zone);
    EXPECT_EQ(core::to_iso(map.first_day.value()), "2025-06-02");
    EXPECT_EQ(map.cells.size(), 48U);
    EXPECT_EQ(load_duration_view(tx, meter(), range).n, 30U);
    EXPECT_TRUE(findings_of(tx, meter().id(), range, zone).empty());
}

TEST_F(MeterDetailsTest, NothingIsToldOfAMeterWithoutReadings) {
    world.add_meter("M");
    auto tx = world.store().read();
    const auto range = days("2025-06-02T05:00:00Z", "2025-06-09T05:00:00Z");
    EXPECT_EQ(typical_days_view(tx, meter(), range, zone).days[0].days, 0U);
    EXPECT_FALSE(heat_map_view(tx, meter(), range, zone).first_day);
    EXPECT_TRUE(load_duration_view(tx, meter(), range).kw.empty());
    EXPECT_FALSE(statistics_view(tx, meter(), range, zone).load);
    EXPECT_FALSE(portmanteau_view(tx, meter(), range, std::nullopt).ljung_box);
    EXPECT_FALSE(portmanteau_view(tx, meter(), range, std::nullopt).dickey_fuller);
    EXPECT_TRUE(findings_of(tx, meter().id(), range, zone).empty());
}

TEST_F(MeterDetailsTest, AWeekIsComparedWithTheSameWeekdaysAYearBefore) {
    // 52 weeks of 1 kWh an hour, then one of 1.5 kWh.
    given("2024-06-03T05:00:00Z", 53 * 168, [](int i) { return i >= 52 * 168 ? 1500 : 1000; });
    auto tx = world.store().read();
    const auto view = statistics_view(tx, meter(), days("2025-06-02T05:00:00Z", "2025-06-09T05:00:00Z"), zone);
    ASSERT_TRUE(view.year);
    EXPECT_EQ(view.year->pairs, 168U);
    EXPECT_DOUBLE_EQ(view.year->change().value(), 0.5);
    EXPECT_DOUBLE_EQ(view.load->peak_kw, 1.5);
    EXPECT_EQ(core::to_iso(view.peak_start.value()), "2025-06-02T05:00:00Z");
}

TEST_F(MeterDetailsTest, AFindingInAShortRangeIsJudgedByTheMonthsBefore) {
    // Days of 2 and 8 kWh; the last day of a quarter at a tenth of it would be all that a day knows of itself.
    given("2025-03-03T06:00:00Z", 90 * 24, [](int i) {
        const int usual = (i % 24 >= 8 && i % 24 < 18 ? 8000 : 2000) + (i * 7919) % 300;
        return i >= 80 * 24 && i < 85 * 24 ? usual / 10 : usual;
    });
    auto tx = world.store().read();
    const auto range = days("2025-05-23T05:00:00Z", "2025-05-24T05:00:00Z");  // inside the five days
    const auto found = findings_of(tx, meter().id(), range, zone);
    // Up to the end of the range the stretch has no end yet.
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].anomaly.kind, analytics::AnomalyKind::tenth);
    EXPECT_EQ(core::to_iso(found[0].range.from), "2025-05-22T06:00:00Z");
    EXPECT_EQ(core::to_iso(found[0].range.to), "2025-05-24T05:00:00Z");
    EXPECT_TRUE(findings_of(tx, meter().id(), days("2025-04-01T05:00:00Z", "2025-04-09T05:00:00Z"), zone).empty());
}

TEST_F(MeterDetailsTest, AnImportIsToldWhatLooksOddInWhatItBrought) {
    const auto usual = [](int i) { return (i % 24 >= 8 && i % 24 < 18 ? 8000 : 2000) + (i * 7919) % 300; };
    given("2025-03-03T06:00:00Z", 60 * 24, [&](int i) { return i == 100 ? 90'000 : usual(i); });
    const auto later =
        world.import(hourly_csv(at("2025-05-02T06:00:00Z"), 240, [&](int i) { return i == 120 ? 90'000 : usual(i); }));
    auto tx = world.store().read();
    const auto found = import_findings(tx, later->id, zone).value();
    EXPECT_EQ(found.meters, 1U);
    EXPECT_EQ(found.examined, 1U);
    ASSERT_EQ(found.findings.size(), 1U);  // the spike of the first file is not this one's
    EXPECT_EQ(found.findings[0].anomaly.kind, analytics::AnomalyKind::spike);
    EXPECT_EQ(core::to_iso(found.findings[0].range.from), "2025-05-07T06:00:00Z");
    EXPECT_EQ(import_findings(tx, {999}, zone).error().code, "import-not-found");
}

TEST_F(MeterDetailsTest, TheTestOfLagsTakesADayUnlessToldOtherwise) {
    given("2025-06-02T05:00:00Z", 240, [](int i) { return 1000 + (i * 7919) % 100 + 500 * (i % 24 / 12); });
    auto tx = world.store().read();
    const auto range = days("2025-06-02T05:00:00Z", "2025-06-12T05:00:00Z");
    const auto view = portmanteau_view(tx, meter(), range, std::nullopt);
    EXPECT_EQ(view.n, 240U);
    EXPECT_EQ(view.ljung_box->lags, 24U);
    EXPECT_LT(view.ljung_box->p_value, 1e-6);
    EXPECT_EQ(portmanteau_view(tx, meter(), range, 5).ljung_box->lags, 5U);
    ASSERT_TRUE(view.dickey_fuller);
}

}  // namespace
}  // namespace drp::portal
