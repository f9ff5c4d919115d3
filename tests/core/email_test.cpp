#include "core/email.hpp"

#include <string>

#include <gtest/gtest.h>

namespace drp::core {
namespace {

TEST(EmailAddresses, AreOnesThatNeedNoQuotes) {
    for (const auto* good : {"a@b", "ada.byron+portal@mail.example.com", "o'hara@x-y.example"})
        EXPECT_TRUE(is_email_address(good)) << good;
    for (const auto* bad : {"", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b\r\nBcc: c@d", "<a@b>", "a@b,c@d",
                            "\"a\"@b", "é@b", "a@b;", "a@b\x7f"})
        EXPECT_FALSE(is_email_address(bad)) << bad;
    EXPECT_FALSE(is_email_address(std::string(250, 'a') + "@b.cd"));
}

}  // namespace
}  // namespace drp::core
