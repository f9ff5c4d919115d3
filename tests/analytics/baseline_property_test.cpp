// What must hold for every meter: random histories, seeded.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "analytics/baseline.hpp"
#include "analytics/laboratory.hpp"
#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::MeterBuilder;
using test::Noise;

/// A year around both changes of the clock in Chicago, with a rhythm, noise and, if wanted, gaps.
MeterBuilder random_meter(std::uint64_t seed, bool with_gaps, core::IntervalSeconds interval = test::kHalfHour) {
    Noise noise(seed);
    MeterBuilder meter("2026-01-05", interval);
    meter.days(330, [&](core::LocalDay, std::int64_t second) {
        return 20 + 8 * std::sin(static_cast<double>(second) / 86400 * 6.28) + 3 * noise.uniform();
    });
    std::size_t gap = 0;
    for (auto& wh : meter.energy()) {
        if (with_gaps && gap == 0 && noise.below(900) == 0) gap = 1 + noise.below(12);
        if (gap > 0) {
            wh = core::kMissing;
            --gap;
        }
    }
    return meter;
}

/// Some hours of some day after the first eighty.
core::UtcRange random_event(Noise& noise, const MeterBuilder& meter) {
    const auto from = meter.history().start + 86'400 * (80 + static_cast<std::int64_t>(noise.below(240))) +
                      3600 * static_cast<std::int64_t>(noise.below(24));
    return {from, from + 3600 * (1 + static_cast<std::int64_t>(noise.below(5)))};
}
EventQuestion asked(const core::UtcRange& event) {
    return {.event = event, .firm_service_level_kw = 12};
}

TEST(BaselineProperty, NoReadingOfTheEventChangesAnUnadjustedBaseline) {
    Noise noise(11);
    for (int trial = 0; trial < 40; ++trial) {
        auto meter = random_meter(100 + static_cast<std::uint64_t>(trial), true);
        const auto event = random_event(noise, meter);
        const auto before = compute_baselines(known_methods(), meter.cut(), asked(event));
        const auto first = static_cast<std::size_t>((event.from - meter.history().start) / 1800);
        for (auto t = event.from; t < event.to; t = t + 1800)
            meter.energy()[first + static_cast<std::size_t>((t - event.from) / 1800)] = {
                static_cast<std::int32_t>(noise.below(1'000'000))};
        const auto after = compute_baselines(known_methods(), meter.cut(), asked(event));
        for (std::size_t m = 0; m < before.size(); ++m) {
            ASSERT_EQ(before[m].has_value(), after[m].has_value()) << known_methods()[m].id;
            if (before[m]) {
                ASSERT_EQ(before[m]->unadjusted_kw, after[m]->unadjusted_kw) << known_methods()[m].id;
            }
        }
    }
}

TEST(BaselineProperty, ScalingAMeterScalesItsBaseline) {
    Noise noise(12);
    for (int trial = 0; trial < 40; ++trial) {
        auto meter = random_meter(200 + static_cast<std::uint64_t>(trial), true);
        auto question = asked(random_event(noise, meter));
        const auto once = compute_baselines(known_methods(), meter.cut(), question);
        for (auto& wh : meter.energy())
            if (core::is_present(wh)) wh.value *= 7;
        question.firm_service_level_kw = *question.firm_service_level_kw * 7;
        const auto sevenfold = compute_baselines(known_methods(), meter.cut(), question);
        for (std::size_t m = 0; m < once.size(); ++m) {
            ASSERT_EQ(once[m].has_value(), sevenfold[m].has_value()) << known_methods()[m].id;
            if (!once[m]) continue;
            for (std::size_t i = 0; i < once[m]->adjusted_kw.size(); ++i)
                ASSERT_NEAR(sevenfold[m]->adjusted_kw[i], 7 * once[m]->adjusted_kw[i], 1e-9) << known_methods()[m].id;
        }
    }
}

TEST(BaselineProperty, EveryResultIsANumberAndEveryMissingReadingIsLeftOut) {
    Noise noise(13);
    for (int trial = 0; trial < 60; ++trial) {
        const auto meter = random_meter(300 + static_cast<std::uint64_t>(trial), true);
        const auto days = meter.cut();
        for (const auto& result : compute_baselines(known_methods(), days, asked(random_event(noise, meter)))) {
            if (!result) continue;
            for (std::size_t i = 0; i < result->unadjusted_kw.size(); ++i) {
                ASSERT_TRUE(std::isfinite(result->unadjusted_kw[i])) << result->method_id;
                ASSERT_TRUE(std::isfinite(result->adjusted_kw[i])) << result->method_id;
                // Loads lie between 12 and 31 kW: a gap taken for zero would pull a mean of hours below.
                ASSERT_GE(result->unadjusted_kw[i], 12) << result->method_id;
            }
            for (const auto& used : result->used) {
                ASSERT_TRUE(days.find(used.day)->is_complete());
                ASSERT_EQ(std::count(used.window.begin(), used.window.end(), core::kMissing), 0);
            }
        }
    }
}

TEST(BaselineProperty, EveryDayBackToTheLastUsedOneIsUsedOrPassedOver) {
    Noise noise(14);
    for (int trial = 0; trial < 40; ++trial) {
        const auto meter = random_meter(400 + static_cast<std::uint64_t>(trial), true);
        const auto event = random_event(noise, meter);
        const auto event_day = meter.in_zone().local_day(event.from);
        for (const auto& result : compute_baselines(known_methods(), meter.cut(), asked(event))) {
            if (!result || result->used.empty()) continue;
            std::vector<core::LocalDay> seen;
            for (const auto& used : result->used) seen.push_back(used.day);
            for (const auto& passed : result->passed_over) seen.push_back(passed.day);
            std::sort(seen.begin(), seen.end(), std::greater<>());
            for (std::size_t i = 0; i < seen.size(); ++i)
                ASSERT_EQ(seen[i].value, event_day.value - 1 - static_cast<std::int32_t>(i)) << result->method_id;
        }
    }
}

