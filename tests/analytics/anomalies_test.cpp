#include "analytics/anomalies.hpp"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "series_builder.hpp"

namespace drp::analytics {
namespace {

using core::WattHours;
using test::Noise;
constexpr core::IntervalSeconds kQuarter{900};

/// Days of quarter hours in Chicago from Monday 6 January 2025 on, and what is found in them.
struct Meter {
    core::TimeZone zone = core::TimeZone::find("America/Chicago").value();
    core::UtcSeconds first = zone.start_of({core::days_from_civil(2025, 1, 6)});
    std::vector<WattHours> series;

    /// 2 kWh at night, 8 kWh by day, weekends half of it, with 10 % of noise.
    static Meter ordinary(std::size_t days, std::uint64_t seed = 21) {
        Meter meter;
        Noise noise(seed);
        for (std::size_t i = 0; i < days * 96; ++i) {
            const bool by_day = i % 96 >= 32 && i % 96 < 72;
            const double wh = (by_day ? 8000 : 2000) * ((i / 96) % 7 >= 5 ? 0.5 : 1.0);
            meter.series.push_back({static_cast<std::int32_t>(wh * (1 + 0.1 * noise.normal()))});
        }
        return meter;
    }
    [[nodiscard]] std::vector<Anomaly> found() const {
        return anomalies(series, local_slots(first, kQuarter, series.size(), zone), kQuarter);
    }
    void scale(std::size_t begin, std::size_t end, double factor) {
        for (std::size_t i = begin; i < end; ++i)
            series[i] = {static_cast<std::int32_t>(std::lround(series[i].value * factor))};
    }
    void set(std::size_t begin, std::size_t count, std::int32_t wh) {
        for (std::size_t i = begin; i < begin + count; ++i) series[i] = {wh};
    }
};

void expect_one(const std::vector<Anomaly>& found, AnomalyKind kind, Run range) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(anomaly_name(found[0].kind), anomaly_name(kind));
    EXPECT_EQ(found[0].range, range);
}

TEST(Anomalies, FindNothingInOrdinaryMeters) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_TRUE(Meter::ordinary(120, seed).found().empty()) << seed;
    EXPECT_TRUE(Meter{}.found().empty());
}

TEST(Anomalies, FindAStretchAtATenth) {
    auto meter = Meter::ordinary(120);
    meter.scale(3000, 5000, 0.1);
    const auto found = meter.found();
    expect_one(found, AnomalyKind::tenth, {3000, 2000});
    EXPECT_NEAR(found[0].factor, 0.1, 0.01);
    EXPECT_EQ(remedy_of(found[0].kind), Remedy::multiply_by_ten);
}

TEST(Anomalies, FindAStretchAtTenTimesToTheEnd) {
    auto meter = Meter::ordinary(60);
    meter.scale(60 * 96 - 500, 60 * 96, 10);
    expect_one(meter.found(), AnomalyKind::tenfold, {60 * 96 - 500, 500});
}

TEST(Anomalies, LeaveAHolidayAlone) {
    // Two weeks at the load of the night: by day a quarter of the usual, at night as ever.
    auto meter = Meter::ordinary(120);
    Noise noise(5);
    for (std::size_t i = 3000; i < 3000 + 14 * 96; ++i)
        meter.series[i] = {static_cast<std::int32_t>(800 * (1 + 0.1 * noise.normal()))};
    EXPECT_TRUE(meter.found().empty());
}

TEST(Anomalies, LeaveASeasonAlone) {
    // Slowly down to a twelfth and back again.
    auto meter = Meter::ordinary(360);
    for (std::size_t i = 0; i < meter.series.size(); ++i) {
        const double phase = static_cast<double>(i) / static_cast<double>(meter.series.size()) * 6.283185307179586;
        meter.series[i].value =
            static_cast<std::int32_t>(meter.series[i].value * std::pow(10, 0.54 * (std::cos(phase) - 1)));
    }
    EXPECT_TRUE(meter.found().empty());
}

TEST(Anomalies, FindASpikeAndSayHowFarItIsFromTheUsual) {
    auto meter = Meter::ordinary(60);
    meter.set(2000, 2, 90'000);
    const auto found = meter.found();
    expect_one(found, AnomalyKind::spike, {2000, 2});
    EXPECT_DOUBLE_EQ(found[0].observed_kw, 360);
    EXPECT_NEAR(found[0].factor, found[0].observed_kw / found[0].usual_kw, 1e-12);
}

TEST(Anomalies, TellAReadingThatMakesUpForMissingOnesFromASpike) {
    auto meter = Meter::ordinary(60);
    meter.set(2056, 20, core::kMissing.value);  // a Monday from 10:00 on
    meter.set(2076, 1, 21 * 8000);
    const auto found = meter.found();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].kind, AnomalyKind::gap);
    EXPECT_TRUE(std::isnan(found[0].observed_kw));
    EXPECT_EQ(found[1].kind, AnomalyKind::catch_up);
    EXPECT_EQ(remedy_of(found[1].kind), Remedy::spread);
}

