// A portal moves from one store to another: between two files, or with DRP_TEST_ENGINE=mariadb from the server to a
// file and back.
#include "storage/copy.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/check.hpp"
#include "storage/settings.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;

class Copy : public testing::Test {
  protected:
    AStore source_;

    void SetUp() override {
        source_.with_provider();
        const auto acme = source_.with_organization("Acme");
        {
            auto tx = source_->write();
            (void)create_user(tx, {.email = "a@acme", .org = acme}, kNow).value();
            const auto gone = create_user(tx, {.email = "gone@home"}, kNow).value();
            (void)delete_user(tx, gone.id);
            for (int i = 0; i < 3; ++i) append_audit(tx, {.at = kNow, .actor_kind = "operator", .action = "test"});
            put_setting(tx, "colour", "green");
            tx.commit();
        }
        std::vector<test::Value> values;
        for (int i = 0; i < 3 * 96; ++i)
            for (const bool is_prediction : {false, true})
                values.push_back({i % 2 == 0 ? "m1" : "m2", test::at("2024-05-01T00:00:00Z") + i * 900, test::kQuarter,
                                  is_prediction, is_prediction ? 100 - i : i});
        source_.merge(test::batch_of(values));
        source_.merge(test::batch_of({{"m1", test::at("2024-05-01T00:00:00Z"), test::kQuarter, false, 7}}));
    }
    /// A store in a file, whatever the engine of the source.
    [[nodiscard]] std::string file_address(const std::string& name) const { return "sqlite://" + source_.file(name); }
    [[nodiscard]] Store made(const std::string& address) {
        return Store::open(address, {.create = true, .time_zone = source_->time_zone().name()}).value();
    }
    static std::string digest(Store& store) {
        auto tx = store.read();
        return digest_of(tx);
    }
};

TEST_F(Copy, HasEverythingAndIsSound) {
    auto file = made(file_address("copy.db"));
    const auto outcome = copy_store(*source_, file, {}).value();
    EXPECT_EQ(outcome.sha256, digest(*source_));
    EXPECT_EQ(outcome.sha256, digest(file));
    EXPECT_GT(outcome.copied, 0);
    auto tx = file.read();
    (void)check_store(tx, [](const Finding& f) { ADD_FAILURE() << f.code << ": " << f.message; });
    EXPECT_EQ(find_setting(tx, "colour"), "green");
}

TEST_F(Copy, ComesBackAsItWas) {
    auto file = made(file_address("copy.db"));
    ASSERT_TRUE(copy_store(*source_, file, {}));
    const auto address = test::fresh_store_address(source_.file("back.db"));
    {
        auto back = made(address);
        ASSERT_TRUE(copy_store(file, back, {}));
        EXPECT_EQ(digest(back), digest(*source_));
        auto tx = back.read();
        (void)check_store(tx, [](const Finding& f) { ADD_FAILURE() << f.code << ": " << f.message; });
    }
    test::forget_store(address);
}

TEST_F(Copy, DrawsNoNumberThatTheSourceHasDrawn) {
    auto file = made(file_address("copy.db"));
    ASSERT_TRUE(copy_store(*source_, file, {}));
    const auto next = [](Store& store) {
        auto tx = store.write();
        return create_user(tx, {.email = "next@home"}, kNow).value().id;
    };
    EXPECT_EQ(next(file), next(*source_)) << "the number of the user who is gone was drawn again";
}

TEST_F(Copy, GoesOnWhereItWasInterrupted) {
    auto file = made(file_address("copy.db"));
    EXPECT_THROW((void)copy_store(*source_, file,
                                  [](const std::string& table, std::int64_t) {
                                      if (table == "reading_day") throw std::runtime_error("pulled the plug");
                                  }),
                 std::runtime_error);
    const auto outcome = copy_store(*source_, file, {}).value();
    EXPECT_LT(outcome.copied, outcome.rows);
    EXPECT_EQ(digest(file), digest(*source_));
}

TEST_F(Copy, IsNotMadeIntoAStoreInUse) {
    auto file = made(file_address("copy.db"));
    {
        auto tx = file.write();
        (void)create_organization(tx, "Here already", false, kNow).value();
        tx.commit();
    }
    EXPECT_EQ(copy_store(*source_, file, {}).error().code, "store-not-empty");
}

TEST_F(Copy, ThatIsNotWhatTheSourceIsNowIsRefused) {
    auto file = made(file_address("copy.db"));
    const auto meddle = [&](const std::string& table, std::int64_t) {
        if (table != "reading_day") return;
        auto tx = file.write();
        (void)create_organization(tx, "Too early", false, kNow).value();
        tx.commit();
    };
    EXPECT_EQ(copy_store(*source_, file, meddle).error().code, "copy-differs");
}

}  // namespace
}  // namespace drp::storage
