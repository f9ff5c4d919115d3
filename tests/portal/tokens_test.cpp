#include "portal/tokens.hpp"

#include <gtest/gtest.h>

#include "storage/audit.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

class TokensTest : public testing::Test {
  protected:
    Tokens::Made make(TokenScopes scopes, core::UtcSeconds expires = World::now + 86'400) {
        return tokens.create(admin, {"loader", scopes, expires}, World::now).value();
    }
    std::string code_of(const Tokens::Wish& wish) {
        const auto made = tokens.create(admin, wish, World::now);
        return made ? "made" : made.error().place;
    }
    std::optional<core::UtcSeconds> last_used(std::int64_t id) {
        auto tx = world.store().read();
        return storage::find_token(tx, id)->last_used;
    }

    World world;
    Actor admin = Actor::operator_at_the_machine();
    Tokens tokens{world.store()};
};

TEST_F(TokensTest, SpeakForWhatTheirScopesSay) {
    const auto made = make({.may_import = true});
    const auto actor = tokens.find(made.token, World::now);
    ASSERT_NE(actor, nullptr);
    EXPECT_EQ(actor->kind, ActorKind::token);
    EXPECT_EQ(actor->name, "loader");
    EXPECT_EQ(actor->token_id, made.record.id);
    EXPECT_TRUE(is_allowed(*actor, UseCase::import_readings));
    EXPECT_FALSE(is_allowed(*actor, UseCase::export_readings));
    EXPECT_FALSE(is_allowed(*actor, UseCase::manage_tokens));
    EXPECT_EQ(tokens.find("drp_" + std::string(43, 'A'), World::now), nullptr);
    EXPECT_EQ(tokens.find("", World::now), nullptr);
}

TEST_F(TokensTest, AreStoredOnlyAsHash) {
    const auto made = make({.may_read = true});
    EXPECT_EQ(made.record.hash.size(), 64U);
    EXPECT_EQ(made.record.hash.find(made.token), std::string::npos);
}

TEST_F(TokensTest, AreRevokedAtOnceEvenWhereTheyAreRemembered) {
    const auto made = make({.may_read = true});
    ASSERT_NE(tokens.find(made.token, World::now), nullptr);
    ASSERT_NE(tokens.remembered(made.token, World::now), nullptr);
    ASSERT_TRUE(tokens.revoke(admin, made.record.id, World::now));
    EXPECT_EQ(tokens.remembered(made.token, World::now), nullptr);
    EXPECT_EQ(tokens.find(made.token, World::now), nullptr);
    EXPECT_TRUE(tokens.revoke(admin, made.record.id, World::now)) << "a second time changes nothing";
    EXPECT_EQ(tokens.revoke(admin, 99, World::now).error().code, "token-not-found");
}

TEST_F(TokensTest, AreAskedForAnewAfterAShortTime) {
    const auto made = make({.may_read = true});
    EXPECT_EQ(tokens.remembered(made.token, World::now), nullptr) << "nobody asked yet";
    (void)tokens.find(made.token, World::now);
    EXPECT_NE(tokens.remembered(made.token, World::now + Tokens::kRecheckSeconds), nullptr);
    EXPECT_EQ(tokens.remembered(made.token, World::now + Tokens::kRecheckSeconds + 1), nullptr);
}

TEST_F(TokensTest, ExpireEvenWhileTheyAreRemembered) {
    const auto made = make({.may_read = true}, World::now + 2);
    ASSERT_NE(tokens.find(made.token, World::now + 1), nullptr);
    EXPECT_EQ(tokens.remembered(made.token, World::now + 2), nullptr);
    EXPECT_EQ(tokens.find(made.token, World::now + 2), nullptr);
}

TEST_F(TokensTest, NoteTheirUseAtMostEveryFiveMinutes) {
    const auto made = make({.may_read = true});
    (void)tokens.find(made.token, World::now);
    EXPECT_EQ(last_used(made.record.id), World::now);
    (void)tokens.find(made.token, World::now + Tokens::kTouchSeconds);
    EXPECT_EQ(last_used(made.record.id), World::now);
    (void)tokens.find(made.token, World::now + Tokens::kTouchSeconds + 1);
    EXPECT_EQ(last_used(made.record.id), World::now + Tokens::kTouchSeconds + 1);
}

TEST_F(TokensTest, NeedANameAScopeAndAnEndWithinTwoYears) {
    const auto tomorrow = World::now + 86'400;
    EXPECT_EQ(code_of({"", {.may_read = true}, tomorrow}), "name");
    EXPECT_EQ(code_of({std::string(101, 'n'), {.may_read = true}, tomorrow}), "name");
    EXPECT_EQ(code_of({"n", {}, tomorrow}), "scopes");
    EXPECT_EQ(code_of({"n", {.may_read = true}, World::now}), "expires");
    EXPECT_EQ(code_of({"n", {.may_read = true}, World::now + Tokens::kLongestSeconds + 1}), "expires");
    EXPECT_EQ(code_of({"n", {.may_read = true}, World::now + Tokens::kLongestSeconds}), "made");
}

TEST_F(TokensTest, UnknownOnesOfANetworkAreLookedUpSoOftenAndNoMore) {
    const auto unknown = "drp_" + std::string(43, 'A');
    auto visitor = Actor::visitor();
    visitor.address = "192.0.2.1";
    for (int i = 0; i < Tokens::kMaxUnknownPerNetwork; ++i) {
        EXPECT_TRUE(tokens.may_look_up(unknown, visitor.address, World::now)) << i;
        tokens.unknown(visitor, World::now);
    }
    EXPECT_EQ(tokens.may_look_up(unknown, visitor.address, World::now).error().code, "too-many-tokens");
    EXPECT_TRUE(tokens.may_look_up(unknown, "192.0.2.2", World::now));
    EXPECT_TRUE(tokens.may_look_up(unknown, visitor.address, World::now + Tokens::kWindowSeconds));
    tokens.book_closed_windows(World::now + Tokens::kWindowSeconds);
    auto tx = world.store().read();
    std::string booked;
    for (const auto& line : storage::list_audit(tx, {}, {}).value().rows)
        booked += line.action + " " + line.subject + " " + line.after + ";";
    EXPECT_EQ(booked, "token.guess API token ;token.guesses network 192.0.2.1 {\"unknown_tokens\":\"50\"};");
}

TEST_F(TokensTest, OneThatWasGoodIsHeardWhoeverGuessesNextDoor) {
    const auto good = make({.may_read = true});
    const auto unused = make({.may_read = true});
    ASSERT_NE(tokens.find(good.token, World::now), nullptr);
    auto visitor = Actor::visitor();
    visitor.address = "192.0.2.1";
    for (int i = 0; i < Tokens::kMaxUnknownPerNetwork; ++i) tokens.unknown(visitor, World::now);
    const auto later = World::now + 2 * Tokens::kRecheckSeconds;
    EXPECT_TRUE(tokens.may_look_up(good.token, visitor.address, later));
    EXPECT_FALSE(tokens.may_look_up(unused.token, visitor.address, later)) << "it cannot be told from a guess";
    ASSERT_TRUE(tokens.revoke(admin, good.record.id, later));
    EXPECT_EQ(tokens.find(good.token, later), nullptr);
    EXPECT_FALSE(tokens.may_look_up(good.token, visitor.address, later)) << "it is none of ours any more";
}

}  // namespace
}  // namespace drp::portal