TEST(Anomalies, FindASpikeInsideAStretchAtATenth) {
    auto meter = Meter::ordinary(120);
    meter.scale(3000, 5000, 0.1);
    meter.set(4000, 1, 9000);
    const auto found = meter.found();
    ASSERT_EQ(found.size(), 1U);  // 9 kWh is what the meter usually shows: nothing odd about it
    meter.set(4000, 1, 90'000);
    EXPECT_EQ(meter.found().size(), 2U);
}

TEST(Anomalies, FindZerosInAMeterThatIsNeverZero) {
    auto meter = Meter::ordinary(60);
    meter.set(500, 4, 0);
    meter.set(510, 1, 0);  // within three hours: the same outage
    expect_one(meter.found(), AnomalyKind::zeros, {500, 11});
}

TEST(Anomalies, FindOnlyLongZerosInAMeterThatIsOftenZero) {
    auto meter = Meter::ordinary(60);
    for (std::size_t day = 0; day < 60; ++day) meter.set(day * 96, 20, 0);  // every night
    EXPECT_TRUE(meter.found().empty());
    meter.set(30 * 96, 3 * 96, 0);
    expect_one(meter.found(), AnomalyKind::zeros, {30 * 96, 3 * 96 + 20});
}

TEST(Anomalies, FindAValueThatStandsStill) {
    auto meter = Meter::ordinary(60);
    meter.set(1000, 60, 4321);
    expect_one(meter.found(), AnomalyKind::flat, {1000, 60});
}

TEST(Anomalies, LeaveAMeterAloneThatStandsStillEveryWeekend) {
    auto meter = Meter::ordinary(84);
    for (std::size_t week = 0; week < 12; ++week) meter.set((week * 7 + 5) * 96, 192, 2500);
    EXPECT_TRUE(meter.found().empty());
}

TEST(Anomalies, FindTheStepBackOfAResetButNotWhatIsFedBack) {
    auto meter = Meter::ordinary(60);
    meter.set(1500, 1, -700'000);
    expect_one(meter.found(), AnomalyKind::reset, {1500, 1});
    auto solar = Meter::ordinary(60);
    for (std::size_t day = 0; day < 60; ++day) solar.set(day * 96 + 45, 6, -500);
    EXPECT_TRUE(solar.found().empty());
}

TEST(Anomalies, AGapAtEitherEndIsNone) {
    auto meter = Meter::ordinary(30);
    meter.set(0, 10, core::kMissing.value);
    meter.set(30 * 96 - 10, 10, core::kMissing.value);
    EXPECT_TRUE(meter.found().empty());
    meter.set(100, 1, core::kMissing.value);
    expect_one(meter.found(), AnomalyKind::gap, {100, 1});
}

TEST(AnomaliesProperty, ScalingTheMeterChangesNothingOfWhatIsFound) {
    auto meter = Meter::ordinary(120);
    meter.scale(3000, 5000, 0.1);
    meter.set(7000, 1, 200'000);
    meter.set(8000, 5, 0);
    const auto once = meter.found();
    meter.scale(0, meter.series.size(), 20);
    const auto scaled = meter.found();
    ASSERT_EQ(once.size(), 3U);
    ASSERT_EQ(scaled.size(), once.size());
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_EQ(scaled[i].kind, once[i].kind);
        EXPECT_EQ(scaled[i].range, once[i].range);
    }
}

TEST(AnomalyName, ComesBack) {
    for (int i = 0; i < 8; ++i) {
        const auto kind = static_cast<AnomalyKind>(i);
        EXPECT_EQ(anomaly_kind(anomaly_name(kind)), kind);
    }
    EXPECT_FALSE(anomaly_kind("nothing"));
}

// ---- Public data with faults that are known ------------------------------------------------------------------------

/// Meters of a file of `meter,start_utc,seconds,wh`, and what is found in each.
struct PublicFile {
    struct Series {
        core::UtcSeconds first;
        core::IntervalSeconds interval;
        std::vector<WattHours> wh;
    };
    core::TimeZone zone;
    std::map<std::string, Series> meters;

    PublicFile(const std::string& name, const char* zone_name) : zone(core::TimeZone::find(zone_name).value()) {
        std::ifstream in(test::shared_file("meters/" + name));
        std::string line;
        std::getline(in, line);
        while (std::getline(in, line)) {
            const auto a = line.find(',');
            const auto b = line.find(',', a + 1);
            const auto c = line.find(',', b + 1);
            const auto start = core::parse_iso_instant(line.substr(a + 1, b - a - 1)).value();
            auto& series = meters[line.substr(0, a)];
            if (series.wh.empty()) series = {start, {std::stoi(line.substr(b + 1, c - b - 1))}, {}};
            series.wh.resize(static_cast<std::size_t>((start - series.first) / series.interval.value), core::kMissing);
            series.wh.push_back({std::stoi(line.substr(c + 1))});
        }
    }
    [[nodiscard]] std::vector<Anomaly> found(const std::string& meter) const {
        const auto& s = meters.at(meter);
        return anomalies(s.wh, local_slots(s.first, s.interval, s.wh.size(), zone), s.interval);
    }
    /// "2014-02-21 10:30" on the wall clock.
    [[nodiscard]] std::string local(const std::string& meter, std::size_t interval) const {
        const auto& s = meters.at(meter);
        const auto at = s.first + static_cast<std::int64_t>(interval) * s.interval.value;
        auto text = core::to_iso(core::UtcSeconds{zone.to_local(at).value});
        text[10] = ' ';
        return text.substr(0, 16);
    }
    [[nodiscard]] std::string told(const std::string& meter, AnomalyKind kind) const {
        std::string text;
        for (const auto& anomaly : found(meter)) {
            if (anomaly.kind != kind) continue;
            text += (text.empty() ? "" : "; ") + local(meter, anomaly.range.begin) + " to " +
                    local(meter, anomaly.range.begin + anomaly.range.length);
        }
        return text;
    }
    [[nodiscard]] std::size_t count_beside_gaps(const std::string& meter) const {
        const auto all = found(meter);
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [](const Anomaly& a) { return a.kind != AnomalyKind::gap; }));
    }
};

