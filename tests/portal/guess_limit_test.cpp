#include "portal/guess_limit.hpp"

#include "world.hpp"

namespace drp::portal {
namespace {

constexpr int kMax = 3;
constexpr std::int64_t kWindow = 600;

struct Guessing : World {
    static Actor visitor(const std::string& address) {
        auto actor = Actor::visitor();
        actor.address = address;
        return actor;
    }
    void guess(const std::string& address, core::UtcSeconds when = now) { limit.wrong(visitor(address), "door", when); }
    std::string booked() {
        auto tx = store().read();
        auto rows = tx.connection().prepare("SELECT action || ' ' || subject || ' ' || after FROM audit");
        std::string all;
        while (rows->step()) all += (all.empty() ? "" : "; ") + std::string(rows->text(0));
        return all;
    }

    GuessLimit limit{store(), {"door.guess", "door.guesses", "wrong_keys"}, kMax, kWindow};
};

TEST(GuessLimit, HearsANetworkSoOftenInAWindowAndOthersStill) {
    Guessing world;
    for (int i = 0; i < kMax; ++i) {
        EXPECT_TRUE(world.limit.is_open("192.0.2.1", World::now)) << i;
        world.guess("192.0.2.1");
    }
    EXPECT_FALSE(world.limit.is_open("192.0.2.1", World::now));
    EXPECT_TRUE(world.limit.is_open("192.0.2.2", World::now));
    EXPECT_FALSE(world.limit.is_open("192.0.2.1", World::now + (kWindow - 1)));
    EXPECT_TRUE(world.limit.is_open("192.0.2.1", World::now + kWindow));
}

TEST(GuessLimit, TakesTheAddressesOfAHouseholdForOne) {
    Guessing world;
    for (int i = 0; i < kMax; ++i) world.guess("2001:db8::" + std::to_string(i));
    EXPECT_FALSE(world.limit.is_open("2001:db8::ffff", World::now));
    EXPECT_TRUE(world.limit.is_open("2001:db8:0:1::1", World::now));
}

TEST(GuessLimit, BooksTheFirstAndHowManyTheyWereInTheEnd) {
    Guessing world;
    for (int i = 0; i < 5; ++i) world.guess("192.0.2.1");
    EXPECT_EQ(world.booked(), "door.guess door ");
    world.limit.book_closed_windows(World::now + kWindow);
    world.limit.book_closed_windows(World::now + kWindow);
    EXPECT_EQ(world.booked(), R"(door.guess door ; door.guesses network 192.0.2.1 {"wrong_keys":"5"})");
}

TEST(GuessLimit, LosesNoCountWhenTheNextWindowBegins) {
    Guessing world;
    for (int i = 0; i < 2; ++i) world.guess("192.0.2.1");
    world.guess("192.0.2.1", World::now + kWindow);
    EXPECT_EQ(world.booked(),
              R"(door.guess door ; door.guesses network 192.0.2.1 {"wrong_keys":"2"}; door.guess door )");
}

TEST(GuessLimit, AnAsideIsCountedAndNotBooked) {
    Guessing world;
    for (int i = 0; i < kMax; ++i) world.limit.count("192.0.2.1", World::now);
    EXPECT_FALSE(world.limit.is_open("192.0.2.1", World::now));
    EXPECT_EQ(world.booked(), "");
}

}  // namespace
}  // namespace drp::portal
