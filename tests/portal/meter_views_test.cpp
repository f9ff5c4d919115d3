#include "portal/meter_views.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analytics/savings.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

/// One reading each half hour from `first` on; value(i) gives actual and predicted.
template <class Value>
std::string long_csv(const std::string& meter, core::UtcSeconds first, int count, Value value) {
    std::string csv = "meter_id,timestamp,actual_wh,predicted_wh\n";
    for (int i = 0; i < count; ++i) {
        const auto [actual, predicted] = value(i);
        csv += fmt::format("{},{},{},{}\n", meter, core::to_iso(first + i * 1800), actual, predicted);
    }
    return csv;
}

class MeterViewsTest : public testing::Test {
  protected:
    VisibleMeter meter(const std::string& number) {
        return MeterDirectory(world.store()).find(Actor::operator_at_the_machine(), number).value();
    }
    storage::MeterRecord record(storage::Transaction& tx, const std::string& number) {
        return meter_record(tx, meter(number)).value();
    }
    World world;
};

TEST_F(MeterViewsTest, WithoutBoundsTheRangeIsThirtyLocalDaysUpToTheLatestReading) {
    ASSERT_TRUE(world.import(long_csv("M", at("2025-06-10T05:00:00Z"), 40, [](int) { return std::pair(100, 120); })));
    auto tx = world.store().read();
    const auto range = range_of(tx, record(tx, "M"), std::nullopt, std::nullopt, World::now).value();
    EXPECT_EQ(core::to_iso(range.to), "2025-06-11T05:00:00Z");  // midnight in Chicago after 10 June
    EXPECT_EQ(core::to_iso(range.from), "2025-05-12T05:00:00Z");
}

TEST_F(MeterViewsTest, LocalDaysOfTheRangeFollowTheClock) {
    world.add_meter("M");
    auto tx = world.store().read();
    const auto hours = [&](const char* from, const char* to) {
        const auto range = range_of(tx, record(tx, "M"), from, to, World::now).value();
        return (range.to - range.from) / 3600;
    };
    EXPECT_EQ(hours("2021-03-14", "2021-03-15"), 23);
    EXPECT_EQ(hours("2021-11-07", "2021-11-08"), 25);
    EXPECT_EQ(hours("2021-06-01", "2021-06-02"), 24);
    EXPECT_EQ(hours("2021-06-01T00:00:00Z", "2021-06-01T05:00:00Z"), 5);
}

TEST_F(MeterViewsTest, WrongBoundsAreNamed) {
    world.add_meter("M");
    auto tx = world.store().read();
    const auto problem = [&](const char* from, const char* to) {
        return range_of(tx, record(tx, "M"), from, to, World::now).error();
    };
    EXPECT_EQ(problem("yesterday", "2021-01-01").code, "time-invalid");
    EXPECT_EQ(problem("yesterday", "2021-01-01").place, "from");
    EXPECT_EQ(problem("2021-01-02", "2021-01-01").code, "range-empty");
    EXPECT_EQ(problem("2021-01-02", "9999-01-01").code, "range-outside");
}

TEST_F(MeterViewsTest, TotalsCountWhatTheyCover) {
    // Four intervals: saved 20, used 30 more, no prediction, fed back 50 against a prediction of 10.
    ASSERT_TRUE(
        world.import("meter_id,timestamp,actual_wh,predicted_wh\n"
                     "M,2025-06-10T05:00:00Z,100,120\nM,2025-06-10T05:30:00Z,130,100\nM,2025-06-10T06:00:00Z,70,\n"
                     "M,2025-06-10T07:00:00Z,-50,10\n"));
    ASSERT_TRUE(world.import("meter_id,timestamp,actual_wh\nM,2025-06-10T06:00:00Z,75\nM,2025-06-10T06:30:00Z,\n"));
    auto tx = world.store().read();
    const core::UtcRange day{at("2025-06-10T05:00:00Z"), at("2025-06-11T05:00:00Z")};
    const auto view = totals_view(tx, record(tx, "M"), day, core::parse_price("0.5").value());
    EXPECT_EQ(view.sums.saved.value, 20 + 60);
    EXPECT_EQ(view.sums.net.value, 20 - 30 + 60);
    EXPECT_EQ(view.sums.with_both, 3);
    EXPECT_EQ(view.sums.with_saving, 2);
    EXPECT_EQ(view.compared_actual.value, 100 + 130 - 50);
    EXPECT_EQ(view.compared_predicted.value, 120 + 100 + 10);
    EXPECT_EQ(core::to_cents_text(view.saved), "0.04");
    EXPECT_EQ(view.negative_intervals, 1);
    EXPECT_EQ(view.corrected_intervals, 1);
    EXPECT_EQ(view.expected_intervals, 5);  // 05:00 to 07:30
}

