// Blocking work beside the I/O threads.
#include "http/worker_pool.hpp"

#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace drp::http::test {
namespace {

/// Runs one coroutine on an I/O thread of its own.
template <class T>
T run(Task<T> task) {
    net::io_context io;
    auto result = net::co_spawn(io.get_executor(), std::move(task), net::use_future);
    io.run();
    return result.get();
}

Task<std::string> where_it_runs(WorkerPool& pool) {
    const auto here = std::this_thread::get_id();
    auto elsewhere = [] { return std::this_thread::get_id(); };
    const core::Result<std::thread::id> there = co_await run_on(pool, elsewhere);
    const bool is_back = std::this_thread::get_id() == here;
    co_return std::string(*there != here ? "worker" : "same") + (is_back ? ", back" : ", lost");
}

TEST(WorkerPool, RunsElsewhereAndResumesHere) {
    WorkerPool pool(1, 1);
    EXPECT_EQ(run(where_it_runs(pool)), "worker, back");
}

Task<int> sum_of_many(WorkerPool& pool) {
    int sum = 0;
    for (int i = 0; i < 1'000; ++i) {
        auto same = [i] { return i; };
        const core::Result<int> value = co_await run_on(pool, same);
        sum += *value;
    }
    co_return sum;
}

TEST(WorkerPool, GivesTheValueBack) {
    WorkerPool pool(2, 4);
    EXPECT_EQ(run(sum_of_many(pool)), 499'500);
}

Task<std::string> a_refusal(WorkerPool& pool) {
    auto refuse = []() -> core::Result<int> {
        return core::Problem{core::ProblemKind::not_found, "gone", "Gone.", {}, {}};
    };
    const core::Result<int> value = co_await run_on(pool, refuse);
    co_return value.error().code;
}

TEST(WorkerPool, PassesProblemsOn) {
    WorkerPool pool(1, 1);
    EXPECT_EQ(run(a_refusal(pool)), "gone");
}

Task<int> a_throw(WorkerPool& pool) {
    auto fail = []() -> int { throw std::domain_error("broken"); };
    const core::Result<int> value = co_await run_on(pool, fail);
    co_return *value;
}

TEST(WorkerPool, PassesExceptionsOn) {
    WorkerPool pool(1, 1);
    EXPECT_THROW(run(a_throw(pool)), std::domain_error);
}

}  // namespace
}  // namespace drp::http::test
