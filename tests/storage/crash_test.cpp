// kill -9 at any moment of a merge: what was acknowledged is there, nothing is half there.
#include <csignal>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "a_store.hpp"
#include "storage/check.hpp"
#include "storage/series.hpp"

namespace drp::storage {
namespace {

/// Batch number `k`: one quarter hour of 40 meters, and a day's predictions for one of them.
core::ReadingBatch batch(int k) {
    std::vector<test::Value> values;
    const auto t = test::at("2024-05-01T00:00:00Z") + std::int64_t{k} * 900;
    for (int m = 0; m < 40; ++m) values.push_back({"m" + std::to_string(m), t, test::kQuarter, false, k * 100 + m});
    for (int i = 0; i < 96; ++i)
        values.push_back({"p" + std::to_string(k % 5), test::at("2024-06-01T00:00:00Z") + (k / 5) * 86'400 + i * 900,
                          test::kQuarter, true, k});
    return test::batch_of(values);
}

/// Merges batches from `first` on and writes the number of each to `acknowledged` once it is committed. Never returns.
[[noreturn]] void merge_until_killed(const std::string& address, int first, int acknowledged) {
    auto store = Store::open(address, {}).value();
    for (int k = first;; ++k) {
        const auto b = batch(k);
        auto tx = store.write();
        const auto ids = find_or_create_meters(tx, b.meters, test::kNow).value();
        (void)merge(tx, b, ids, {1}, test::kNow);
        tx.commit();
        if (write(acknowledged, &k, sizeof k) != sizeof k) _exit(1);
    }
}

TEST(Killed, LosesNothingAcknowledgedAndLeavesACleanStore) {
    std::mt19937 random(7);
    const test::ScratchFolder folder;
    const auto address = test::fresh_store_address(folder.file("drp.db"));
    (void)Store::open(address, {.create = true}).value();
    int done = 0;  // batches that are known to be in
    for (int round = 0; round < 20; ++round) {
        std::array<int, 2> pipe_ends{};
        ASSERT_EQ(pipe(pipe_ends.data()), 0);
        const auto child = fork();
        if (child == 0) merge_until_killed(address, done, pipe_ends[1]);
        close(pipe_ends[1]);
        std::this_thread::sleep_for(std::chrono::microseconds(20'000 + random() % 60'000));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        int last = done - 1;
        for (int k = 0; read(pipe_ends[0], &k, sizeof k) == sizeof k;) last = k;
        close(pipe_ends[0]);

        auto store = Store::open(address, {}).value();
        auto tx = store.read();
        const auto summary = check_store(tx, [](const Finding& f) { ADD_FAILURE() << f.code << ": " << f.message; });
        const auto batches = summary.values / (40 + 96);
        EXPECT_EQ(summary.values % (40 + 96), 0) << "half a batch is there";
        EXPECT_GE(batches, last + 1) << "an acknowledged batch is gone";
        EXPECT_LE(batches, last + 2);
        done = static_cast<int>(batches);
    }
    EXPECT_GT(done, 0);
    auto store = Store::open(address, {}).value();
    auto tx = store.read();
    const auto series = read_series(tx, find_meter(tx, "m7")->id, {{0}, {4'000'000'000}});
    ASSERT_EQ(series.start, test::at("2024-05-01T00:00:00Z"));
    for (int k = 0; k < done; ++k) ASSERT_EQ(series.actual.at(static_cast<std::size_t>(k)).value, k * 100 + 7);
}

}  // namespace
}  // namespace drp::storage
