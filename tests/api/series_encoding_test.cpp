#include "api/series_encoding.hpp"

#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "api/json.hpp"

namespace drp::api {
namespace {

std::vector<core::WattHours> random_column(std::size_t n, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<core::WattHours> column;
    for (std::size_t i = 0; i < n; ++i)
        column.push_back(random() % 5 == 0
                             ? core::kMissing
                             : core::WattHours{static_cast<std::int32_t>(random() % 2'000'000'001) - 1'000'000'000});
    return column;
}

SeriesView view(const std::vector<core::WattHours>& actual, const std::vector<core::WattHours>& predicted) {
    return {"71007919", core::UtcSeconds{1'700'000'100}, core::IntervalSeconds{900}, actual, predicted};
}

std::vector<std::int32_t> numbers(const boost::json::value& array) {
    std::vector<std::int32_t> values;
    for (const auto& value : array.as_array())
        values.push_back(value.is_null() ? core::kMissing.value : static_cast<std::int32_t>(value.as_int64()));
    return values;
}

TEST(SeriesJson, IsValidJsonThatHoldsExactlyTheColumns) {
    const auto actual = random_column(500, 1);
    const auto predicted = random_column(500, 2);
    std::string text;
    append_series_json(text, view(actual, predicted));
    const auto json = boost::json::parse(text).as_object();
    EXPECT_EQ(json.at("meter"), "71007919");
    EXPECT_EQ(json.at("start_utc"), 1'700'000'100);
    EXPECT_EQ(json.at("interval_s"), 900);
    EXPECT_EQ(json.at("full_n"), 500);
    EXPECT_TRUE(json.at("index").is_null());
    const auto read = numbers(json.at("actual_wh"));
    ASSERT_EQ(read.size(), actual.size());
    for (std::size_t i = 0; i < read.size(); ++i) EXPECT_EQ(read[i], actual[i].value);
    EXPECT_EQ(numbers(json.at("predicted_wh")).back(), predicted.back().value);
}

TEST(SeriesJson, AReducedSeriesCarriesTheIntervalOfEachPoint) {
    const auto actual = random_column(10, 3);
    const auto predicted = random_column(10, 4);
    const std::vector<std::uint32_t> kept{0, 3, 9};
    auto series = view(actual, predicted);
    series.is_reduced = true;
    series.kept = kept;
    std::string text;
    append_series_json(text, series);
    const auto json = boost::json::parse(text).as_object();
    EXPECT_EQ(numbers(json.at("index")), (std::vector<std::int32_t>{0, 3, 9}));
    EXPECT_EQ(numbers(json.at("actual_wh")),
              (std::vector<std::int32_t>{actual[0].value, actual[3].value, actual[9].value}));
    EXPECT_EQ(json.at("full_n"), 10);
}

TEST(SeriesJson, AnEmptySeriesIsEmptyColumns) {
    std::string text;
    append_series_json(text, view({}, {}));
    EXPECT_TRUE(boost::json::parse(text).at("actual_wh").as_array().empty());
}

TEST(SeriesBinary, HasTheDocumentedHeaderAndTheColumnsAsTheyAre) {
    const auto actual = random_column(7, 5);
    const auto predicted = random_column(7, 6);
    std::string bytes;
    append_series_binary(bytes, view(actual, predicted));
    ASSERT_EQ(bytes.size(), kSeriesHeaderBytes + 2 * 7 * 4);
    EXPECT_EQ(bytes.substr(0, 4), "DRP1");
    std::uint32_t n = 0;
    std::int64_t start = 0;
    std::int32_t last = 0;
    std::memcpy(&n, bytes.data() + 4, 4);
    std::memcpy(&start, bytes.data() + 16, 8);
    std::memcpy(&last, bytes.data() + bytes.size() - 4, 4);
    EXPECT_EQ(n, 7U);
    EXPECT_EQ(start, 1'700'000'100);
    EXPECT_EQ(last, predicted.back().value);
}

TEST(WithMember, AddsReadyMadeJsonToAnObject) {
    EXPECT_EQ(with_member({{"a", 1}}, "b", "[2]"), R"({"a":1,"b":[2]})");
    EXPECT_EQ(with_member({}, "b", "null"), R"({"b":null})");
}

}  // namespace
}  // namespace drp::api
