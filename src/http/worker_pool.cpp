#include "http/worker_pool.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include "http/metrics.hpp"

namespace drp::http {

namespace {

/// Whoever has waited so long is told to come again: a pool whose workers are all held up (by a database that does not
/// answer) is otherwise a queue in which everybody times out.
constexpr std::chrono::seconds kLongestWait{15};

/// A queued job. Whoever owns it runs it or drops it.
struct Queued {
    Queued() = default;
    Queued(const Queued&) = delete;
    Queued& operator=(const Queued&) = delete;
    virtual ~Queued() = default;
    virtual void run() = 0;
    virtual void refuse() = 0;

    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
};

/// Calls the job and then resumes the coroutine on its own thread. The tracked executor keeps that thread's
/// io_context running until then.
template <class Handler>
class QueuedFor final : public Queued {
  public:
    QueuedFor(void (*job)(void*), void* argument, Handler handler)
        : job_(job),
          argument_(argument),
          executor_(net::prefer(net::get_associated_executor(handler), net::execution::outstanding_work.tracked)),
          handler_(std::move(handler)) {}

    void run() override {
        job_(argument_);
        resume(true);
    }
    void refuse() override { resume(false); }

  private:
    void resume(bool has_run) {
        net::post(executor_, [handler = std::move(handler_), has_run]() mutable { handler(has_run); });
    }

    using TrackedExecutor = std::decay_t<decltype(net::prefer(
        net::get_associated_executor(std::declval<const Handler&>()), net::execution::outstanding_work.tracked))>;
    void (*job_)(void*);
    void* argument_;
    TrackedExecutor executor_;
    Handler handler_;
};

}  // namespace

struct WorkerPool::State {
    explicit State(const Labels& labels)
        : refused(metrics().counter("drp_worker_refused_total",
                                    "Jobs refused because the queue was full or they had waited too long in it.",
                                    labels)),
          depth(metrics().gauge("drp_worker_queue_length", "Jobs that wait for a worker.", labels)),
          waits(metrics().histogram("drp_worker_wait_seconds", "How long jobs waited for a worker.", labels)) {}

    std::mutex mutex;
    std::condition_variable has_news;
    std::deque<std::unique_ptr<Queued>> queue;
    std::size_t max_waiting = 0;
    std::size_t idle = 0;
    bool is_stopping = false;
    std::vector<std::thread> threads;
    Counter& refused;
    Gauge& depth;
    Histogram& waits;

    bool has_room() {
        const std::scoped_lock lock(mutex);
        return queue.size() < max_waiting + idle;
    }

    void push(std::unique_ptr<Queued> job) {
        {
            const std::scoped_lock lock(mutex);
            queue.push_back(std::move(job));
            depth.set(static_cast<std::int64_t>(queue.size()));
        }
        has_news.notify_one();
    }

    void work() {
        std::unique_lock lock(mutex);
        for (;;) {
            ++idle;
            has_news.wait(lock, [&] { return !queue.empty() || is_stopping; });
            --idle;
            if (queue.empty()) return;
            auto job = std::move(queue.front());
            queue.pop_front();
            depth.set(static_cast<std::int64_t>(queue.size()));
            lock.unlock();
            const auto waited = std::chrono::steady_clock::now() - job->since;
            waits.observe_us(
                static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(waited).count()));
            if (waited < kLongestWait) {
                job->run();
            } else {
                refused.add();
                job->refuse();
            }
            job.reset();
            lock.lock();
        }
    }
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t max_waiting, const std::string& name)
    : state_(std::make_unique<State>(Labels{{"pool", name}})) {
    state_->max_waiting = max_waiting;
    for (std::size_t i = 0; i < threads; ++i) state_->threads.emplace_back([state = state_.get()] { state->work(); });
}

WorkerPool::~WorkerPool() {
    {
        const std::scoped_lock lock(state_->mutex);
        state_->is_stopping = true;
    }
    state_->has_news.notify_all();
    for (auto& thread : state_->threads) thread.join();
}

Task<bool> WorkerPool::run(void (*job)(void*), void* argument) {
    // Another I/O thread may take the last place between the question and the push: the bound is exceeded by at most
    // the number of I/O threads, which is no harm.
    if (!state_->has_room()) {
        state_->refused.add();
        co_return false;
    }
    auto initiate = [this](auto handler, void (*work)(void*), void* on) {
        state_->push(std::make_unique<QueuedFor<decltype(handler)>>(work, on, std::move(handler)));
    };
    co_return co_await net::async_initiate<const net::use_awaitable_t<Executor>, void(bool)>(initiate, use_task, job,
                                                                                             argument);
}

std::size_t WorkerPool::waiting() const noexcept {
    const std::scoped_lock lock(state_->mutex);
    return state_->queue.size();
}

core::Problem WorkerPool::busy() {
    return {.kind = core::ProblemKind::unavailable,
            .code = "server-busy",
            .message = "The server has more to do than it can at the moment.",
            .place = {},
            .cure = "Try again in a few seconds."};
}

}  // namespace drp::http
