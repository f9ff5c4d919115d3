// Prometheus' text format, and what the server counts.
#include "http/metrics.hpp"

#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "site.hpp"

namespace drp::http::test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(Metrics, CountersAddUpOverThreads) {
    Metrics registry;
    auto& counter = registry.counter("things_total", "Things.");
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10'000; ++i) counter.add();
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(counter.value(), 80'000U);
    EXPECT_THAT(registry.text(),
                HasSubstr("# HELP things_total Things.\n# TYPE things_total counter\nthings_total 80000\n"));
}

TEST(Metrics, LabelsAreEscaped) {
    Metrics registry;
    registry.gauge("g", "G.", {{"a", "x\"y\\z\n"}}).set(-3);
    EXPECT_THAT(registry.text(), HasSubstr("g{a=\"x\\\"y\\\\z\\n\"} -3\n"));
}

TEST(Metrics, HistogramBucketsAreCumulativeAndInSeconds) {
    Metrics registry;
    auto& histogram = registry.histogram("d_seconds", "D.", {{"route", "/r"}});
    for (const std::uint64_t us : {50U, 100U, 101U, 20'000'000U}) histogram.observe_us(us);
    const auto text = registry.text();
    EXPECT_THAT(text, HasSubstr("d_seconds_bucket{route=\"/r\",le=\"0.0001\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("d_seconds_bucket{route=\"/r\",le=\"0.00025\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("d_seconds_bucket{route=\"/r\",le=\"10\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("d_seconds_bucket{route=\"/r\",le=\"+Inf\"} 4\n"));
    EXPECT_THAT(text, HasSubstr("d_seconds_sum{route=\"/r\"} 20.000251\n"));
    EXPECT_THAT(text, HasSubstr("d_seconds_count{route=\"/r\"} 4\n"));
}

TEST(Metrics, ANameKeepsItsType) {
    Metrics registry;
    registry.counter("a", "A.");
    EXPECT_THROW(registry.gauge("a", "A."), std::invalid_argument);
    EXPECT_THROW(registry.counter("1a", "A."), std::invalid_argument);
    EXPECT_THROW(registry.counter("a-b", "A."), std::invalid_argument);
    EXPECT_EQ(&registry.counter("a", "A."), &registry.counter("a", "A."));
}

TEST(Metrics, RequestsAreCountedByRouteMethodAndStatus) {
    {
        const TestSite site;
        Client client(site.port());
        client.get("/api/echo/one");
        client.get("/api/echo/two");
        client.get("/api/secret");
    }
    const auto text = metrics().text();
    EXPECT_THAT(text, HasSubstr(R"(http_requests_total{method="GET",route="/api/echo/{word}",status="200"})"));
    EXPECT_THAT(text, HasSubstr(R"(http_requests_total{method="GET",route="/api/secret",status="401"})"));
    EXPECT_THAT(text, HasSubstr(R"(http_request_duration_seconds_count{method="GET",route="/api/echo/{word}"})"));
    EXPECT_THAT(text, HasSubstr("process_resident_memory_bytes "));
}

TEST(Metrics, EveryLineOfTheExpositionIsWellFormed) {
    { const TestSite site; }
    std::istringstream lines(metrics().text());
    std::string line;
    while (std::getline(lines, line)) {
        if (line.starts_with("#")) {
            EXPECT_THAT(line, MatchesRegex("# (HELP|TYPE) [a-z_]+ .+"));
        } else {
            EXPECT_THAT(line, MatchesRegex(R"(^[a-z_]+(\{[^ ]*\})? [0-9.e+-]+$)"));
        }
    }
}

TEST(Metrics, ConnectionsReturnToZero) {
    {
        const TestSite site;
        Client client(site.port());
        client.get("/api/hello");
        EXPECT_GE(metrics().gauge("http_connections", "").value(), 1);
    }
    EXPECT_EQ(metrics().gauge("http_connections", "").value(), 0);
    EXPECT_EQ(metrics().gauge("http_requests_in_flight", "").value(), 0);
}

}  // namespace
}  // namespace drp::http::test