// Storage keeps sums by its own code, analytics computes them from columns: one definition, two places, held together
// here.
TEST_F(MeterViewsTest, StoredSumsAreWhatAnalyticsComputes) {
    ASSERT_TRUE(world.import(long_csv("M", at("2025-03-01T06:00:00Z"), 3000,
                                      [](int i) { return std::pair(i * 7919 % 1000 - 100, i * 104'729 % 900); })));
    auto tx = world.store().read();
    const core::UtcRange range{at("2025-03-03T11:30:00Z"), at("2025-04-20T17:00:00Z")};
    const auto stored = storage::totals(tx, meter("M").id(), range);
    const auto series = storage::read_series(tx, meter("M").id(), range);
    const auto computed = analytics::savings(series.actual, series.predicted);
    EXPECT_EQ(stored.actual, computed.actual);
    EXPECT_EQ(stored.predicted, computed.predicted);
    EXPECT_EQ(stored.saved, computed.saved);
    EXPECT_EQ(stored.net, computed.net);
    EXPECT_EQ(stored.with_actual, computed.n_actual);
    EXPECT_EQ(stored.with_predicted, computed.n_predicted);
    EXPECT_EQ(stored.with_both, computed.n_both);
    EXPECT_EQ(stored.with_saving, computed.n_reduced);
}

TEST_F(MeterViewsTest, DailySumsHaveNoHolesInTheirDays) {
    ASSERT_TRUE(
        world.import("meter_id,timestamp,actual_wh,predicted_wh,interval_s\n"
                     "M,2025-06-10T05:00:00Z,100,,1800\nM,2025-06-12T05:00:00Z,,7,1800\n"));
    auto tx = world.store().read();
    const auto days = daily_sums(tx, record(tx, "M"));
    ASSERT_EQ(days.actual.size(), 3U);
    EXPECT_EQ(core::to_iso(days.first_day.value()), "2025-06-10");
    EXPECT_EQ(days.actual[0], core::EnergyWh{100});
    EXPECT_FALSE(days.predicted[0]);
    EXPECT_FALSE(days.actual[1]);
    EXPECT_EQ(days.predicted[2], core::EnergyWh{7});
}

TEST_F(MeterViewsTest, AnEventTellsMeanReductionAgainstItsNomination) {
    ASSERT_TRUE(world.import(
        long_csv("M", at("2025-06-10T20:00:00Z"), 8, [](int i) { return std::pair(1000, i < 4 ? 3000 : 1000); })));
    {
        auto tx = world.store().write();
        const storage::Nomination nomination{meter("M").id(), 5.0};
        storage::create_event(tx, {at("2025-06-10T20:00:00Z"), at("2025-06-10T22:00:00Z")}, "Peak", "summer-peak",
                              {&nomination, 1})
            .value();
        tx.commit();
    }
    auto tx = world.store().read();
    const auto events = event_views(tx, record(tx, "M"));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].nomination_kw, 5.0);
    EXPECT_DOUBLE_EQ(events[0].reduced_kw.value(), 4.0);  // 4 x 2 kWh in 2 h
    EXPECT_EQ(events[0].sums.saved.value, 8000);
}

TEST_F(MeterViewsTest, AReducedPictureKeepsTheExtremes) {
    ASSERT_TRUE(world.import(long_csv("M", at("2025-01-01T06:00:00Z"), 4000,
                                      [](int i) { return std::pair(i == 1234 ? 99'999 : i % 500, 100); })));
    auto tx = world.store().read();
    const core::UtcRange all{at("2025-01-01T06:00:00Z"), at("2025-06-01T05:00:00Z")};
    const auto picture = series_picture(tx, meter("M"), all, 200);
    EXPECT_TRUE(picture.is_reduced);
    EXPECT_LE(picture.kept.size(), 200U);
    EXPECT_TRUE(std::any_of(picture.kept.begin(), picture.kept.end(),
                            [&](auto i) { return picture.columns.actual[i].value == 99'999; }));
    EXPECT_FALSE(series_picture(tx, meter("M"), all, std::nullopt).is_reduced);
}

TEST_F(MeterViewsTest, AMeterIsLiveWhileItsReadingsAreFresh) {
    storage::MeterRecord meter;
    meter.interval = core::IntervalSeconds{1800};
    meter.last_reading = World::now - 1800;
    EXPECT_TRUE(is_live(meter, World::now));
    EXPECT_TRUE(is_live(meter, World::now + 2 * 1800));
    EXPECT_FALSE(is_live(meter, World::now + 4 * 1800));
    EXPECT_FALSE(is_live({}, World::now));
}

TEST_F(MeterViewsTest, AMeterWithoutReadingsHasEmptyViewsNotErrors) {
    world.add_meter("M");
    auto tx = world.store().read();
    const core::UtcRange day{at("2025-06-10T05:00:00Z"), at("2025-06-11T05:00:00Z")};
    EXPECT_FALSE(latest_reading(tx, record(tx, "M")));
    EXPECT_FALSE(daily_sums(tx, record(tx, "M")).first_day);
    EXPECT_TRUE(correlation_view(tx, meter("M"), day, std::nullopt).acf.empty());
    EXPECT_FALSE(partial_correlation_view(tx, meter("M"), day, std::nullopt).stationarity);
    EXPECT_TRUE(profile_view(tx, meter("M"), day, world.store().time_zone()).load_duration_kw.empty());
    EXPECT_EQ(totals_view(tx, record(tx, "M"), day, core::DollarsPerKwh{1}).expected_intervals, 0);
}

}  // namespace
}  // namespace drp::portal