TEST(Anomalies, FindWhatIsKnownOfAUniversitysYear) {
    // POLITO-TOTAL 2014: a tenth from 21 February 10:45 to 29 May about 12:00, zeros 15 to 24 January, a spike of
    // 5,157 kW on 22 October, a gap on 10 August. The tenth of 24 to 27 January was not known before.
    DRP_NEED_SHARED("meters/polito-15min-2014.csv");
    const PublicFile file("polito-15min-2014.csv", "Europe/Rome");
    EXPECT_EQ(file.told("POLITO-TOTAL", AnomalyKind::tenth),
              "2014-01-24 15:30 to 2014-01-27 10:00; 2014-02-21 10:30 to 2014-05-29 14:15");
    EXPECT_EQ(file.told("POLITO-TOTAL", AnomalyKind::spike), "2014-10-22 14:30 to 2014-10-22 15:45");
    EXPECT_TRUE(file.told("POLITO-TOTAL", AnomalyKind::zeros)
                    .starts_with("2014-01-15 17:30 to 2014-01-21 12:30; 2014-01-21 16:30 to 2014-01-24 15:30; "));
    EXPECT_TRUE(file.told("POLITO-TOTAL", AnomalyKind::gap).starts_with("2014-08-10 15:15 to 2014-08-10 16:15"));
    EXPECT_EQ(file.count_beside_gaps("POLITO-CHILLER"), 2U);  // off until October, and one zero
}

TEST(Anomalies, FindTheSpikesOfAUniversityMeterAndLittleInItsNeighbours) {
    // Cambridge: B091 has one hour of 10,351 kWh and 27 of four to six thousand where a thousand is usual.
    DRP_NEED_SHARED("meters/cambridge-60min-8bldg-2018-2019.csv");
    const PublicFile file("cambridge-60min-8bldg-2018-2019.csv", "Europe/London");
    double highest = 0;
    std::size_t spikes = 0;
    for (const auto& anomaly : file.found("UCAM-B091")) {
        if (anomaly.kind != AnomalyKind::spike) continue;
        highest = std::max(highest, anomaly.observed_kw);
        spikes += anomaly.range.length;
    }
    EXPECT_NEAR(highest, 10'350.9, 0.1);
    EXPECT_EQ(spikes, 28U);
    // Its seven neighbours: ten runs of missing readings that their publisher wrote as zero, and nothing else.
    std::size_t zeros = 0;
    std::size_t others = 0;
    for (const auto& [meter, series] : file.meters) {
        if (meter == "UCAM-B091") continue;
        for (const auto& anomaly : file.found(meter)) (anomaly.kind == AnomalyKind::zeros ? zeros : others) += 1;
    }
    EXPECT_EQ(zeros, 10U);
    EXPECT_EQ(others, 0U);
}

TEST(Anomalies, FindLittleInMetersThatNobodyCallsFaulty) {
    DRP_NEED_SHARED("meters/uci-steel-15min-2018h1.csv");
    const std::vector<std::pair<const char*, const char*>> files{
        {"uci-steel-15min-2018h1.csv", "Asia/Seoul"},         {"lcl-30min-MAC003718.csv", "Europe/London"},
        {"sgsc-30min-5homes.csv", "Australia/Sydney"},        {"hue-60min-house1-2012-2013.csv", "America/Vancouver"},
        {"lbnl-b90-15min-simulated.csv", "Etc/GMT+8"},        {"lbnl-loadshape-15min-2013.csv", "America/Los_Angeles"},
        {"eemeter-il-60min-simulated.csv", "America/Chicago"}};
    std::size_t meters = 0;
    std::size_t findings = 0;
    for (const auto& [name, zone] : files) {
        const PublicFile file(name, zone);
        for (const auto& [meter, series] : file.meters) {
            const auto count = file.count_beside_gaps(meter);
            EXPECT_LE(count, 4U) << meter;
            findings += count;
            ++meters;
        }
    }
    EXPECT_EQ(meters, 11U);
    EXPECT_LE(findings, 10U);  // in about 16 meter-years
}

}  // namespace
}  // namespace drp::analytics
