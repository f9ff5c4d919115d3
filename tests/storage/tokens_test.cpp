#include "storage/tokens.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

NewToken a_token(const std::string& name, core::UtcSeconds expires) {
    return {.name = name, .hash = "hash of " + name, .may_read = true, .expires = expires};
}

TEST(Tokens, AreKeptHashedAndFoundByHashAndNumber) {
    AStore store;
    auto tx = store->write();
    const auto id = create_token(tx, a_token("loader", kNow + 10), kNow);
    EXPECT_EQ(find_token(tx, "hash of loader")->id, id);
    EXPECT_EQ(find_token(tx, id)->name, "loader");
    EXPECT_TRUE(find_token(tx, id)->is_good(kNow + 9));
    EXPECT_FALSE(find_token(tx, id)->is_good(kNow + 10));
    EXPECT_FALSE(find_token(tx, "loader"));
    touch_token(tx, id, kNow + 5);
    EXPECT_EQ(find_token(tx, id)->last_used, kNow + 5);
    tx.commit();
}

TEST(Tokens, StayRevokedSinceTheFirstTime) {
    AStore store;
    auto tx = store->write();
    const auto id = create_token(tx, a_token("loader", kNow + 10), kNow);
    EXPECT_TRUE(revoke_token(tx, id, kNow + 1));
    EXPECT_TRUE(revoke_token(tx, id, kNow + 2));
    EXPECT_EQ(find_token(tx, id)->revoked, kNow + 1);
    EXPECT_FALSE(find_token(tx, id)->is_good(kNow + 3));
    EXPECT_FALSE(revoke_token(tx, 99, kNow));
    tx.commit();
}

TEST(Tokens, AreListedByState) {
    AStore store;
    auto tx = store->write();
    create_token(tx, a_token("active", kNow + 10), kNow);
    create_token(tx, a_token("expired", kNow), kNow - 5);
    revoke_token(tx, create_token(tx, a_token("revoked", kNow + 10), kNow), kNow);
    const auto names = [&](std::optional<TokenState> state) {
        std::string text;
        const auto listed = list_tokens(tx, {state, kNow}, {}).value();
        for (const auto& token : listed.rows) text += token.name + ";";
        return text;
    };
    EXPECT_EQ(names(std::nullopt), "active;expired;revoked;");
    EXPECT_EQ(names(TokenState::active), "active;");
    EXPECT_EQ(names(TokenState::expired), "expired;");
    EXPECT_EQ(names(TokenState::revoked), "revoked;");
    tx.commit();
}

}  // namespace
}  // namespace drp::storage
