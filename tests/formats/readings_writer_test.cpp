#include "formats/readings_writer.hpp"

#include <random>

#include <gtest/gtest.h>

#include "import_support.hpp"

namespace drp::formats {
namespace {

using core::WattHours;

TEST(ReadingsWriter, WritesUtcWholeWhAndEmptyFields) {
    std::string out;
    ReadingsWriter writer;
    writer.append_header(out);
    const auto start = core::parse_iso_instant("2021-03-21T23:30:00Z").value();
    writer.append_row(out, "71007919", start, {1800}, {104'192}, core::kMissing);
    writer.append_row(out, "71007919", start + 1800, {1800}, core::kMissing, {-5});
    EXPECT_EQ(out,
              "meter_id,timestamp,actual_wh,predicted_wh,interval_s\n"
              "71007919,2021-03-21T23:30:00Z,104192,,1800\n"
              "71007919,2021-03-22T00:00:00Z,,-5,1800\n");
}

TEST(ReadingsWriter, LeavesTheLengthOutOnRequest) {
    std::string out;
    ReadingsWriter writer(LengthColumn::left_out);
    writer.append_header(out);
    writer.append_row(out, "M", {0}, {900}, {1}, {2});
    EXPECT_EQ(out, "meter_id,timestamp,actual_wh,predicted_wh\nM,1970-01-01T00:00:00Z,1,2\n");
}

/// Sparse days of several lengths, lone readings, one channel or both, extreme values.
core::ReadingBatch random_batch(unsigned seed) {
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    core::ReadingBatch batch;
    for (int m = 0; m < 1 + below(5); ++m) {
        batch.meters.push_back("M-" + std::to_string(m));
        auto day = core::UtcDay{18'000 + below(300)};
        for (int d = 0; d < 1 + below(4); ++d, day = core::UtcDay{day.value + 1 + below(3)}) {
            core::DaySlab slab{static_cast<std::uint32_t>(m), day,
                               core::kIntervals.at(static_cast<std::size_t>(below(4))), core::kNoColumn,
                               core::kNoColumn};
            const auto size = static_cast<std::size_t>(slab.interval.per_utc_day());
            const auto fill = [&](std::uint32_t& column) {
                column = static_cast<std::uint32_t>(batch.values.size());
                const auto share = 1U + static_cast<unsigned>(below(100));
                for (std::size_t i = 0; i < size; ++i)
                    batch.values.push_back(random() % 100 < share
                                               ? WattHours{below(2'000'000'001) - core::kMaxReadingWh}
                                               : core::kMissing);
                batch.values[column + random() % size] = WattHours{below(1000)};
            };
            const auto channels = 1 + below(3);
            if ((channels & 1) != 0) fill(slab.actual);
            if ((channels & 2) != 0) fill(slab.predicted);
            batch.slabs.push_back(slab);
        }
    }
    return batch;
}

TEST(ReadingsWriter, WhatItWritesComesBackWithoutLoss) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const auto batch = random_batch(seed);
        test::Imported written;
        test::add_to(written, batch);
        std::string text;
        ReadingsWriter writer;
        writer.append_header(text);
        for (const auto& slab : batch.slabs) writer.append_slab(text, batch, slab);
        const auto read = test::import_text(text, test::in_zone("America/Chicago"));
        ASSERT_EQ(read.codes(), "") << seed;
        ASSERT_EQ(read.readings, written.readings) << seed;
    }
}

}  // namespace
}  // namespace drp::formats
