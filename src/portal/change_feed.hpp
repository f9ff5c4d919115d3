/// "Meter m has news": tells caches that what they hold of a meter is old, and watchers that there is something to see.
///
/// Any thread. Listeners run on the publisher's thread and must be quick.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::portal {

/// A change of one meter's readings.
struct MeterNews {
    core::MeterId meter;
    core::UtcRange changed;  ///< intervals outside are as they were
    struct Reading {         ///< given where a single interval changed
        core::IntervalSeconds interval;
        core::WattHours actual = core::kMissing;
        core::WattHours predicted = core::kMissing;
    };
    std::optional<Reading> reading;
};

class ChangeFeed {
  public:
    using Listener = std::function<void(const MeterNews&)>;

    /// Called while the portal is put together, before the first publish().
    void listen(Listener listener) { listeners_.push_back(std::move(listener)); }

    void publish(const MeterNews& news) {
        {
            const std::unique_lock lock(mutex_);
            ++generations_[news.meter];
        }
        for (const auto& listener : listeners_) listener(news);
    }

    /// Another process wrote into the store: everything may have changed.
    void publish_unknown() {
        const std::unique_lock lock(mutex_);
        ++epoch_;
    }

    /// Differs from every earlier answer if the meter may have changed since. Part of every cache key.
    struct Generation {
        std::uint64_t epoch = 0;
        std::uint64_t meter = 0;
    };
    [[nodiscard]] Generation generation(core::MeterId meter) const {
        const std::shared_lock lock(mutex_);
        const auto found = generations_.find(meter);
        return {epoch_, found == generations_.end() ? 0 : found->second};
    }

  private:
    mutable std::shared_mutex mutex_;
    std::uint64_t epoch_ = 0;
    std::unordered_map<core::MeterId, std::uint64_t> generations_;
    std::vector<Listener> listeners_;
};

}  // namespace drp::portal
