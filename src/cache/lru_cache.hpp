/// A bounded memory of things that can be made again: the least recently used go first.
///
/// Never the only place where something is kept: every entry may vanish at any moment. Any thread; sharded by key, so
/// that I/O threads do not wait for each other.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace drp::cache {

/// Entries are shared and immutable: a reader keeps its copy alive while the cache forgets it.
template <class Value>
class LruCache {
  public:
    using Entry = std::shared_ptr<const Value>;

    /// `capacity` in the unit of the weights given to put(), bytes for example; each shard has an equal part of it.
    explicit LruCache(std::size_t capacity) : shard_capacity_(capacity / kShards) {}

    /// Null if it is not there.
    [[nodiscard]] Entry find(std::string_view key) {
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        const auto found = shard.index.find(key);
        if (found == shard.index.end()) return nullptr;
        shard.items.splice(shard.items.begin(), shard.items, found->second);
        return found->second->entry;
    }

    /// Replaces what is there. An entry heavier than a shard is not kept.
    void put(std::string_view key, Entry entry, std::size_t weight) {
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        shard.erase(key);
        if (weight > shard_capacity_) return;
        shard.items.push_front({std::string(key), std::move(entry), weight});
        shard.index.emplace(shard.items.front().key, shard.items.begin());
        shard.weight += weight;
        while (shard.weight > shard_capacity_) shard.erase(shard.items.back().key);
    }

    void erase(std::string_view key) {
        auto& shard = shard_of(key);
        const std::lock_guard lock(shard.mutex);
        shard.erase(key);
    }

    void clear() {
        for (auto& shard : shards_) {
            const std::lock_guard lock(shard.mutex);
            shard.index.clear();
            shard.items.clear();
            shard.weight = 0;
        }
    }

  private:
    static constexpr std::size_t kShards = 8;

    struct Item {
        std::string key;
        Entry entry;
        std::size_t weight;
    };
    struct Shard {
        std::mutex mutex;
        std::list<Item> items;  // most recently used first
        std::unordered_map<std::string_view, typename std::list<Item>::iterator> index;
        std::size_t weight = 0;

        void erase(std::string_view key) {
            const auto found = index.find(key);
            if (found == index.end()) return;
            const auto item = found->second;
            weight -= item->weight;
            index.erase(found);
            items.erase(item);
        }
    };

    Shard& shard_of(std::string_view key) { return shards_[std::hash<std::string_view>{}(key) % kShards]; }

    std::size_t shard_capacity_;
    std::array<Shard, kShards> shards_;
};

}  // namespace drp::cache
