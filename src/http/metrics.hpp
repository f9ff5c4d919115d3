/// Counters, gauges and histograms in Prometheus' text format, version 0.0.4.
///
/// With the logger the only global of the house. Registering takes a lock and is done once (keep the reference);
/// counting is a relaxed add on a cache line of the thread's own.
///
///     auto& imported = metrics().counter("drp_readings_imported_total", "Readings stored by imports.");
///     imported.add(n);
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drp::http {

inline constexpr std::size_t kMetricShards = 16;
/// Index of the calling thread's shard.
[[nodiscard]] std::size_t metric_shard() noexcept;

class Counter {
  public:
    void add(std::uint64_t n = 1) noexcept { shards_[metric_shard()].n.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept;

  private:
    struct alignas(64) Shard {
        std::atomic<std::uint64_t> n{0};
    };
    std::array<Shard, kMetricShards> shards_;
};

class Gauge {
  public:
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> value_{0};
};

/// Times, kept in microseconds, shown in seconds as Prometheus wants.
class Histogram {
  public:
    static constexpr std::array<std::uint64_t, 16> kBoundsUs{
        100,    250,     500,     1'000,   2'500,     5'000,     10'000,    25'000,
        50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
    void observe_us(std::uint64_t duration_us) noexcept;
    [[nodiscard]] std::uint64_t count() const noexcept;

  private:
    friend class Metrics;
    struct alignas(64) Shard {
        std::array<std::atomic<std::uint64_t>, kBoundsUs.size() + 1> buckets{};
        std::atomic<std::uint64_t> sum_us{0};
    };
    std::array<Shard, kMetricShards> shards_;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

class Metrics {
  public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// Same name and labels give the same object; it lives as long as the registry. Throws std::invalid_argument for a
    /// name that Prometheus refuses or one used for another type.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});

    /// The exposition, with the process_… metrics that Prometheus' own clients have.
    [[nodiscard]] std::string text() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The process' registry.
[[nodiscard]] Metrics& metrics();

}  // namespace drp::http
