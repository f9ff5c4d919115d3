#include "app/news_relay.hpp"

#include <filesystem>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "../servers/eventually.hpp"
#include "../servers/redis_server.hpp"
#include "storage/meters.hpp"

namespace drp::app {
namespace {

using portal::MeterNews;
using test::eventually;

const MeterNews kChange{{7}, {{1'700'000'000}, {1'700'003'600}}, std::nullopt};
const MeterNews kReading{
    {7}, {{1'700'000'000}, {1'700'000'900}}, MeterNews::Reading{{900}, core::WattHours{-250}, core::kMissing}};

TEST(NewsMessage, ComesBackAsItWas) {
    EXPECT_EQ(to_message(kChange), "7 1700000000 1700003600");
    EXPECT_EQ(to_message(kReading), "7 1700000000 1700000900 900 -250 -");
    for (const auto& news : {kChange, kReading}) {
        const auto back = news_of_message(to_message(news));
        ASSERT_TRUE(back);
        EXPECT_EQ(to_message(*back), to_message(news));
        EXPECT_EQ(back->reading.has_value(), news.reading.has_value());
    }
    EXPECT_FALSE(core::is_present(news_of_message(to_message(kReading))->reading->predicted));
}

TEST(NewsMessage, OfAnotherShapeIsNone) {
    for (const auto* text :
         {"", "7", "7 1", "7 1 x", "0 1 2", "7 2 2", "7 2 1", "7 1 2 900", "7 1 2 900 5", "7 1 2 7 5 5",
          "7 1 2 900 5 5 5", "7 1 2 900 99999999999 5", "7 1 2 900 -2147483648 5", " 7 1 2"})
        EXPECT_FALSE(news_of_message(text)) << text;
}

/// One instance of a portal, as far as news go.
class Instance {
  public:
    Instance(const test::RedisServer& server, const std::string& store)
        : store_(storage::Store::open(store, {.create = true}).value()) {
        changes_.listen([this](const MeterNews& news) {
            const std::lock_guard lock(mutex_);
            seen_.push_back(to_message(news) + " " + directory_.number_of(news.meter));
        });
        siblings_.emplace(cache::parse_redis_address(server.address()).value());
        relay_.emplace(*siblings_, changes_, directory_);
        siblings_->start();
    }

    core::MeterId make_meter(const std::string& number) {
        auto tx = store_.write();
        const auto id = storage::find_or_create_meters(tx, {{number}}, {1}).value().front();
        tx.commit();
        directory_.refresh();
        return id;
    }
    void publish(const MeterNews& news) { changes_.publish(news); }
    [[nodiscard]] bool is_listening() const { return siblings_->is_listening(); }
    [[nodiscard]] std::uint64_t generation(core::MeterId meter) const { return changes_.generation(meter).meter; }
    [[nodiscard]] std::vector<std::string> seen() {
        const std::lock_guard lock(mutex_);
        return seen_;
    }

  private:
    std::mutex mutex_;
    std::vector<std::string> seen_;
    storage::Store store_;
    portal::ChangeFeed changes_;
    portal::MeterDirectory directory_{store_};
    std::optional<NewsRelay> relay_;
    std::optional<Siblings> siblings_;
};

TEST(NewsRelay, WhatOneInstanceCommitsTheOtherForgetsAndShowsAndNobodySendsItOn) {
    const test::RedisServer server;
    const test::ScratchFolder folder;
    const auto store = "sqlite://" + folder.file("drp.db");
    Instance one(server, store);
    Instance other(server, store);
    ASSERT_TRUE(eventually([&] { return one.is_listening() && other.is_listening(); }));
    const auto meter = one.make_meter("M1");  // which the other has not heard of
    auto news = kReading;
    news.meter = meter;
    one.publish(news);
    ASSERT_TRUE(eventually([&] { return !other.seen().empty(); }));
    EXPECT_EQ(other.seen(), std::vector<std::string>{to_message(news) + " M1"});
    EXPECT_EQ(other.generation(meter), 1U) << "what is remembered of the meter is old";
    auto answer = kChange;
    answer.meter = meter;
    other.publish(answer);
    ASSERT_TRUE(eventually([&] { return one.seen().size() == 2; }));
    EXPECT_EQ(other.seen().size(), 2U) << "its own, once";
    EXPECT_EQ(one.generation(meter), 2U);
}

}  // namespace
}  // namespace drp::app
