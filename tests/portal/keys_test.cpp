#include "portal/keys.hpp"

#include <gtest/gtest.h>

namespace drp::portal {
namespace {

const auto kKey = PortalKey::from_text("a secret of thirty-two characters or more");
const auto kOther = PortalKey::from_text("another secret of thirty-two characters");

TEST(PortalKey, OpensWhatItSealed) {
    for (const std::string plain :
         {"", "x", "JBSWY3DPEHPK3PXP", "a longer secret, longer than one block of the cipher"})
        EXPECT_EQ(kKey.open("totp", kKey.seal("totp", plain)), plain);
}

TEST(PortalKey, SealsTheSameTextDifferentlyEachTime) {
    EXPECT_NE(kKey.seal("totp", "same"), kKey.seal("totp", "same"));
}

TEST(PortalKey, OpensNothingOfAnotherKeyOrLabel) {
    const auto sealed = kKey.seal("totp", "secret");
    EXPECT_EQ(kOther.open("totp", sealed), std::nullopt);
    EXPECT_EQ(kKey.open("claim", sealed), std::nullopt);
}

TEST(PortalKey, NoticesEveryAlteredByte) {
    const auto sealed = kKey.seal("totp", "secret");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto altered = sealed;
        altered[i] = altered[i] == '0' ? '1' : '0';
        EXPECT_EQ(kKey.open("totp", altered), std::nullopt) << i;
    }
    EXPECT_EQ(kKey.open("totp", ""), std::nullopt);
    EXPECT_EQ(kKey.open("totp", "zz"), std::nullopt);
    EXPECT_EQ(kKey.open("totp", sealed.substr(2)), std::nullopt);
}

TEST(PortalKey, CodesDifferByKeyLabelAndMessage) {
    EXPECT_EQ(kKey.code("a", "m"), PortalKey::from_text("a secret of thirty-two characters or more").code("a", "m"));
    EXPECT_NE(kKey.code("a", "m"), kKey.code("b", "m"));
    EXPECT_NE(kKey.code("a", "m"), kKey.code("a", "n"));
    EXPECT_NE(kKey.code("a", "m"), kOther.code("a", "m"));
}

}  // namespace
}  // namespace drp::portal
