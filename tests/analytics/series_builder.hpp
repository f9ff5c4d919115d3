/// Small series for the tests of this room: reproducible noise and columns with gaps.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/units.hpp"

namespace drp::test {

/// SplitMix64: the same numbers on every platform, which std:: distributions do not promise.
class Noise {
  public:
    explicit Noise(std::uint64_t seed) : state_(seed) {}
    std::uint64_t bits() {
        auto z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }
    /// [0, 1)
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }
    /// Mean 0, variance 1: sum of twelve uniforms.
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }

  private:
    std::uint64_t state_;
};

/// Values within +-2,000,000 Wh, about every fifth missing when `with_gaps`, gaps of one to nine intervals.
inline std::vector<core::WattHours> random_column(Noise& noise, std::size_t n, bool with_gaps = true) {
    std::vector<core::WattHours> column(n);
    std::size_t gap = 0;
    for (auto& wh : column) {
        if (gap == 0 && with_gaps && noise.below(20) == 0) gap = 1 + noise.below(9);
        wh.value = static_cast<std::int32_t>(noise.below(4'000'001)) - 2'000'000;
        if (gap > 0) {
            wh = core::kMissing;
            --gap;
        }
    }
    return column;
}

inline std::vector<core::WattHours> column(std::initializer_list<std::int32_t> values) {
    std::vector<core::WattHours> result;
    for (const auto value : values) result.push_back({value});
    return result;
}
inline constexpr std::int32_t kGap = core::kMissing.value;

inline std::filesystem::path shared_file(const std::string& relative) {
    return std::filesystem::path(DRP_SHARED_DATA) / relative;
}
inline std::string text_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// One column of a CSV file by the name in its header line; quotes are stripped.
inline std::vector<double> csv_column(const std::filesystem::path& path, const std::string& name) {
    std::ifstream in(path);
    std::string line;
    std::size_t wanted = 0;
    std::vector<double> values;
    for (bool header = true; std::getline(in, line); header = false) {
        std::vector<std::string> cells{""};
        for (const char c : line) {
            if (c == ',')
                cells.emplace_back();
            else if (c != '"' && c != '\r')
                cells.back() += c;
        }
        if (header) {
            while (wanted < cells.size() && cells[wanted] != name) ++wanted;
        } else {
            values.push_back(std::stod(cells.at(wanted)));
        }
    }
    return values;
}

}  // namespace drp::test

/// Reference files of other programs lie beside the repository and are not part of it.
#define DRP_NEED_SHARED(relative)                                                              \
    if (!std::filesystem::exists(drp::test::shared_file(relative)))                            \
    GTEST_SKIP() << "reference file " << drp::test::shared_file(relative) << " is not there: " \
                 << "this comparison with another program was NOT made"