TEST(BaselineProperty, DaysAroundAChangeOfTheClockKeepTheHoursOfTheWall) {
    // Load = hour on the wall. Whatever days are used, the baseline of an interval is its own hour.
    for (const char* date : {"2026-03-09", "2026-03-10", "2026-11-02", "2026-11-03"})
        for (const auto interval : core::kIntervals) {
            MeterBuilder meter("2026-02-01", interval);
            meter.days(290, [](core::LocalDay, std::int64_t second) { return static_cast<double>(second) / 3600; });
            for (const double hour : {0.0, 1.0, 3.0, 14.0, 21.0}) {
                const auto event = meter.hours(date, hour, hour + 2);
                const auto result =
                    compute_baseline(*find_method("10-of-10-adjusted"), meter.cut(), asked(event)).value();
                for (std::size_t i = 0; i < result.unadjusted_kw.size(); ++i)
                    ASSERT_NEAR(result.unadjusted_kw[i], hour + static_cast<double>(i) * interval.hours(), 0.07)
                        << date << " " << hour << " interval " << interval.value;
            }
        }
}

TEST(BaselineProperty, OfAnEventInTheRepeatedHourIsThatHourOfOtherDays) {
    MeterBuilder meter("2026-10-01", test::kHour);
    meter.days(40, [](core::LocalDay, std::int64_t second) { return static_cast<double>(second) / 3600; });
    const auto twice = meter.in_zone().meaning({day("2026-11-01").value * core::kSecondsPerDay + 3600});
    const core::UtcRange both{twice.first, twice.second + 3600};
    const auto result = compute_baseline(*find_method("3-day"), meter.cut(), asked(both)).value();
    EXPECT_EQ(result.unadjusted_kw, (std::vector<double>{1, 1}));
}

TEST(LaboratoryProperty, PermutingMetersChangesNoMeterAndNoPortfolio) {
    std::vector<MeterBuilder> builders;
    for (std::uint64_t seed = 0; seed < 6; ++seed) builders.push_back(random_meter(500 + seed, true));
    const std::vector<PlaceboWindow> windows{{14 * 3600, 16 * 3600}, {7 * 3600, 8 * 3600}};
    const auto zone = test::zone();
    const HolidayCalendar holidays{.rules = HolidayRules::nerc};
    const auto run = [&](const std::vector<std::size_t>& order, unsigned threads) {
        std::vector<LaboratoryMeter> meters;
        for (const auto index : order) meters.push_back({.history = builders[index].history()});
        return run_laboratory({.meters = meters,
                               .methods = known_methods(),
                               .windows = windows,
                               .first = day("2026-03-01"),
                               .last = day("2026-06-30"),
                               .zone = zone,
                               .holidays = holidays},
                              threads)
            .value();
    };
    const std::vector<std::size_t> order{3, 0, 5, 1, 4, 2};
    const auto straight = run({0, 1, 2, 3, 4, 5}, 1);
    const auto permuted = run(order, 3);
    for (std::size_t m = 0; m < straight.methods.size(); ++m) {
        for (std::size_t w = 0; w < windows.size(); ++w) {
            const auto& a = straight.methods[m].windows[w];
            const auto& b = permuted.methods[m].windows[w];
            for (std::size_t i = 0; i < order.size(); ++i) {
                ASSERT_EQ(a.meters[order[i]].has_value(), b.meters[i].has_value());
                if (b.meters[i]) {
                    EXPECT_EQ(a.meters[order[i]]->relative_rmse, b.meters[i]->relative_rmse);
                }
            }
            EXPECT_NEAR(a.portfolio.bias_kw, b.portfolio.bias_kw, 1e-9);
            EXPECT_NEAR(a.credited_kwh, b.credited_kwh, 1e-9);
        }
        EXPECT_EQ(straight.methods[m].median_relative_rmse, permuted.methods[m].median_relative_rmse);
    }
    EXPECT_EQ(straight.recommendation.method, permuted.recommendation.method);
}

TEST(LaboratoryProperty, PlaceboEventsAreComputedAsRealOnesAre) {
    const auto meter = random_meter(600, true);
    const auto days = meter.cut({.rules = HolidayRules::nerc});
    const auto errors = placebo_errors(known_methods(), days,
                                       {.window = {14 * 3600, 17 * 3600},
                                        .first = day("2026-02-20"),
                                        .last = day("2026-05-20"),
                                        .on_other_days = true,
                                        .firm_service_level_kw = 12})
                            .value();
    for (std::size_t m = 0; m < known_methods().size(); ++m) {
        if (std::holds_alternative<TimeOfWeek>(known_methods()[m].rule)) continue;  // fitted once a week only
        ASSERT_GT(errors[m].days.size(), 40U) << known_methods()[m].id;
        for (const auto& placebo : errors[m].days) {
            const auto from = meter.in_zone().start_of(placebo.day) + 14 * 3600;
            const auto real = compute_baseline(known_methods()[m], days, asked({from, from + 3 * 3600})).value();
            ASSERT_NEAR(real.mean_adjusted_kw(), placebo.baseline_kw, 1e-9) << known_methods()[m].id;
        }
    }
}

}  // namespace
}  // namespace drp::analytics
