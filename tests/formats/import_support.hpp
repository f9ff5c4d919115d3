/// Reads a whole file in one call, for tests.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "formats/readings_reader.hpp"

namespace drp::formats::test {

struct Key {
    std::string meter;
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    friend auto operator<=>(const Key&, const Key&) = default;
};
struct Value {
    core::WattHours actual = core::kMissing;
    core::WattHours predicted = core::kMissing;
    friend bool operator==(const Value&, const Value&) = default;
};
using Readings = std::map<Key, Value>;

struct Imported {
    std::string problem;  ///< code; empty if the file was read to its end
    std::string place;
    Readings readings;
    std::vector<Verdict> verdicts;
    Summary summary;
    std::size_t batches = 0;
    std::string trace;  ///< everything that came out, in order: equal traces are equal runs

    [[nodiscard]] std::string codes() const {
        std::string out;
        for (const auto& verdict : verdicts)
            out +=
                fmt::format("{}{}:{} {}", out.empty() ? "" : "; ", verdict.line, verdict.column, code(verdict.reason));
        return out;
    }
    [[nodiscard]] std::int64_t sum_of(const std::string& meter) const {
        std::int64_t sum = 0;
        for (const auto& [key, value] : readings)
            if (key.meter == meter && core::is_present(value.actual)) sum += value.actual.value;
        return sum;
    }
    [[nodiscard]] std::optional<std::int32_t> actual_at(const std::string& meter, std::string_view iso) const {
        const auto t = core::parse_iso_instant(iso).value();
        for (const auto& [key, value] : readings)
            if (key.meter == meter && key.start == t && core::is_present(value.actual)) return value.actual.value;
        return std::nullopt;
    }
};

/// Broken invariants of a batch, empty if there are none.
inline std::string faults_of(const core::ReadingBatch& batch) {
    for (std::size_t i = 0; i < batch.slabs.size(); ++i) {
        const auto& slab = batch.slabs[i];
        if (slab.meter >= batch.meters.size()) return "meter index";
        if (slab.actual == core::kNoColumn && slab.predicted == core::kNoColumn) return "slab without columns";
        for (const auto column : {slab.actual, slab.predicted})
            if (column != core::kNoColumn &&
                column + static_cast<std::size_t>(slab.interval.per_utc_day()) > batch.values.size())
                return "column past the end";
        const auto order = [](const core::DaySlab& s) { return std::tuple(s.meter, s.day, s.interval); };
        if (i > 0 && !(order(batch.slabs[i - 1]) < order(slab))) return "order of slabs";
    }
    return "";
}

inline void add_to(Imported& imported, const core::ReadingBatch& batch) {
    for (const auto& slab : batch.slabs) {
        const auto actual = batch.actual(slab);
        const auto predicted = batch.predicted(slab);
        for (int i = 0; i < slab.interval.per_utc_day(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            const Value value{actual.empty() ? core::kMissing : actual[at],
                              predicted.empty() ? core::kMissing : predicted[at]};
            if (value == Value{}) continue;
            const Key key{batch.meters[slab.meter], slab.day.start() + std::int64_t{i} * slab.interval.value,
                          slab.interval};
            imported.trace += fmt::format("{} {} {} {} {}\n", key.meter, key.start.value, key.interval.value,
                                          value.actual.value, value.predicted.value);
            auto& known = imported.readings[key];  // a later batch corrects an earlier one, as in the store
            if (core::is_present(value.actual)) known.actual = value.actual;
            if (core::is_present(value.predicted)) known.predicted = value.predicted;
        }
    }
}

inline Imported import_from(std::unique_ptr<ByteSource> source, ReaderOptions options = {}) {
    Imported imported;
    auto opened = ReadingsReader::open(std::move(source), std::move(options));
    if (!opened) {
        imported.problem = opened.error().code;
        imported.place = opened.error().place;
        return imported;
    }
    core::ReadingBatch batch;
    std::vector<Verdict> verdicts;
    while (true) {
        const auto more = opened->next(batch, verdicts);
        if (!more) imported.problem = more.error().code;
        if (!more || !*more) break;
        if (const auto faults = faults_of(batch); !faults.empty()) imported.problem = "FAULTY BATCH: " + faults;
        imported.trace += fmt::format("batch {}\n", imported.batches++);
        add_to(imported, batch);
        for (const auto& verdict : verdicts)
            imported.trace +=
                fmt::format("{}:{} {} {}\n", verdict.line, verdict.column, code(verdict.reason), verdict.value);
        imported.verdicts.insert(imported.verdicts.end(), verdicts.begin(), verdicts.end());
    }
    imported.summary = opened->summary();
    return imported;
}

inline Imported import_text(std::string text, ReaderOptions options = {}) {
    return import_from(from_memory(std::move(text)), std::move(options));
}

inline ReaderOptions in_zone(std::string_view name) {
    ReaderOptions options;
    options.zone = core::TimeZone::find(name).value();
    return options;
}

}  // namespace drp::formats::test
