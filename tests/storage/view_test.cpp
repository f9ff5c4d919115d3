// The view meter_reading, read with a plain SQL tool, says what the decoder says.
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/series.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::Shell;

/// The rows that the view should have for a meter, from the decoder.
std::string rows_of(AStore& store, const std::string& number) {
    auto tx = store->read();
    std::ostringstream out;
    for_each_day(tx, find_meter(tx, number)->id, {0}, {100'000}, [&](const DayBlock& block) {
        const auto count = static_cast<std::size_t>(block.interval.per_utc_day());
        for (std::size_t i = 0; i < count; ++i) {
            const auto actual = block.actual.empty() ? core::kMissing : block.actual[i];
            const auto predicted = block.predicted.empty() ? core::kMissing : block.predicted[i];
            const bool has_actual = core::is_present(actual);
            const bool has_predicted = core::is_present(predicted);
            if (!has_actual && !has_predicted) continue;
            out << number << '|' << block.day.value << '|'
                << block.day.start().value + static_cast<std::int64_t>(i) * block.interval.value << '|'
                << block.interval.value << '|';
            if (has_actual) out << actual.value;
            out << '|';
            if (has_predicted) out << predicted.value;
            out << '|';
            if (has_actual && has_predicted)
                out << std::max<std::int64_t>(0, std::int64_t{predicted.value} - actual.value);
            out << '\n';
        }
    });
    auto text = out.str();
    if (!text.empty()) text.pop_back();
    return text;
}

TEST(MeterReadingView, AgreesWithTheDecoderForEveryWidthAndInterval) {
    std::mt19937 random(5);
    AStore store;
    std::vector<test::Value> values;
    for (int width = 0; width <= 30; ++width) {
        const auto& interval = core::kIntervals[static_cast<std::size_t>(width) % 4];
        const auto start = test::at("2024-01-01T00:00:00Z") + width * core::kSecondsPerDay;
        const std::int32_t range = (std::int32_t{1} << width) - 1;
        for (int i = 0; i < interval.per_utc_day(); ++i)
            for (const bool is_prediction : {false, true})
                if (random() % 9 != 0 || width == 0)
                    values.push_back(
                        {"m", start + std::int64_t{i} * interval.value, interval, is_prediction,
                         static_cast<std::int32_t>(random() % (static_cast<unsigned>(range) + 1)) - range / 2});
    }
    for (auto& value : values) value.wh = std::clamp(value.wh, -core::kMaxReadingWh, core::kMaxReadingWh);
    store.merge(test::batch_of(values));
    const auto expected = rows_of(store, "m");
    ASSERT_GT(expected.size(), 10'000U);
    EXPECT_EQ(Shell(store.address()).ask("SELECT * FROM meter_reading ORDER BY start_utc"), expected);
}

TEST(MeterReadingView, FindsAMeterAndDayByTheKey) {
    AStore store;
    store.with_meter("m");
    std::vector<test::Value> values;
    for (int day = 0; day < 365; ++day)  // so many that the key is worth it
        values.push_back({"m", test::at("2024-01-01T12:00:00Z") + day * 86'400, test::kHour, true, 500});
    store.merge(test::batch_of(values));
    Shell shell(store.address());
    const std::string query = "SELECT * FROM meter_reading WHERE meter_id = 'm' AND utc_day BETWEEN 19843 AND 19844";
    if (shell.is_mariadb()) {
        const auto steps = shell.ask("EXPLAIN " + query);
        EXPECT_NE(steps.find("reading_day|eq_ref|PRIMARY"), std::string::npos) << steps;
        EXPECT_NE(steps.find("calendar|range|PRIMARY"), std::string::npos) << steps;
        return;
    }
    const auto plan = shell.ask("EXPLAIN QUERY PLAN " + query);
    EXPECT_NE(plan.find("SEARCH reading_day USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"), std::string::npos)
        << plan;
    EXPECT_NE(plan.find("SEARCH calendar USING INTEGER PRIMARY KEY"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("SCAN reading_day"), std::string::npos) << plan;
}

TEST(MeterReadingView, ShowsPredictionsBeforeTheirReadings) {
    AStore store;
    const auto t = test::at("2024-05-01T12:00:00Z");
    store.merge(test::batch_of({{"m", t, test::kHour, true, 500}}));
    const auto start = std::to_string(t.value);
    EXPECT_EQ(Shell(store.address()).ask("SELECT * FROM meter_reading"), "m|19844|" + start + "|3600||500|");
    store.merge(test::batch_of({{"m", t, test::kHour, false, 420}}));
    EXPECT_EQ(Shell(store.address()).ask("SELECT * FROM meter_reading"), "m|19844|" + start + "|3600|420|500|80");
}

}  // namespace
}  // namespace drp::storage
