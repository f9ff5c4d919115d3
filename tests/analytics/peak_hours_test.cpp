#include "analytics/peak_hours.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::Noise;

/// Hours of whole local days.
struct Hours {
    core::UtcSeconds start;
    std::vector<double> kw;
    [[nodiscard]] HourlyLoad load() const { return {start, kw}; }
};
Hours hours(const core::TimeZone& zone, const char* first, const char* end, const test::MeterBuilder::Load& load) {
    Hours result{zone.start_of(day(first)), {}};
    for (auto t = result.start; t < zone.start_of(day(end)); t = t + 3600) {
        const auto date = zone.local_day(t);
        result.kw.push_back(load(date, zone.to_local(t).value - date.value * core::kSecondsPerDay));
    }
    return result;
}

/// 10 kW, and `peak` from 17:00 to 18:00.
test::MeterBuilder::Load evening_peak(double peak) {
    return [peak](core::LocalDay, std::int64_t second) { return second / 3600 == 17 ? peak : 10; };
}

class PeakHours : public testing::Test {
  protected:
    [[nodiscard]] PeakQuestion june(const Hours& so_far, const char* now) const {
        return {.month_first = day("2026-06-01"),
                .month_end = day("2026-07-01"),
                .so_far = so_far.load(),
                .now = test::instant(now),
                .demand_cost_dollars_per_kw = 10,
                .zone = zone_,
                .holidays = holidays_};
    }
    static double total(const PeakAdvice& advice) {
        double sum = advice.probability_it_stands;
        for (const auto& hour : advice.hours) sum += hour.probability;
        return sum;
    }

    core::TimeZone zone_ = test::zone();
    HolidayCalendar holidays_{.rules = HolidayRules::nerc};
};

