#include "app/background.hpp"

#include <atomic>
#include <unordered_map>

#include <spdlog/spdlog.h>

#include "app/command.hpp"
#include "portal/demo.hpp"
#include "portal/event_clock.hpp"
#include "storage/meters.hpp"

namespace drp::app {
namespace {

using namespace std::chrono_literals;

/// Start of each meter's latest interval with a reading, as far as it was seen.
class LatestReadings {
  public:
    explicit LatestReadings(const storage::Store& store) { (void)advance(store); }

    /// The meters whose latest reading is a later one than before, with what is new.
    std::vector<portal::MeterNews> advance(const storage::Store& store) {
        std::vector<portal::MeterNews> news;
        auto tx = store.read();
        for (const auto& meter : storage::list_meters(tx)) {
            if (!meter.last_reading || !meter.interval) continue;
            auto& seen = latest_[meter.id];
            const auto end = *meter.last_reading + meter.interval->value;
            if (seen < end) news.push_back({meter.id, {seen, end}, std::nullopt});
            seen = std::max(seen, end);
        }
        return news;
    }

  private:
    std::unordered_map<core::MeterId, core::UtcSeconds> latest_;
};

/// Whether this process still sees what others write. While its database does not answer, others may write what is not
/// seen here: what is remembered could be old and is asked anew, which fails as long as the database is away. A file is
/// never away, and nobody else writes it while a writer here keeps the watcher waiting.
class Sight {
  public:
    Sight(const storage::Store& store, std::function<void()> forget) {
        if (store.address().starts_with("sqlite:")) return;
        guard_ = std::make_unique<Background>("watching the watcher", kLook, [this, forget = std::move(forget)] {
            if (std::chrono::steady_clock::now() - seen_.load() > kOld) forget();
        });
    }
    void renew() { seen_ = std::chrono::steady_clock::now(); }

  private:
    static constexpr auto kLook = 250ms;
    static constexpr auto kOld = 1500ms;

    std::atomic<std::chrono::steady_clock::time_point> seen_ = std::chrono::steady_clock::now();
    std::unique_ptr<Background> guard_;  // last: it reads seen_
};

}  // namespace

Background::Background(std::string name, std::chrono::milliseconds period, std::function<void()> work)
    : name_(std::move(name)), period_(period), work_(std::move(work)), thread_([this] { run(); }) {}

Background::~Background() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Background::run() {
    std::unique_lock lock(mutex_);
    while (!is_over_) {
        lock.unlock();
        try {
            work_();
        } catch (const std::exception& error) {
            spdlog::error("{}: {}", name_, error.what());
        }
        lock.lock();
        changed_.wait_for(lock, period_, [this] { return is_over_; });
    }
}

std::unique_ptr<Background> watch_other_writers(storage::Store& store, portal::ChangeFeed& changes,
                                                portal::MeterDirectory& directory, portal::Accounts& accounts) {
    auto version = store.outside_version();
    auto latest = std::make_shared<LatestReadings>(store);
    const auto forget = [&changes, &accounts] {
        changes.publish_unknown();
        accounts.recheck_all();
    };
    auto sight = std::make_shared<Sight>(store, forget);
    return std::make_unique<Background>("watching other writers", 1s,
                                        [&store, &changes, &directory, version, latest, forget, sight]() mutable {
                                            const auto current = store.outside_version();
                                            if (current != version) {
                                                directory.refresh();
                                                forget();
                                                for (const auto& news : latest->advance(store)) changes.publish(news);
                                                version = current;  // all of it again if the store went away
                                            }
                                            sight->renew();
                                        });
}

std::unique_ptr<Background> run_event_clock(storage::Store& store, const portal::Programme& programme) {
    auto clock = std::make_shared<portal::EventClock>(store, programme);
    return std::make_unique<Background>("event clock", 2s, [clock] { clock->advance(now()); });
}

std::unique_ptr<Background> live_demo(storage::Store& store, portal::ChangeFeed& changes, core::UtcSeconds anchor) {
    auto life = std::make_shared<portal::DemoLife>(store, changes, anchor);
    return std::make_unique<Background>("demo meters", 2s, [life] { life->catch_up(now()); });
}

}  // namespace drp::app
