// Baselines against numbers that nobody in this project made.
#include <array>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "analytics/baseline.hpp"
#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;
using test::instant;

// ---- Meter LBNL-LS-1 of Lawrence Berkeley National Laboratory's loadshape, event LS-1: 2013-09-23 14:00 to 16:00 in
// ---- Los Angeles; expected values computed by the programme's owners from the same file.

class LoadshapeEvent : public testing::Test {
  protected:
    void SetUp() override {
        DRP_NEED_SHARED("meters/lbnl-loadshape-15min-2013.csv");
        meter_ = test::read_meter(test::shared_file("meters/lbnl-loadshape-15min-2013.csv"), "LBNL-LS-1");
    }
    Baseline baseline(const char* method) {
        return compute_baseline(
                   *find_method(method),
                   {.history = meter_.history(), .event = {.event = kEvent}, .zone = zone_, .holidays = holidays_})
            .value();
    }

    static inline const core::UtcRange kEvent{instant("2013-09-23T21:00:00Z"), instant("2013-09-23T23:00:00Z")};
    test::MeterFile meter_;
    core::TimeZone zone_ = test::zone("America/Los_Angeles");
    HolidayCalendar holidays_{.rules = HolidayRules::nerc};
};

TEST_F(LoadshapeEvent, UsedWhatWasMetered) {
    const auto kw = actual_kw(meter_.history(), kEvent).value();
    double sum = 0;
    for (const auto value : kw) sum += value;
    EXPECT_NEAR(sum / static_cast<double>(kw.size()), 15.001000, 1e-6);
}

TEST_F(LoadshapeEvent, HasTheTenOfTenAndItsRatio) {
    EXPECT_NEAR(baseline("10-of-10").mean_unadjusted_kw(), 15.965650, 1e-6);
    const auto adjusted = baseline("10-of-10-adjusted");
    EXPECT_NEAR(adjusted.adjustment.after_cap, 1.048001038, 1e-9);
    EXPECT_NEAR(adjusted.mean_adjusted_kw(), 16.732018, 1e-6);
}

TEST_F(LoadshapeEvent, HasTheHighFourOfFiveAndItsAddition) {
    const auto high = baseline("high-4-of-5");
    EXPECT_NEAR(high.mean_unadjusted_kw(), 16.723250, 1e-6);
    EXPECT_NEAR(high.adjustment.after_cap, 0.284666667, 1e-9);
    EXPECT_NEAR(high.mean_adjusted_kw(), 17.007917, 1e-6);
}

TEST_F(LoadshapeEvent, HasTheMiddleEightAndTheThreeDays) {
    EXPECT_NEAR(baseline("middle-8-of-10").mean_unadjusted_kw(), 15.970063, 1e-6);
    EXPECT_NEAR(baseline("3-day").mean_unadjusted_kw(), 16.499500, 1e-6);
}

TEST_F(LoadshapeEvent, HasTheRestAsAnIndependentProgramOfThisProjectComputes) {
    // A direct computation in Python from the same file, with the definitions of docs/methods.md.
    const auto high = baseline("high-5-of-10");
    EXPECT_NEAR(high.mean_unadjusted_kw(), 18.328999999999997, 1e-9);
    EXPECT_NEAR(high.adjustment.after_cap, 0.8886582167832169, 1e-9);
    EXPECT_NEAR(high.mean_adjusted_kw(), 16.28821645541958, 1e-9);
    EXPECT_NEAR(baseline("high-3-of-10").mean_unadjusted_kw(), 19.098166666666668, 1e-9);
    EXPECT_NEAR(baseline("rolling-90-10").mean_unadjusted_kw(), 15.395834119914575, 1e-9);
    EXPECT_NEAR(baseline("same-day-3+2").mean_unadjusted_kw(), 11.521800000000002, 1e-9);
}

// ---- LBNL's stored Dymola run of the Buildings library's 10-of-10 with same-day factor (-4 h to -1 h, 0.8 to 1.2).

struct DymolaPoint {
    double time_s = 0;
    double predicted_w = 0;
};
std::vector<DymolaPoint> dymola_points() {
    const auto path = test::shared_file("reference/lbnl-b90-10of10-dymola.csv");
    const auto time = test::csv_column(path, "sim_time_s");
    const auto predicted = test::csv_column(path, "predicted_w_10of10");
    std::vector<DymolaPoint> points;
    for (std::size_t i = 0; i < time.size(); ++i) points.push_back({time[i], predicted[i]});
    return points;
}

