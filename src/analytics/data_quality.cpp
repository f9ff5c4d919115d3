#include "analytics/data_quality.hpp"

namespace drp::analytics {

DataQuality data_quality(std::span<const core::WattHours> series) {
    DataQuality quality;
    std::size_t begin = 0;
    while (begin < series.size()) {
        const bool present = core::is_present(series[begin]);
        auto end = begin;
        for (; end < series.size() && core::is_present(series[end]) == present; ++end) {
            quality.n_negative += present && series[end].value < 0 ? 1U : 0U;
            quality.n_zero += series[end].value == 0 ? 1U : 0U;
        }
        const Run run{.begin = begin, .length = end - begin};
        (present ? quality.n_present : quality.n_missing) += run.length;
        if (!present) ++quality.n_gaps;
        auto& longest = present ? quality.longest_run : quality.longest_gap;
        if (run.length > longest.length) longest = run;
        begin = end;
    }
    return quality;
}

std::span<const core::WattHours> longest_run(std::span<const core::WattHours> series) {
    const auto run = data_quality(series).longest_run;
    return series.subspan(run.begin, run.length);
}

}  // namespace drp::analytics
