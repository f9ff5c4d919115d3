// Any bytes at all: no crash, no sanitizer report, sound batches, every cell accounted for, and the same outcome when
// the same bytes arrive in small pieces (of a damaged compressed file: a problem both times).
//
// The first byte chooses the options, the rest is the file.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "formats/readings_reader.hpp"

namespace {

using namespace drp;  // NOLINT(google-build-using-namespace)

void require(bool holds, const char* what) {
    if (holds) return;
    fmt::print(stderr, "broken: {}\n", what);
    std::abort();
}

formats::ReaderOptions options_of(std::uint8_t choice) {
    static const auto kChicago = core::TimeZone::find("America/Chicago").value();
    formats::ReaderOptions options;
    options.zone = kChicago;
    options.threads = 0;
    options.batch_values = (choice & 1U) != 0 ? 300 : 100'000;
    options.block_bytes = (choice & 16U) != 0 ? 64 : 16'384;
    options.date_order = static_cast<formats::DateOrder>((choice >> 1U) & 3U);
    if ((choice & 8U) != 0) options.meter_columns = {"Total"};
    return options;
}

std::size_t check(const core::ReadingBatch& batch) {
    std::size_t values = 0;
    for (const auto& slab : batch.slabs) {
        require(slab.meter < batch.meters.size(), "meter index");
        require(core::interval_of(slab.interval.value).has_value(), "interval");
        for (const auto& column : {batch.actual(slab), batch.predicted(slab)}) {
            for (const auto wh : column) {
                if (!core::is_present(wh)) continue;
                require(std::abs(wh.value) <= core::kMaxReadingWh, "magnitude");
                ++values;
            }
        }
    }
    return values;
}

/// Everything that came out.
struct Outcome {
    std::string problem;  ///< empty: read to the end
    std::string figures;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome_of(std::unique_ptr<formats::ByteSource> source, std::uint8_t choice) {
    auto reader = formats::ReadingsReader::open(std::move(source), options_of(choice));
    if (!reader) return {reader.error().code, ""};
    core::ReadingBatch batch;
    std::vector<formats::Verdict> verdicts;
    std::uint64_t values = 0;
    std::uint64_t refusals = 0;
    std::int64_t sum = 0;
    std::string problem;
    while (true) {
        const auto more = reader->next(batch, verdicts);
        if (!more) problem = more.error().code;
        if (!more || !*more) break;
        values += check(batch);
        refusals += verdicts.size();
        for (const auto wh : batch.values) sum = sum * 31 % 1'000'000'007 + wh.value;
    }
    const auto& summary = reader->summary();
    require(summary.is_balanced(), "every cell is accounted for");
    require(summary.values == values, "values counted are values given");
    require(summary.verdicts() == refusals, "refusals counted are verdicts given");
    return {problem, fmt::format("{} {} {} {} {}", values, refusals, sum, summary.cells, summary.lines)};
}

/// Damage in a compressed file is noticed before or after what stands in front of it, as the pieces fall; that there is
/// something wrong is noticed always.
bool are_alike(const Outcome& whole, const Outcome& pieces) {
    constexpr auto kDamaged = "compressed-file-damaged";
    if (whole.problem == kDamaged || pieces.problem == kDamaged)
        return !whole.problem.empty() && !pieces.problem.empty();
    return whole == pieces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = outcome_of(formats::from_memory(bytes), data[0]);
    const auto pieces = outcome_of(formats::from_memory(bytes, 13), data[0]);
    require(are_alike(whole, pieces), "the same bytes give the same outcome");
    return 0;
}
