#include "mail/webhook.hpp"

#include <gtest/gtest.h>

namespace drp::mail {
namespace {

TEST(PublicAddresses, AreThoseThatHostsOfTheInternetHave) {
    for (const auto* address : {"8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.1", "192.169.0.1", "100.63.0.1",
                                "2606:4700::6810:84e5", "2a00:1450:4001::200e"})
        EXPECT_TRUE(is_public_address(address)) << address;
}

TEST(PublicAddresses, AreNotThoseOfOurOwnNetwork) {
    for (const auto* address :
         {"0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
          "172.31.255.255", "192.168.1.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255"})
        EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(PublicAddresses, AreNotPrivateOnesInDisguise) {
    for (const auto* address :
         {"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fe80::1", "fc00::1", "fd12::1",
          "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "not an address", ""})
        EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(Webhooks, LeadToNoPrivateAddress) {
    const WebhookPost post{"http://127.0.0.1:9/", "{}", "t=1,v1=0"};
    EXPECT_EQ(post_webhook(post, {.may_be_http = true}).error().code, "webhook-private");
    const WebhookPost by_name{"http://localhost:9/", "{}", "t=1,v1=0"};
    EXPECT_EQ(post_webhook(by_name, {.may_be_http = true}).error().code, "webhook-private");
}

TEST(Webhooks, AreHttpsUnlessAllowedOtherwise) {
    const WebhookPost post{"http://127.0.0.1:9/", "{}", "t=1,v1=0"};
    EXPECT_EQ(post_webhook(post, {.may_be_private = true}).error().code, "webhook-not-reached");
}

}  // namespace
}  // namespace drp::mail
