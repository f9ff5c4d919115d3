/// Timing, and how a figure reaches run.py: one JSON object a line on standard output.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace drp::benchmarks {

class Stopwatch {
  public:
    [[nodiscard]] double ms() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

template <class Work>
[[nodiscard]] double time_ms(Work&& work) {
    const Stopwatch watch;
    work();
    return watch.ms();
}

/// `work(i)` for i from 0; the first is a rehearsal and does not count.
template <class Work>
[[nodiscard]] std::vector<double> samples_ms(std::size_t count, Work&& work) {
    std::vector<double> samples;
    for (std::size_t i = 0; i <= count; ++i) {
        const double ms = time_ms([&] { work(i); });
        if (i > 0) samples.push_back(ms);
    }
    return samples;
}

[[nodiscard]] inline double quantile(std::vector<double> samples, double share) {
    std::sort(samples.begin(), samples.end());
    return samples.at(
        std::min(samples.size() - 1, static_cast<std::size_t>(share * static_cast<double>(samples.size()))));
}

inline void report(std::string_view name, double value) {
    fmt::print("{{\"name\": \"{}\", \"value\": {}}}\n", name, value);
}
/// Median, and the 99th percentile for those who ask.
inline void report(std::string_view name, const std::vector<double>& samples) {
    fmt::print("{{\"name\": \"{}\", \"value\": {}, \"p99\": {}, \"runs\": {}}}\n", name, quantile(samples, 0.5),
               quantile(samples, 0.99), samples.size());
}

}  // namespace drp::benchmarks
