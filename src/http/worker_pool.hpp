/// A few threads for work that blocks: the database above all.
///
///     core::Result<Meters> meters = co_await run_on(pool, [&] { return portal.meters_of(actor); });
///     if (!meters) co_return meters.error();
///
/// The queue is bounded: when it is full, or after 15 s in it, the answer is 503 with Retry-After, not a queue in which
/// everybody times out. A job that has started is never abandoned; the pool must outlive every Server that uses it.
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "core/problem.hpp"
#include "http/task.hpp"

namespace drp::http {

class WorkerPool {
  public:
    /// `max_waiting` jobs may wait beside those that run. `name` is its label in the metrics.
    WorkerPool(std::size_t threads, std::size_t max_waiting, const std::string& name = "default");
    /// Runs what is queued, then joins.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Runs `job(argument)` on a worker and resumes here; false if the queue is full (nothing ran). The job must not
    /// throw. Prefer run_on().
    [[nodiscard]] Task<bool> run(void (*job)(void*), void* argument);

    [[nodiscard]] std::size_t waiting() const noexcept;
    /// The Problem of a full queue: unavailable, "server-busy".
    [[nodiscard]] static core::Problem busy();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

namespace detail {
template <class T>
struct ResultOf {
    using type = core::Result<T>;
};
template <class T>
struct ResultOf<core::Result<T>> {
    using type = core::Result<T>;
};
}  // namespace detail

/// Runs `fn` on a worker and resumes on the connection's own thread. `fn` returns T or Result<T>; the answer is
/// Result<T> either way, with WorkerPool::busy() if the queue was full. What `fn` throws is thrown here.
template <std::invocable F>
[[nodiscard]] Task<typename detail::ResultOf<std::invoke_result_t<F&>>::type> run_on(WorkerPool& pool, F fn) {
    using Answer = typename detail::ResultOf<std::invoke_result_t<F&>>::type;
    struct Call {
        F fn;
        std::optional<Answer> answer;
        std::exception_ptr failure;
    };
    auto call = Call{std::move(fn), std::nullopt, nullptr};
    const auto job = +[](void* argument) {
        auto& self = *static_cast<Call*>(argument);
        try {
            if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
                self.fn();
                self.answer.emplace();
            } else {
                self.answer.emplace(self.fn());
            }
        } catch (...) {
            self.failure = std::current_exception();
        }
    };
    const bool has_run = co_await pool.run(job, &call);
    if (!has_run) co_return WorkerPool::busy();
    if (call.failure) std::rethrow_exception(call.failure);
    co_return std::move(*call.answer);
}

}  // namespace drp::http
