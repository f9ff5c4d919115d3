#include "portal/login_throttle.hpp"

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

constexpr core::UtcSeconds kNow{1'000'000};

TEST(LoginThrottle, ClosesAnAccountAfterTenFailuresAndOpensItAfterTheWindow) {
    LoginThrottle throttle;
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAccount; ++i) {
        EXPECT_TRUE(throttle.check("a@x", "1.1.1.1", kNow));
        throttle.failed("a@x", "1.1.1.1", kNow);
    }
    EXPECT_EQ(throttle.check("a@x", "2.2.2.2", kNow).error().code, "too-many-log-ins");
    EXPECT_FALSE(throttle.check("A@X", "2.2.2.2", kNow)) << "the case of the address must not matter";
    EXPECT_TRUE(throttle.check("a@x", "2.2.2.2", kNow + LoginThrottle::kWindowSeconds));
}

TEST(LoginThrottle, ClosesAnAddressThatTriesManyAccounts) {
    LoginThrottle throttle;
    for (int i = 0; i < LoginThrottle::kMaxFailuresPerAddress; ++i)
        throttle.failed("u" + std::to_string(i), "1.1.1.1", kNow);
    EXPECT_FALSE(throttle.check("fresh", "1.1.1.1", kNow));
    EXPECT_TRUE(throttle.check("fresh", "2.2.2.2", kNow));
}

TEST(LoginThrottle, ASuccessClearsTheAccount) {
    LoginThrottle throttle;
    for (int i = 0; i < 9; ++i) throttle.failed("a@x", "1.1.1.1", kNow);
    throttle.succeeded("a@x");
    for (int i = 0; i < 9; ++i) throttle.failed("a@x", "1.1.1.1", kNow);
    EXPECT_TRUE(throttle.check("a@x", "1.1.1.1", kNow));
}

}  // namespace
}  // namespace drp::portal
