// The same bytes give the same batches, however they arrive, are packed, or are spread over threads.
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "compression.hpp"
#include "formats/byte_pipe.hpp"
#include "import_support.hpp"

namespace drp::formats {
namespace {

using test::import_from;
using test::import_text;
using test::Imported;

/// A wide file of some MB with blanks, faults, duplicates and odd rows at fixed random places.
std::string wide_text(unsigned seed, int meters, int days, std::string_view line_end = "\n") {
    std::mt19937 random(seed);
    std::string text = "start,end";
    for (int m = 0; m < meters; ++m) text += "," + std::to_string(71'000'000 + m);
    text += ",Total";
    text += line_end;
    const core::UtcDay first{18'700};
    for (int i = 0; i < days * 96; ++i) {
        const auto t = first.start() + std::int64_t{i} * 900;
        const auto start = core::to_iso(t);
        const auto end = core::to_iso(t + 900);
        text += start + "," + end;
        for (int m = 0; m < meters; ++m) {
            const auto dice = random() % 1000;
            if (dice < 3) {
                text += ",bad";
            } else if (dice < 20) {
                text += ",";
            } else {
                text += fmt::format(",{}.{:03}", random() % 4, random() % 1000);
            }
        }
        text += random() % 50 == 0 ? "" : ",1.5";
        text += line_end;
        if (random() % 40 == 0) text += start + "," + end + ",1" + std::string(line_end);
    }
    return text;
}

std::string long_text(unsigned seed, int meters, int days) {
    std::mt19937 random(seed);
    std::string text = "meter_id,timestamp,actual_wh,predicted_wh\n";
    for (int i = 0; i < days * 48; ++i) {
        for (int m = 0; m < meters; ++m) {
            if (random() % 30 == 0) continue;
            text +=
                fmt::format("M{},{},{},{}\n", m, core::to_iso(core::UtcDay{18'700}.start() + std::int64_t{i} * 1800),
                            random() % 100 == 0 ? "x" : std::to_string(random() % 5000), random() % 5000);
        }
    }
    return text;
}

ReaderOptions with(unsigned threads, std::size_t batch_values) {
    ReaderOptions options;
    options.threads = threads;
    options.batch_values = batch_values;
    return options;
}

class Streaming : public testing::TestWithParam<bool> {
  protected:
    static std::string text() { return GetParam() ? wide_text(1, 120, 50) : long_text(1, 150, 20); }
};

TEST_P(Streaming, ChunksDoNotMatter) {
    const auto bytes = text();
    ASSERT_GT(bytes.size(), std::size_t{3} << 20U) << "several blocks";
    const auto whole = import_from(from_memory(bytes), with(0, 100'000));
    EXPECT_GT(whole.batches, 3U);
    EXPECT_TRUE(whole.summary.is_balanced());
    for (const std::size_t chunk : {1, 7, 4096, 1'000'003})
        ASSERT_TRUE(import_from(from_memory(bytes, chunk), with(0, 100'000)).trace == whole.trace) << chunk;
}

TEST_P(Streaming, TheSizeOfBlocksDoesNotMatter) {
    const auto bytes = text();
    const auto whole = import_from(from_memory(bytes), with(0, 100'000));
    for (const std::size_t block_bytes : {1, 1000, 65'537}) {
        auto options = with(0, 100'000);
        options.block_bytes = block_bytes;
        ASSERT_TRUE(import_from(from_memory(bytes), options).trace == whole.trace) << block_bytes;
    }
}

TEST_P(Streaming, ThreadsDoNotMatter) {
    const auto bytes = text();
    const auto alone = import_from(from_memory(bytes), with(0, 100'000));
    for (const unsigned threads : {1, 2, 3, 8})
        for (int round = 0; round < 3; ++round)
            ASSERT_TRUE(import_from(from_memory(bytes, 9999), with(threads, 100'000)).trace == alone.trace) << threads;
}

TEST_P(Streaming, CompressionDoesNotMatter) {
    const auto bytes = text();
    const auto plain = import_text(bytes, with(2, 100'000));
    EXPECT_TRUE(import_text(test::gzipped(bytes), with(2, 100'000)).trace == plain.trace);
    EXPECT_TRUE(import_text(test::zstandard(bytes), with(2, 100'000)).trace == plain.trace);
}

TEST_P(Streaming, TheSizeOfBatchesChangesNoReading) {
    const auto bytes = text();
    const auto large = import_text(bytes, with(0, 100'000'000));
    EXPECT_EQ(large.batches, 1U);
    for (const std::size_t batch_values : {1, 20'000, 300'000}) {
        const auto small = import_text(bytes, with(0, batch_values));
        ASSERT_TRUE(small.readings == large.readings) << batch_values;
        ASSERT_EQ(small.verdicts, large.verdicts) << batch_values;
    }
}

TEST_P(Streaming, AReaderMayBeLeftInTheMiddle) {
    auto reader = ReadingsReader::open(from_memory(text()), with(2, 1000)).value();
    core::ReadingBatch batch;
    std::vector<Verdict> verdicts;
    EXPECT_TRUE(reader.next(batch, verdicts).value());
}

INSTANTIATE_TEST_SUITE_P(Formats, Streaming, testing::Bool(),
                         [](const auto& file) { return file.param ? "Wide" : "Long"; });

TEST(Streaming, LineEndsDoNotMatter) {
    const auto expected = import_text(wide_text(2, 10, 2, "\n"));
    EXPECT_EQ(expected.problem, "");
    EXPECT_TRUE(import_text(wide_text(2, 10, 2, "\r\n")).trace == expected.trace);
    EXPECT_TRUE(import_text(wide_text(2, 10, 2, "\r")).trace == expected.trace);
    EXPECT_TRUE(import_text("\xEF\xBB\xBF" + wide_text(2, 10, 2)).trace == expected.trace);
    auto without_last_newline = wide_text(2, 10, 2);
    without_last_newline.pop_back();
    EXPECT_TRUE(import_text(without_last_newline).trace == expected.trace);
}

TEST(Streaming, ABatchHoldsAboutAsManyValuesAsAsked) {
    auto reader = ReadingsReader::open(from_memory(wide_text(3, 50, 30)), with(0, 20'000)).value();
    core::ReadingBatch batch;
    std::vector<Verdict> verdicts;
    while (reader.next(batch, verdicts).value()) EXPECT_LE(batch.values.size(), 20'000U);
}

TEST(Streaming, VerdictsAreHandedOutInPortions) {
    std::string text = "a,b,1,2,3,4,5,6,7,8,9,10\n";
    for (int i = 0; i < 10'000; ++i) text += "2021-03-21 00:00,2021-03-21 00:15,x,x,x,x,x,x,x,x,x,x\n";
    auto reader = ReadingsReader::open(from_memory(text), with(0, 1000)).value();
    core::ReadingBatch batch;
    std::vector<Verdict> verdicts;
    std::size_t all = 0;
    while (reader.next(batch, verdicts).value()) {
        EXPECT_LE(verdicts.size(), 20'010U);
        all += verdicts.size();
    }
    EXPECT_EQ(all, 100'000U);
}

TEST(Streaming, AnUploadIsReadWhileItArrives) {
    const auto text = wide_text(4, 60, 60);
    const auto pipe = BytePipe::create(100'000, text.size());
    std::jthread sender([&] {
        for (std::size_t at = 0; at < text.size(); at += 50'000) pipe->push(text.substr(at, 50'000));
        pipe->close();
    });
    const auto got = import_from(pipe->source(), with(2, 100'000));
    EXPECT_TRUE(got.trace == import_text(text, with(0, 100'000)).trace);
}

TEST(Streaming, AnUploadThatBreaksOffGivesWhatCameThenTheProblem) {
    const auto pipe = BytePipe::create(std::size_t{1} << 30U);
    pipe->push(wide_text(5, 60, 60));
    pipe->abort({core::ProblemKind::unavailable, "upload-cut", "The upload ended early.", "", ""});
    const auto during_sniff = import_from(pipe->source(), with(2, 100'000));
    EXPECT_EQ(during_sniff.problem, "upload-cut");

    const auto long_pipe = BytePipe::create(std::size_t{1} << 30U);
    long_pipe->push(wide_text(5, 100, 120));
    long_pipe->abort({core::ProblemKind::unavailable, "upload-cut", "The upload ended early.", "", ""});
    for (const auto& got : {import_from(long_pipe->source(), with(2, 100'000))}) {
        EXPECT_EQ(got.problem, "upload-cut");
        EXPECT_GT(got.readings.size(), 100'000U);
    }
}

TEST(Streaming, LeavingAReaderThatWaitsForBytesDoesNotHang) {
    const auto pipe = BytePipe::create(std::size_t{1} << 30U);
    pipe->push(wide_text(6, 100, 120));
    auto reader = ReadingsReader::open(pipe->source(), with(2, 100'000)).value();
    core::ReadingBatch batch;
    std::vector<Verdict> verdicts;
    EXPECT_TRUE(reader.next(batch, verdicts).value());
}

}  // namespace
}  // namespace drp::formats
