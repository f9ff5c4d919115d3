#include "formats/byte_source.hpp"

#include <array>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "compression.hpp"
#include "formats/byte_pipe.hpp"

namespace drp::formats {
namespace {

using test::gzipped;
using test::zstandard;

std::string read_all(ByteSource& source, std::string* problem = nullptr, std::size_t buffer_bytes = 777) {
    std::string out;
    std::string buffer(buffer_bytes, '\0');
    while (true) {
        const auto got = source.read(buffer);
        if (!got && problem != nullptr) *problem = got.error().code;
        if (!got || *got == 0) return out;
        out.append(buffer, 0, *got);
    }
}

std::string some_text() {
    std::string text;
    for (int i = 0; i < 40'000; ++i) text += std::to_string(i * 7919 % 100'003) + (i % 9 == 0 ? '\n' : ',');
    return text;
}

TEST(ByteSource, UnpacksGzipAndZstandardByTheirFirstBytes) {
    const auto text = some_text();
    for (const auto& packed : {text, gzipped(text), zstandard(text)}) {
        for (const std::size_t chunk : {0, 1, 3, 1000}) {
            const auto source = decompressed(from_memory(packed, chunk));
            ASSERT_EQ(read_all(*source), text);
            ASSERT_EQ(source->bytes_read(), packed.size());
            ASSERT_EQ(source->total_bytes(), packed.size());
        }
    }
}

TEST(ByteSource, UnpacksSeveralMembersAndFrames) {
    EXPECT_EQ(read_all(*decompressed(from_memory(gzipped("one,") + gzipped("two")))), "one,two");
    EXPECT_EQ(read_all(*decompressed(from_memory(zstandard("one,") + zstandard("two")))), "one,two");
}

TEST(ByteSource, SaysWhenACompressedFileIsCut) {
    for (const auto& packed : {gzipped(some_text()), zstandard(some_text())}) {
        std::string problem;
        (void)read_all(*decompressed(from_memory(packed.substr(0, packed.size() / 2))), &problem);
        EXPECT_EQ(problem, "compressed-file-damaged");
    }
}

TEST(ByteSource, SaysWhenACompressedFileIsDamaged) {
    auto packed = gzipped(some_text());
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
    std::string problem;
    (void)read_all(*decompressed(from_memory(packed)), &problem);
    EXPECT_EQ(problem, "compressed-file-damaged");
}

TEST(ByteSource, StopsADecompressionBomb) {
    std::string zeros = zstandard(std::string(std::size_t{64} << 20U, '\n'));
    std::string bomb;
    for (int i = 0; i < 8; ++i) bomb += zeros;
    std::string problem;
    (void)read_all(*decompressed(from_memory(bomb)), &problem, std::size_t{1} << 20U);
    EXPECT_EQ(problem, "decompression-bomb");
}

TEST(ByteSource, ShortFilesAreNotTakenForCompressedOnes) {
    for (const auto* text : {"", "a", "\x1F", "\x1F\x8B", "\x28\xB5\x2F"})
        EXPECT_EQ(read_all(*decompressed(from_memory(text))), text);
}

TEST(ByteSource, ReadsADescriptorAndCanBeWokenFromIt) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const auto source = from_descriptor(ends[0]);
    ASSERT_EQ(write(ends[1], "abc", 3), 3);
    std::string buffer(10, '\0');
    EXPECT_EQ(source->read(buffer).value(), 3U);
    std::jthread waker([&] { source->cancel(); });
    const auto blocked = source->read(buffer);
    EXPECT_EQ(blocked.error().code, "cancelled");
    close(ends[0]);
    close(ends[1]);
}

TEST(ByteSource, AMissingFileIsNamed) {
    const auto missing = open_file("/nonexistent/readings.csv");
    EXPECT_EQ(missing.error().code, "file-not-found");
    EXPECT_EQ(missing.error().place, "/nonexistent/readings.csv");
}

TEST(BytePipe, HandsOverEverythingInOrder) {
    const auto pipe = BytePipe::create(100);
    const auto source = pipe->source();
    const auto text = some_text();
    std::jthread sender([&] {
        for (std::size_t at = 0; at < text.size(); at += 333) pipe->push(text.substr(at, 333));
        pipe->close();
    });
    EXPECT_EQ(read_all(*source), text);
    EXPECT_EQ(source->bytes_read(), text.size());
}

TEST(BytePipe, TellsASenderThatCannotWaitWhenItIsFull) {
    const auto pipe = BytePipe::create(4);
    auto source = pipe->source();
    std::string chunk = "12345";
    EXPECT_EQ(pipe->try_push(chunk), BytePipe::Pushed::taken);
    chunk = "6";
    EXPECT_EQ(pipe->try_push(chunk), BytePipe::Pushed::full);
    EXPECT_EQ(chunk, "6");
    source.reset();
    EXPECT_EQ(pipe->try_push(chunk), BytePipe::Pushed::gone);
    EXPECT_FALSE(pipe->push("7"));
}

TEST(BytePipe, AnAbortedUploadIsAProblemAfterWhatCameBefore) {
    const auto pipe = BytePipe::create();
    const auto source = pipe->source();
    pipe->push("abc");
    pipe->abort({core::ProblemKind::invalid_input, "upload-cut", "The upload ended early.", "", ""});
    std::string problem;
    EXPECT_EQ(read_all(*source, &problem), "abc");
    EXPECT_EQ(problem, "upload-cut");
}

}  // namespace
}  // namespace drp::formats