TEST_F(PeakHours, AreThoseOfADayHigherThanAnySeen) {
    // Two days are left, Monday 29 and Tuesday 30; so far the peak grew by 1 kW a day. Weekends are low.
    const auto so_far = hours(zone_, "2026-06-01", "2026-06-29", [](core::LocalDay date, std::int64_t second) {
        const bool is_weekday = kind_of(date, {}) == DayKind::weekday;
        return second / 3600 == 17 && is_weekday ? 50.0 + date.value - day("2026-06-01").value : 10.0;
    });
    const auto advice = advise_peak_hours(june(so_far, "2026-06-29T05:00:00Z")).value();
    EXPECT_EQ(advice.hours.size(), 48U);
    EXPECT_DOUBLE_EQ(advice.peak_so_far->kw, 75);  // Friday, 26 June
    EXPECT_EQ(advice.days_of_this_month, 28U);
    // Each of the two is a record with probability 1/21, and then at 17:00.
    EXPECT_NEAR(advice.probability_it_stands, 20.0 / 21 * 20.0 / 21, 1e-12);
    EXPECT_EQ(zone_.to_local(advice.hours[0].start).value % 86'400, 17 * 3600);
    EXPECT_NEAR(advice.hours[0].probability, advice.hours[1].probability, 1e-12);
    EXPECT_NEAR(advice.hours[2].probability, 0, 1e-12);
    EXPECT_NEAR(total(advice), 1, 1e-12);
}

TEST_F(PeakHours, ShareWhatTheyMayBecome) {
    // One working day left. Like June: four working days, one of which peaks at 100 at 17:00, one at 90 at 15:00.
    const auto so_far = hours(zone_, "2026-06-29", "2026-06-30", evening_peak(80));
    const auto other = hours(zone_, "2025-06-02", "2025-06-06", [](core::LocalDay date, std::int64_t second) {
        const auto hour = second / 3600;
        if (date == day("2025-06-02")) return hour == 17 ? 100.0 : 10.0;
        if (date == day("2025-06-03")) return hour == 15 ? 90.0 : 20.0;
        return hour == 17 ? 70.0 : 15.0;
    });
    const std::vector like{other.load()};
    auto question = june(so_far, "2026-06-30T05:00:00Z");
    question.like_months = like;
    const auto advice = advise_peak_hours(question).value();
    // Scale: energy here 310 kWh a day; there (330 + 550 + 415 + 415) / 4 = 427.5.
    const double scale = 310 / 427.5;
    EXPECT_LT(100 * scale, 80) << "only the record day, 80 + (80 - 72.5) kW, is above the peak so far";
    EXPECT_NEAR(advice.probability_it_stands, 5.0 / 6, 1e-12);
    EXPECT_NEAR(advice.hours[0].probability, 1.0 / 6 * 4 / 5, 1e-12) << "four of five days have their peak at 17:00";
    EXPECT_NEAR(advice.hours[1].probability, 1.0 / 6 * 1 / 5, 1e-12);
    EXPECT_EQ(advice.days_of_like_months, 4U);

    question.so_far = {so_far.start, {}};  // nothing known of this month: as it was
    const auto blank = advise_peak_hours(question).value();
    EXPECT_EQ(blank.hours.front().start, test::instant("2026-06-30T22:00:00Z"));  // 17:00 in Chicago
    EXPECT_DOUBLE_EQ(blank.hours[0].probability, 0.75);
    EXPECT_DOUBLE_EQ(blank.hours[1].probability, 0.25);
    EXPECT_DOUBLE_EQ(blank.hours[1].dollars_per_kw, 2.5);
    EXPECT_DOUBLE_EQ(blank.hours[0].expected_kw, (100 + 20 + 70 + 70) / 4.0);
    EXPECT_NEAR(total(blank), 1, 1e-12);
}

TEST_F(PeakHours, OfTodayCountOnlyWhileTheyRemain) {
    const auto other = hours(zone_, "2025-06-02", "2025-06-06", evening_peak(100));
    const std::vector like{other.load()};
    const Hours nothing{zone_.start_of(day("2026-06-30")), {}};
    auto question = june(nothing, "2026-06-30T23:00:00Z");  // 18:00: the peak is over
    question.like_months = like;
    const auto advice = advise_peak_hours(question).value();
    EXPECT_EQ(advice.hours.size(), 6U);
    EXPECT_DOUBLE_EQ(advice.hours.front().expected_kw, 10);
    EXPECT_NEAR(total(advice), 1, 1e-12);
}

TEST_F(PeakHours, AfterTheMonthAreNone) {
    const auto so_far = hours(zone_, "2026-06-01", "2026-07-01", evening_peak(80));
    const auto advice = advise_peak_hours(june(so_far, "2026-07-01T05:00:00Z")).value();
    EXPECT_TRUE(advice.hours.empty());
    EXPECT_DOUBLE_EQ(advice.probability_it_stands, 1);
    EXPECT_EQ(advice.peak_so_far->start, test::instant("2026-06-01T22:00:00Z")) << "the earliest of equal hours";
}

TEST_F(PeakHours, WithoutACompleteDayAreAProblem) {
    const Hours nothing{zone_.start_of(day("2026-06-01")), {}};
    const auto result = advise_peak_hours(june(nothing, "2026-06-01T05:00:00Z"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "peak-history-missing");
    auto backwards = june(nothing, "2026-06-01T05:00:00Z");
    backwards.month_end = backwards.month_first;
    EXPECT_EQ(advise_peak_hours(backwards).error().code, "peak-month-invalid");
}

TEST_F(PeakHours, DoNotTakeAMissingHourForZero) {
    auto so_far = hours(zone_, "2026-06-01", "2026-06-20", evening_peak(80));
    so_far.kw[30] = std::numeric_limits<double>::quiet_NaN();
    const auto advice = advise_peak_hours(june(so_far, "2026-06-20T05:00:00Z")).value();
    EXPECT_EQ(advice.days_of_this_month, 18U) << "the day with the gap is no like day";
    for (const auto& hour : advice.hours) ASSERT_GE(hour.expected_kw, 10);
}

TEST_F(PeakHours, MakeUpAWholeWithThePeakSoFar) {
    Noise noise(21);
    for (const auto* month : {"2026-03", "2026-06", "2026-11"}) {  // with both changes of the clock
        const std::string first = std::string(month) + "-01";
        const auto load = [&](core::LocalDay, std::int64_t second) {
            return 50 + 20 * std::sin(static_cast<double>(second) / 13750) + 15 * noise.uniform();
        };
        const auto so_far = hours(zone_, first.c_str(), (std::string(month) + "-04").c_str(), load);
        const auto last = hours(zone_, "2025-05-01", "2025-06-01", load);
        const std::vector like{last.load()};
        const PeakQuestion question{.month_first = day(first.c_str()),
                                    .month_end = day((std::string(month) + "-29").c_str()),
                                    .so_far = so_far.load(),
                                    .like_months = like,
                                    .now = so_far.start + static_cast<std::int64_t>(so_far.kw.size()) * 3600,
                                    .demand_cost_dollars_per_kw = 10,
                                    .zone = zone_,
                                    .holidays = holidays_};
        const auto advice = advise_peak_hours(question).value();
        EXPECT_NEAR(total(advice), 1, 1e-9) << month;
        for (std::size_t i = 1; i < advice.hours.size(); ++i)
            ASSERT_GE(advice.hours[i - 1].probability, advice.hours[i].probability);
    }
}

TEST_F(PeakHours, AgreeWithASimulationOfTheSameDays) {
    // The product formula against 40,000 random months of the same pool.
    Noise noise(31);
    const auto load = [&](core::LocalDay, std::int64_t second) {
        const auto hour = second / 3600;
        return hour >= 14 && hour < 19 ? 60 + 20 * noise.uniform() : 20.0;
    };
    const auto so_far = hours(zone_, "2026-06-01", "2026-06-04", load);
    const auto may = hours(zone_, "2026-05-04", "2026-06-01", load);  // four whole weeks
    const std::vector like{may.load()};
    auto question = june(so_far, "2026-06-04T05:00:00Z");
    question.like_months = like;
    holidays_ = {};
    const auto advice = advise_peak_hours(question).value();

    using Shape = std::vector<double>;
    const auto days_of = [](const Hours& month, bool is_working) {
        std::vector<Shape> days;
        for (std::size_t i = 0; i < month.kw.size() / 24; ++i)  // both begin on a Monday
            if ((i % 7 < 5) == is_working)
                days.emplace_back(month.kw.begin() + static_cast<std::ptrdiff_t>(i * 24),
                                  month.kw.begin() + static_cast<std::ptrdiff_t>(i * 24 + 24));
        return days;
    };
    const auto mean_energy = [](const std::vector<Shape>& days) {
        double sum = 0;
        for (const auto& shape : days)
            for (const auto kw : shape) sum += kw;
        return sum / static_cast<double>(days.size());
    };
    const double scale = mean_energy(days_of(so_far, true)) / mean_energy(days_of(may, true));
    struct Top {
        double kw = 0;
        std::size_t hour = 0;
    };
    std::array<std::vector<Top>, 2> pools;
    const auto add = [&](const std::vector<Shape>& days, double factor, std::vector<Top>& pool) {
        for (const auto& shape : days) {
            const auto top = std::max_element(shape.begin(), shape.end());
            pool.push_back({*top * factor, static_cast<std::size_t>(top - shape.begin())});
        }
    };
    add(days_of(so_far, true), 1, pools[0]);
    add(days_of(may, true), scale, pools[0]);
    add(days_of(may, false), scale, pools[1]);
    const auto draw = [&](const std::vector<Top>& pool) {
        const auto which = noise.below(pool.size() + 1);
        if (which < pool.size()) return pool[which];
        std::vector<double> tops;
        for (const auto& top : pool) tops.push_back(top.kw);
        std::sort(tops.begin(), tops.end(), std::greater<>());
        return Top{2 * tops[0] - tops[1], pool[noise.below(pool.size())].hour};
    };
    double stands = 0;
    double seventeen = 0;
    constexpr int kMonths = 40'000;
    for (int month = 0; month < kMonths; ++month) {
        Top best{advice.peak_so_far->kw, 99};
        for (std::size_t date = 3; date < 30; ++date) {
            const auto top = draw(pools[date % 7 >= 5 ? 1 : 0]);
            if (top.kw > best.kw) best = top;
        }
        stands += best.hour == 99 ? 1 : 0;
        seventeen += best.hour == 17 ? 1 : 0;
    }
    double ours = 0;
    for (const auto& hour : advice.hours)
        if (zone_.to_local(hour.start).value % 86'400 / 3600 == 17) ours += hour.probability;
    EXPECT_NEAR(advice.probability_it_stands, stands / kMonths, 0.01);
    EXPECT_NEAR(ours, seventeen / kMonths, 0.01);
    EXPECT_GT(ours, 0.05);
    EXPECT_LT(ours, 0.95);
}

}  // namespace
}  // namespace drp::analytics
