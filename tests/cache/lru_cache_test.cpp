#include "cache/lru_cache.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace drp::cache {
namespace {

std::shared_ptr<const std::string> text(std::string value) {
    return std::make_shared<const std::string>(std::move(value));
}

TEST(LruCache, FindsWhatWasPutAndNothingElse) {
    LruCache<std::string> cache(8'000);
    cache.put("a", text("1"), 10);
    ASSERT_TRUE(cache.find("a"));
    EXPECT_EQ(*cache.find("a"), "1");
    EXPECT_FALSE(cache.find("b"));
    cache.put("a", text("2"), 10);
    EXPECT_EQ(*cache.find("a"), "2");
    cache.erase("a");
    EXPECT_FALSE(cache.find("a"));
}

TEST(LruCache, NeverHoldsMoreThanItsCapacity) {
    LruCache<std::string> cache(800);
    for (int i = 0; i < 1'000; ++i) cache.put(std::to_string(i), text("x"), 50);
    int kept = 0;
    for (int i = 0; i < 1'000; ++i) kept += cache.find(std::to_string(i)) ? 1 : 0;
    EXPECT_LE(kept, 16);
    EXPECT_GT(kept, 0);
}

TEST(LruCache, AnEntryThatIsUsedOutlivesOthers) {
    LruCache<std::string> cache(8 * 100);
    cache.put("kept", text("x"), 10);
    for (int i = 0; i < 1'000; ++i) {
        cache.put(std::to_string(i), text("y"), 10);
        ASSERT_TRUE(cache.find("kept"));
    }
}

TEST(LruCache, AnEntryLargerThanAShardIsNotKeptAndHarmsNothing) {
    LruCache<std::string> cache(800);
    cache.put("small", text("x"), 10);
    cache.put("small-too", text("x"), 101);
    EXPECT_FALSE(cache.find("small-too"));
    EXPECT_TRUE(cache.find("small"));
}

TEST(LruCache, ServesManyThreads) {
    LruCache<std::string> cache(8'000);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&cache, t] {
            for (int i = 0; i < 5'000; ++i) {
                const auto key = std::to_string((i * 7 + t) % 300);
                if (const auto found = cache.find(key)) {
                    EXPECT_EQ(*found, key);
                }
                cache.put(key, text(key), 20);
            }
        });
    for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace drp::cache
