#include "sql/dialect.hpp"

#include <gtest/gtest.h>

namespace drp::sql {
namespace {

TEST(Dialect, LeavesPlainSqlAlone) {
    constexpr auto kPlain = "SELECT a FROM b WHERE json_extract(c, '$.d') = ? AND e << 20 > ?2";
    EXPECT_EQ(spelled(Engine::sqlite, kPlain), kPlain);
    EXPECT_EQ(spelled(Engine::mariadb, kPlain), kPlain);
}

TEST(Dialect, SpellsAWordForEachEngine) {
    EXPECT_EQ(spelled(Engine::sqlite, "SELECT a $div 2"), "SELECT a / 2");
    EXPECT_EQ(spelled(Engine::mariadb, "SELECT a $div 2"), "SELECT a DIV 2");
}

TEST(Dialect, SpellsWordsInTheBracketsOfOthers) {
    constexpr auto kNested = "SELECT $greatest(0, $least(a, (b)) $div 2), c";
    EXPECT_EQ(spelled(Engine::sqlite, kNested), "SELECT max(0, min(a, (b)) / 2), c");
    EXPECT_EQ(spelled(Engine::mariadb, kNested), "SELECT greatest(0, least(a, (b)) DIV 2), c");
}

TEST(Dialect, DropsBracketsThatAnEngineDoesNotWant) {
    constexpr auto kUpsert = "INSERT INTO t (a, b) VALUES (?, ?) $on_conflict(a) b = $new(b)";
    EXPECT_EQ(spelled(Engine::sqlite, kUpsert),
              "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b");
    EXPECT_EQ(spelled(Engine::mariadb, kUpsert),
              "INSERT INTO t (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)");
}

TEST(Dialect, RefusesAWordThatItDoesNotKnow) {
    EXPECT_THROW((void)spelled(Engine::sqlite, "SELECT $nothing"), std::invalid_argument);
    EXPECT_THROW((void)spelled(Engine::sqlite, "SELECT $greatest a"), std::invalid_argument);
    EXPECT_THROW((void)spelled(Engine::sqlite, "SELECT $greatest(a"), std::invalid_argument);
}

}  // namespace
}  // namespace drp::sql
