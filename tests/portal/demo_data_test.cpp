#include "portal/demo_data.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "analytics/data_quality.hpp"
#include "analytics/savings.hpp"
#include "core/meter_number.hpp"

namespace drp::portal {
namespace {

using core::ReadingBatch;
using core::UtcSeconds;
using core::WattHours;

constexpr const char* kNow = "2026-11-23T12:07:31Z";

core::TimeZone chicago() {
    return core::TimeZone::find("America/Chicago").value();
}
UtcSeconds instant(const char* iso) {
    return core::parse_iso_instant(iso).value();
}
DemoFleet demo_at(const char* now) {
    return {instant(now), chicago()};
}

/// A meter's whole history in time order.
struct Columns {
    std::vector<UtcSeconds> start;
    std::vector<WattHours> actual;
    std::vector<WattHours> predicted;
};
Columns columns_of(const ReadingBatch& batch) {
    Columns c;
    for (const auto& slab : batch.slabs) {
        const auto actual = batch.actual(slab);
        const auto predicted = batch.predicted(slab);
        for (std::size_t i = 0; i < actual.size(); ++i)
            c.start.push_back(slab.day.start() + static_cast<std::int64_t>(i) * slab.interval.value);
        c.actual.insert(c.actual.end(), actual.begin(), actual.end());
        c.predicted.insert(c.predicted.end(), predicted.begin(), predicted.end());
    }
    return c;
}
std::vector<Columns> whole_history(const DemoFleet& fleet) {
    std::vector<Columns> all;
    DemoHistory history(fleet);
    for (ReadingBatch batch; history.next(batch);) all.push_back(columns_of(batch));
    return all;
}
const std::vector<Columns>& history_of_today() {
    static const auto history = whole_history(demo_at(kNow));
    return history;
}

/// Sums over the intervals of a range.
analytics::Savings savings_in(const Columns& c, core::UtcRange range) {
    const auto at = [&](UtcSeconds t) {
        return static_cast<std::size_t>(std::lower_bound(c.start.begin(), c.start.end(), t) - c.start.begin());
    };
    const auto first = at(range.from);
    const auto count = at(range.to) - first;
    return analytics::savings(std::span(c.actual).subspan(first, count), std::span(c.predicted).subspan(first, count));
}

std::size_t meter_named(const DemoFleet& fleet, std::string_view label) {
    const auto& meters = fleet.meters();
    const auto found = std::find_if(meters.begin(), meters.end(), [&](const DemoMeter& m) { return m.label == label; });
    if (found == meters.end()) throw std::out_of_range(std::string(label));
    return static_cast<std::size_t>(found - meters.begin());
}

TEST(DemoFleet, HasSixtyMetersWithValidDistinctNumbersAroundOneTown) {
    const auto fleet = demo_at(kNow);
    ASSERT_EQ(fleet.meters().size(), 60U);
    std::set<std::string> numbers;
    std::map<std::int32_t, int> lengths;
    for (const auto& meter : fleet.meters()) {
        EXPECT_TRUE(core::MeterNumber::is_valid(meter.number)) << meter.number;
        numbers.insert(meter.number);
        ++lengths[meter.interval.value];
        EXPECT_NEAR(meter.latitude_deg, 40.1, 0.15);
        EXPECT_NEAR(meter.longitude_deg, -89.35, 0.2);
        if (meter.organisation) {
            EXPECT_LT(*meter.organisation, fleet.organisations().size());
        }
    }
    EXPECT_EQ(numbers.size(), 60U);
    EXPECT_GT(lengths[900], 15);
    EXPECT_GT(lengths[1800], 15);
    EXPECT_EQ(lengths.size(), 2U);
}

TEST(DemoFleet, HasSixOrganisationsOfWhichTheFirstIsTheProvider) {
    const auto fleet = demo_at(kNow);
    ASSERT_EQ(fleet.organisations().size(), 6U);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(fleet.organisations()[i].is_provider, i == 0);
    for (std::size_t i = 1; i < 6; ++i)
        EXPECT_TRUE(std::any_of(fleet.meters().begin(), fleet.meters().end(),
                                [&](const auto& m) { return m.organisation == i; }));
}

TEST(DemoFleet, HasAnAccountForEveryRoleAndAnAdministratorForEveryOrganisation) {
    const auto fleet = demo_at(kNow);
    std::set<int> levels;
    std::set<std::size_t> administered;
    std::set<std::string> emails;
    for (const auto& account : fleet.accounts()) {
        levels.insert(account.level);
        emails.insert(account.email);
        EXPECT_TRUE(account.email.ends_with("@demo.example"));
        if (account.is_admin) administered.insert(account.organisation.value());
        EXPECT_EQ(account.level == 4, account.meter.has_value());
        if (account.meter) {
            EXPECT_FALSE(fleet.meters().at(*account.meter).organisation);
        }
        EXPECT_EQ(account.is_pending, account.level == 5);
        if (account.level <= 1) {
            EXPECT_EQ(account.organisation, 0U);
        }
    }
    EXPECT_EQ(levels, (std::set{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(administered.size(), 6U);
    EXPECT_EQ(emails.size(), fleet.accounts().size());
}

TEST(DemoFleet, CallsAboutNineTwoHourEventsOfWhichTheLastIsTomorrow) {
    for (const auto* now : {kNow, "2026-07-15T03:00:00Z", "2027-02-01T23:59:59Z", "2028-02-29T18:00:00Z"}) {
        SCOPED_TRACE(now);
        const auto fleet = demo_at(now);
        const auto& events = fleet.events();
        EXPECT_GE(events.size(), 8U);
        EXPECT_LE(events.size(), 12U);
        for (std::size_t i = 0; i < events.size(); ++i) {
            EXPECT_EQ(events[i].period.to - events[i].period.from, 7200);
            EXPECT_GE(events[i].period.from, fleet.history().from);
            if (i > 0) {
                EXPECT_LT(events[i - 1].period.to, events[i].period.from);
            }
            EXPECT_GT(events[i].nominations.size(), 25U);
            for (const auto& nomination : events[i].nominations) EXPECT_GE(nomination.power_kw, 1);
        }
        const auto zone = chicago();
        EXPECT_EQ(zone.local_day(events.back().period.from), zone.local_day(instant(now)).next());
        for (auto e = events.begin(); e + 1 < events.end(); ++e) EXPECT_LT(e->period.to, instant(now));
    }
}

TEST(DemoHistory, CoversThirteenMonthsUpToTheLastFullIntervalBeforeNow) {
    const auto fleet = demo_at(kNow);
    EXPECT_EQ(core::to_iso(fleet.history().from), "2025-10-23T05:00:00Z");
    for (std::size_t m = 0; m < fleet.meters().size(); ++m) {
        const auto length = fleet.meters()[m].interval.value;
        const auto& c = history_of_today()[m];
        for (std::size_t i = 0; i < c.start.size(); ++i) {
            const bool is_inside =
                c.start[i] >= fleet.history().from && c.start[i] + length <= instant("2026-11-23T12:07:31Z");
            if (!is_inside) {
                ASSERT_FALSE(is_present(c.actual[i]) || is_present(c.predicted[i]));
            }
        }
        const auto quality = analytics::data_quality(c.actual);
        EXPECT_GT(quality.n_present, 0.93 * 396 * 86'400 / length) << fleet.meters()[m].label;
    }
}

TEST(DemoHistory, GivesWellFormedBatchesOfOneMeterEach) {
    const auto fleet = demo_at(kNow);
    DemoHistory history(fleet);
    ReadingBatch batch;
    std::size_t meters = 0;
    for (; history.next(batch); ++meters) {
        ASSERT_EQ(batch.meters, std::vector{fleet.meters()[meters].number});
        ASSERT_EQ(batch.slabs.size(), 397U);  // UTC days from 2025-10-23 to 2026-11-23
        for (std::size_t i = 0; i < batch.slabs.size(); ++i) {
            ASSERT_EQ(batch.actual(batch.slabs[i]).size(), batch.predicted(batch.slabs[i]).size());
            if (i > 0) {
                ASSERT_EQ(batch.slabs[i].day, batch.slabs[i - 1].day.next());
            }
        }
    }
    EXPECT_EQ(meters, 60U);
    EXPECT_TRUE(batch.meters.empty() && batch.slabs.empty() && batch.values.empty());
    EXPECT_FALSE(history.next(batch));
}

TEST(DemoHistory, IsTheSameForTheSameAnchor) {
    const auto again = whole_history(demo_at(kNow));
    for (std::size_t m = 0; m < again.size(); ++m) {
        ASSERT_EQ(again[m].actual, history_of_today()[m].actual);
        ASSERT_EQ(again[m].predicted, history_of_today()[m].predicted);
    }
}

TEST(DemoReadings, DoNotDependOnWhenTheyAreGenerated) {
    // Live ticks of a fleet made in the morning against the history of one made nine hours later that day.
    const auto morning = demo_at("2026-11-23T14:00:00Z");
    const auto evening = demo_at("2026-11-23T23:00:00Z");
    DemoHistory history(evening);
    std::size_t m = 0;
    for (ReadingBatch batch; history.next(batch); ++m) {
        const auto c = columns_of(batch);
        const auto length = evening.meters()[m].interval.value;
        for (std::size_t i = c.start.size(); i-- > 0;) {
            if (c.start[i] < instant("2026-11-20T00:00:00Z")) break;
            if (c.start[i] + length > evening.history().to) continue;
            const auto live = morning.reading(m, c.start[i]);
            ASSERT_EQ(live.actual, c.actual[i]) << core::to_iso(c.start[i]);
            ASSERT_EQ(live.predicted, c.predicted[i]) << core::to_iso(c.start[i]);
        }
    }
}

TEST(DemoReadings, AgreeBetweenAnchorsMonthsApartButForTheEventsThatOnlyOneKnows) {
    const auto older = demo_at("2026-08-01T00:00:00Z");
    const auto newer = demo_at(kNow);
    for (std::size_t m = 0; m < older.meters().size(); m += 7)
        for (auto t = instant("2026-05-10T00:00:00Z"); t < instant("2026-05-20T00:00:00Z"); t = t + 1800)
            ASSERT_EQ(older.reading(m, t), newer.reading(m, t));
}

TEST(DemoReadings, GoOnPastTheAnchor) {
    const auto fleet = demo_at(kNow);
    const auto reading = fleet.reading(0, instant("2027-06-01T12:00:00Z"));
    EXPECT_TRUE(is_present(reading.actual) || is_present(reading.predicted));
    EXPECT_THROW((void)fleet.reading(0, instant("2026-11-23T12:07:31Z")), std::invalid_argument);
    EXPECT_THROW((void)fleet.reading(60, instant("2026-11-23T12:00:00Z")), std::out_of_range);
}

TEST(DemoReadings, HaveAFairPredictionOnDaysWithoutAnEvent) {
    analytics::Savings spring;
    for (std::size_t m = 0; m < history_of_today().size(); ++m) {
        const auto s =
            savings_in(history_of_today()[m], {instant("2026-03-15T00:00:00Z"), instant("2026-05-25T00:00:00Z")});
        EXPECT_NEAR(s.participation().value(), 0.5, 0.1) << m;
        spring += s;
    }
    EXPECT_NEAR(spring.participation().value(), 0.5, 0.03);
    EXPECT_LT(std::abs(static_cast<double>(spring.net.value)), 0.01 * static_cast<double>(spring.predicted.value));
}

TEST(DemoReadings, ShowTheResponseDuringEvents) {
    const auto fleet = demo_at(kNow);
    analytics::Savings nominated;
    analytics::Savings others;
    for (const auto& event : fleet.events()) {
        std::set<std::size_t> with;
        for (const auto& nomination : event.nominations) with.insert(nomination.meter);
        for (std::size_t m = 0; m < history_of_today().size(); ++m)
            (with.contains(m) ? nominated : others) += savings_in(history_of_today()[m], event.period);
    }
    const auto share = static_cast<double>(nominated.net.value) / static_cast<double>(nominated.predicted.value);
    EXPECT_GT(share, 0.10);
    EXPECT_LT(share, 0.25);
    EXPECT_GT(nominated.participation().value(), 0.8);
    EXPECT_LT(others.participation().value(), 0.7);
}

TEST(DemoReadings, FeedBackFromTheSolarHomeAtNoonInSpringAndFromNobodyElse) {
    const auto fleet = demo_at(kNow);
    for (std::size_t m = 0; m < fleet.meters().size(); ++m) {
        const auto quality = analytics::data_quality(history_of_today()[m].actual);
        const bool has_panels = fleet.meters()[m].label.find("solar") != std::string::npos;
        EXPECT_EQ(quality.n_negative > 1000, has_panels) << fleet.meters()[m].label;
        if (!has_panels) {
            EXPECT_EQ(quality.n_negative, 0U) << fleet.meters()[m].label;
        }
    }
}

TEST(DemoReadings, FollowTermWeekendWeatherAndSun) {
    const auto fleet = demo_at(kNow);
    const auto energy = [&](std::string_view label, const char* from, const char* to) {
        const auto s = savings_in(history_of_today()[meter_named(fleet, label)], {instant(from), instant(to)});
        return static_cast<double>(s.predicted.value) / static_cast<double>(s.n_predicted);
    };
    // School: a Wednesday in May against a Sunday, and against a Wednesday in July, 09:00-15:00 local.
    const auto term = energy("Middle school", "2026-05-13T14:00:00Z", "2026-05-13T20:00:00Z");
    EXPECT_GT(term, 2.5 * energy("Middle school", "2026-05-17T14:00:00Z", "2026-05-17T20:00:00Z"));
    EXPECT_GT(term, 1.4 * energy("Middle school", "2026-06-17T14:00:00Z", "2026-06-17T20:00:00Z"));
    // Cold storage: July against January.
    EXPECT_GT(energy("Warehouse 1, compressors", "2026-07-01T00:00:00Z", "2026-08-01T00:00:00Z"),
              1.1 * energy("Warehouse 1, compressors", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
    // Street lights: midnight against noon.
    EXPECT_GT(energy("Street lights, east", "2026-06-20T04:00:00Z", "2026-06-20T08:00:00Z"),
              10 * energy("Street lights, east", "2026-06-20T16:00:00Z", "2026-06-20T20:00:00Z"));
}

TEST(DemoReadings, HaveGapsAndAMeterThatFellSilentForDays) {
    std::size_t longest_s = 0;
    std::size_t with_gaps = 0;
    const auto fleet = demo_at(kNow);
    for (std::size_t m = 0; m < history_of_today().size(); ++m) {
        const auto& c = history_of_today()[m];
        // Not the missing hours before the first and after the last interval.
        const auto inner = std::span(c.actual).subspan(96, c.actual.size() - 192);
        const auto quality = analytics::data_quality(inner);
        with_gaps += quality.n_gaps > 0 ? 1U : 0U;
        longest_s = std::max(longest_s,
                             quality.longest_gap.length * static_cast<std::size_t>(fleet.meters()[m].interval.value));
    }
    EXPECT_GT(with_gaps, 50U);
    EXPECT_GT(longest_s, 2U * 86'400);
}

TEST(DemoReadings, StayFreeOfTheClockChangesOfAnyZone) {
    // The same instants have the same weather; a zone without daylight saving time works as well.
    for (const auto* zone : {"UTC", "Europe/Berlin", "Australia/Lord_Howe"}) {
        const DemoFleet fleet(instant(kNow), core::TimeZone::find(zone).value());
        DemoHistory history(fleet);
        ReadingBatch batch;
        ASSERT_TRUE(history.next(batch)) << zone;
        EXPECT_GT(analytics::data_quality(columns_of(batch).actual).n_present, 35'000U) << zone;
    }
}

}  // namespace
}  // namespace drp::portal
