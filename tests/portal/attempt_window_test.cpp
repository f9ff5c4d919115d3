#include "portal/attempt_window.hpp"

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

constexpr core::UtcSeconds kNow{1'000'000};

TEST(AttemptWindow, CountsUntilItIsOver) {
    AttemptWindow window(60);
    EXPECT_EQ(window.count("a", kNow), 0);
    EXPECT_EQ(window.add("a", kNow), 1);
    EXPECT_EQ(window.add("a", kNow + 59), 2);
    EXPECT_EQ(window.count("b", kNow), 0);
    EXPECT_EQ(window.count("a", kNow + 59), 2);
    EXPECT_EQ(window.count("a", kNow + 60), 0);
    EXPECT_EQ(window.add("a", kNow + 60), 1);
}

TEST(AttemptWindow, TellsOnceWhatIsOver) {
    AttemptWindow window(60);
    window.add("a", kNow);
    window.add("b", kNow + 1);
    window.add("a", kNow + 2);
    const auto closed = window.take_closed(kNow + 60);
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(closed[0].key, "a");
    EXPECT_EQ(closed[0].attempts, 2);
    EXPECT_TRUE(window.take_closed(kNow + 60).empty());
    EXPECT_EQ(window.count("b", kNow + 60), 1);
}

TEST(AttemptWindow, ForgetsTheOldestWhenThereIsNoMoreRoom) {
    AttemptWindow window(60, 3);
    for (const auto* key : {"a", "b", "c"}) window.add(key, kNow);
    window.add("d", kNow + 1);
    EXPECT_EQ(window.count("a", kNow + 1), 0);
    EXPECT_EQ(window.count("b", kNow + 1), 1);
    EXPECT_EQ(window.count("d", kNow + 1), 1);
}

TEST(Networks, AreTheFirstHalfOfAnIpv6AddressAndTheWholeOfAnIpv4Address) {
    EXPECT_EQ(network_of("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::1"));
    EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    EXPECT_EQ(network_of("nonsense"), "nonsense");
}

}  // namespace
}  // namespace drp::portal