TEST(DymolaReference, IsMetWithin700WattsAtEveryPoint) {
    DRP_NEED_SHARED("reference/lbnl-b90-10of10-dymola.csv");
    auto meter = test::read_meter(test::shared_file("meters/lbnl-b90-15min-simulated.csv"), "LBNL-B90");
    // The model reads its table as a line between quarter hours and meters the mean of each: the mean of the reading
    // before and the reading itself.
    for (auto i = meter.energy.size() - 1; i > 0; --i)
        meter.energy[i].value = (meter.energy[i - 1].value + meter.energy[i].value) / 2;
    const auto zone = test::zone("Etc/GMT+8");
    const auto days = LoadDays::cut(meter.history(), zone, {});
    const BaselineMethod as_modelled{.id = "dymola",
                                     .name = "10 of 10 of the Buildings library",
                                     .rule = DayMatching{.count = {10, {}, {{"from the second like day on", 1}}}},
                                     .adjustment = {.kind = Adjustment::Kind::ratio, .cap_low = 0.8, .cap_high = 1.2}};
    std::size_t compared = 0;
    for (const auto& point : dymola_points()) {
        if (point.predicted_w == 0) continue;  // no like day yet
        // A point on a boundary still shows the interval that ends there: Monday at 00:00 has Sunday's level.
        const auto interval = (static_cast<std::int64_t>(point.time_s) + 899) / 900 - 1;
        const auto from = meter.start + interval * 900;
        const auto baseline = compute_baseline(as_modelled, days, {.event = {from, from + 900}});
        ASSERT_TRUE(baseline) << baseline.error().message << " at " << point.time_s << " s";
        EXPECT_NEAR(baseline->adjusted_kw.front() * 1000, point.predicted_w, 700) << "at " << point.time_s << " s";
        ++compared;
    }
    EXPECT_EQ(compared, 90U);
}

// ---- The provider's settled events: two hours, 88 rows, every intermediate value in the file.

/// A wide export of the provider: local times, kWh, one column a meter.
class AmiExport {
  public:
    explicit AmiExport(const std::filesystem::path& path) {
        std::ifstream in(path);
        std::string line;
        while (std::getline(in, line)) add(cells_of(line));
    }
    [[nodiscard]] LoadHistory history(const std::string& meter) const {
        return {start_, test::kHalfHour, columns_.at(meter)};
    }

  private:
    static std::vector<std::string> cells_of(const std::string& line) {
        std::vector<std::string> cells;
        std::istringstream in(line);
        for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
        if (!cells.empty() && !cells.back().empty() && cells.back().back() == '\r') cells.back().pop_back();
        return cells;
    }
    void add(const std::vector<std::string>& cells) {
        if (names_.empty()) {
            names_ = cells;
            return;
        }
        int month = 0;
        int date = 0;
        int year = 0;
        int hour = 0;
        int minute = 0;
        if (std::sscanf(cells.at(0).c_str(), "%d/%d/%d %d:%d", &month, &date, &year, &hour, &minute) != 5) return;
        const auto days = core::days_from_civil(year, static_cast<unsigned>(month), static_cast<unsigned>(date));
        const auto t = zone_.meaning({days * core::kSecondsPerDay + hour * 3600 + minute * 60}).first;
        if (columns_.empty()) start_ = t;
        for (std::size_t i = 2; i < names_.size() && i < cells.size(); ++i) {
            if (names_[i].find_first_not_of("0123456789") != std::string::npos) continue;
            auto& column = columns_[names_[i]];
            column.resize(static_cast<std::size_t>((t - start_) / 1800), core::kMissing);
            column.push_back(cells[i].empty() ? core::kMissing
                                              : core::WattHours{static_cast<std::int32_t>(
                                                    std::llround(std::stod(cells[i]) * 1000))});
        }
    }

    core::TimeZone zone_ = test::zone();
    std::vector<std::string> names_;
    core::UtcSeconds start_;
    std::map<std::string, std::vector<core::WattHours>> columns_;
};

TEST(ProvidersThreeDayRule, GivesEveryRowOfTheSettledEvents) {
    DRP_NEED_SHARED("settlement/three-day-baseline.csv");
    const std::map<std::string, AmiExport> exports{{"04", AmiExport(test::shared_file("ami/ami-export-2021-04.csv"))},
                                                   {"05", AmiExport(test::shared_file("ami/ami-export-2021-05.csv"))}};
    const auto zone = test::zone();
    const HolidayCalendar holidays{.rules = HolidayRules::nerc, .has_day_after_thanksgiving = true};
    std::ifstream in(test::shared_file("settlement/three-day-baseline.csv"));
    std::string line;
    std::getline(in, line);
    std::size_t rows = 0;
    while (std::getline(in, line)) {
        std::vector<std::string> cells;
        std::istringstream cell_stream(line);
        for (std::string cell; std::getline(cell_stream, cell, ',');) cells.push_back(cell);
        const auto history = exports.at(cells[0]).history(cells[5]);
        // Both events lie in summer time: UTC-5.
        const auto from = instant(cells[1] + ":00-05:00");
        const core::UtcRange event{from, from + 3600};
        const auto baseline = compute_baseline(
            *find_method("3-day"), {.history = history, .event = {.event = event}, .zone = zone, .holidays = holidays});
        ASSERT_TRUE(baseline) << line << baseline.error().message;
        const auto actual = actual_kw(history, event).value();
        const auto mean_actual = (actual[0] + actual[1]) / 2;
        EXPECT_NEAR(baseline->mean_unadjusted_kw(), std::stod(cells[16]), 1e-6) << line;
        EXPECT_NEAR(mean_actual, std::stod(cells[17]), 1e-6) << line;
        EXPECT_NEAR(baseline->mean_unadjusted_kw() - mean_actual, std::stod(cells[18]), 1e-6) << line;
        std::string used;
        for (const auto& used_day : baseline->used) used += core::to_iso(used_day.day) + " ";
        for (const auto& used_day : baseline->used)
            EXPECT_NE(cells[15].find(core::to_iso(used_day.day)), std::string::npos) << used << line;
        ++rows;
    }
    EXPECT_EQ(rows, 88U);
}

}  // namespace
}  // namespace drp::analytics
