#include "portal/claims.hpp"

#include <algorithm>
#include <set>

#include "world.hpp"

namespace drp::portal {
namespace {

const PortalKey kKey = PortalKey::from_text("a key for tests, 32 characters or more");

Actor visitor(const std::string& address = "203.0.113.7") {
    auto actor = Actor::visitor();
    actor.address = address;
    return actor;
}

/// A world with one meter and its code.
struct Letter : World {
    Letter() : meter(ClaimSubject::of(add_meter("71007919"))) {}

    std::string code() {
        auto tx = store().read();
        return claims.code_of(tx, meter);
    }
    core::Result<Claims::Shown> check(std::string_view typed, const Actor& actor = visitor(),
                                      core::UtcSeconds at = World::now) {
        return claims.check(meter, "71007919", typed, actor, at);
    }
    core::Result<void> use(const Claims::Shown& shown) {
        auto tx = store().write();
        auto used = claims.use(tx, shown, now);
        tx.commit();
        return used;
    }
    std::int64_t lines(std::string_view action) {
        auto tx = store().read();
        auto rows = tx.connection().prepare("SELECT count(*) FROM audit WHERE action = ?");
        rows.bind(action);
        (void)rows->step();
        return rows->int64(0);
    }

    ClaimSubject meter;
    Claims claims{store(), kKey};
};

TEST(Claims, CodesFollowFromKeySubjectAndGenerationAlone) {
    Letter letter;
    const auto code = letter.claims.code_of(letter.meter, 1);
    EXPECT_EQ(code, Claims(letter.store(), kKey).code_of(letter.meter, 1));
    std::set<std::string> others{code, letter.claims.code_of(letter.meter, 2)};
    others.insert(letter.claims.code_of({ClaimKind::organization, letter.meter.id}, 1));
    others.insert(letter.claims.code_of({ClaimKind::meter, letter.meter.id + 1}, 1));
    others.insert(
        Claims(letter.store(), PortalKey::from_text("another key, 32 characters or more")).code_of(letter.meter, 1));
    EXPECT_EQ(others.size(), 5U);
}

TEST(Claims, CodesAreTenCharactersThatNobodyMistakes) {
    Letter letter;
    std::string seen;
    for (int id = 1; id <= 2000; ++id) {
        const auto code = letter.claims.code_of({ClaimKind::meter, id}, 1);
        ASSERT_EQ(code.size(), 11U);
        ASSERT_EQ(code[5], '-');
        seen += code;
    }
    EXPECT_EQ(seen.find_first_of("ILOUilou"), std::string::npos);
    EXPECT_EQ((std::set<char>(seen.begin(), seen.end()).size()), 33U) << "every character occurs, and the hyphen";
}

TEST(Claims, TakeACodeHoweverItIsTyped) {
    Letter letter;
    auto code = letter.code();
    EXPECT_TRUE(letter.check(code));
    std::string lower;
    for (const char c : code) lower += static_cast<char>(std::tolower(c));
    EXPECT_TRUE(letter.check(lower));
    std::erase(code, '-');
    EXPECT_TRUE(letter.check(code));
    EXPECT_TRUE(letter.check(" " + code.substr(0, 3) + " " + code.substr(3) + "  "));
    std::string misread;
    for (const char c : code) misread += c == '0' ? 'O' : c == '1' ? 'l' : c;
    EXPECT_TRUE(letter.check(misread));
}

TEST(Claims, AMetersCodeIsGoodOnce) {
    Letter letter;
    const auto shown = letter.check(letter.code()).value();
    const auto shown_at_the_same_time = letter.check(letter.code()).value();
    EXPECT_TRUE(letter.use(shown));
    EXPECT_EQ(letter.use(shown_at_the_same_time).error().code, "number-and-code-do-not-match");
    EXPECT_FALSE(letter.check(letter.code()));
    auto tx = letter.store().read();
    EXPECT_EQ(letter.claims.state(tx, letter.meter), ClaimState::used);
}

TEST(Claims, AnOrganisationsCodeStaysGood) {
    Letter letter;
    const auto school = ClaimSubject::of(letter.school);
    const auto code = letter.claims.code_of(school, 1);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(letter.use(letter.claims.check(school, "2", code, visitor(), World::now).value()));
}

TEST(Claims, OfUnknownUsedAndRevokedAreAnsweredLikeAWrongOne) {
    Letter letter;
    const auto wrong = letter.check("00000-00000").error();
    const auto unknown = letter.claims.check(std::nullopt, "nobody", letter.code(), visitor(), World::now).error();
    {
        auto tx = letter.store().write();
        letter.claims.revoke(tx, Actor::operator_at_the_machine(), letter.meter, "71007919", World::now);
        tx.commit();
    }
    const auto revoked = letter.check(letter.code()).error();
    for (const auto& problem : {unknown, revoked}) {
        EXPECT_EQ(problem.code, wrong.code);
        EXPECT_EQ(problem.message, wrong.message);
        EXPECT_EQ(problem.place, wrong.place);
        EXPECT_EQ(problem.cure, wrong.cure);
    }
}

TEST(Claims, ThatAreRenewedHaveAnotherCodeAndAreBooked) {
    Letter letter;
    const auto former = letter.code();
    EXPECT_TRUE(letter.use(letter.check(former).value()));
    {
        auto tx = letter.store().write();
        letter.claims.renew(tx, Actor::operator_at_the_machine(), letter.meter, "71007919", World::now);
        tx.commit();
    }
    EXPECT_FALSE(letter.check(former));
    EXPECT_TRUE(letter.check(letter.code()));
    EXPECT_EQ(letter.lines("claim.renew"), 1);
}

TEST(Claims, AreNoneOfTheDatabasesSecrets) {
    Letter letter;
    EXPECT_TRUE(letter.use(letter.check(letter.code()).value()));
    EXPECT_FALSE(letter.check("00000-00000"));
    auto code = letter.code();
    auto tx = letter.store().read();
    auto rows =
        tx.connection().prepare("SELECT count(*) FROM audit WHERE subject || \"before\" || after LIKE '%' || ? || '%'");
    rows.bind(code);
    (void)rows->step();
    EXPECT_EQ(rows->int64(0), 0);
}

TEST(Claims, TenThousandWrongCodesFromOneNetworkOpenNothingAndLeaveTwoLines) {
    Letter letter;
    int refused_as_wrong = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto answer = letter.check("AAAAA-" + std::to_string(10'000 + i));
        ASSERT_FALSE(answer);
        if (answer.error().code == "number-and-code-do-not-match") ++refused_as_wrong;
    }
    EXPECT_EQ(refused_as_wrong, Claims::kMaxWrongPerNetwork);
    EXPECT_EQ(letter.check(letter.code()).error().code, "too-many-guesses") << "not even the right one, for now";
    EXPECT_TRUE(letter.check(letter.code(), visitor("198.51.100.1"))) << "elsewhere the customer gets in";
    letter.claims.book_closed_windows(World::now + Claims::kWindowSeconds);
    EXPECT_EQ(letter.lines("claim.guess"), 1);
    EXPECT_EQ(letter.lines("claim.guesses"), 1);
    EXPECT_TRUE(letter.check(letter.code(), visitor(), World::now + Claims::kWindowSeconds));
}

TEST(Claims, TenThousandWrongCodesFromAsManyNetworksOpenNothingAndDoNotFillTheTrail) {
    Letter letter;
    int refused_as_wrong = 0;
    for (int i = 0; i < 10'000; ++i) {
        const auto answer = letter.check("AAAAA-" + std::to_string(10'000 + i), visitor("host " + std::to_string(i)));
        ASSERT_FALSE(answer);
        if (answer.error().code == "number-and-code-do-not-match") ++refused_as_wrong;
    }
    EXPECT_EQ(refused_as_wrong, Claims::kMaxWrongPerNumber);
    for (int i = 0; i < 1000; ++i)
        EXPECT_FALSE(letter.claims.check(std::nullopt, "n" + std::to_string(i), "x", visitor("a " + std::to_string(i)),
                                         World::now));
    EXPECT_LE(letter.lines("claim.guess"), GuessLimit::kMaxBookedPerWindow);
}

TEST(Claims, ThatNobodyRequiresTakeAnyCodeForAnOpenNumber) {
    Letter letter;
    Claims lenient(letter.store(), kKey, false);
    const auto shown = lenient.check(letter.meter, "71007919", "", visitor(), World::now);
    ASSERT_TRUE(shown);
    EXPECT_TRUE(letter.use(*shown));
    EXPECT_FALSE(lenient.check(letter.meter, "71007919", "", visitor(), World::now)) << "it is used";
    EXPECT_FALSE(lenient.check(std::nullopt, "nobody", "", visitor(), World::now));
}

}  // namespace
}  // namespace drp::portal
