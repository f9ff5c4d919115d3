#include "storage/mails.hpp"

#include <gtest/gtest.h>

#include "a_store.hpp"

namespace drp::storage {
namespace {

using test::AStore;
using test::kNow;
using test::Shell;

const NewMail kMail{"ada@example.com", "Your link", "https://portal.example/reset-password#secret\n"};

TEST(Mails, AreDueAtOnceOldestFirst) {
    AStore store;
    auto tx = store->write();
    EXPECT_FALSE(has_due_mail(tx, kNow));
    queue_mail(tx, kMail, kNow);
    queue_mail(tx, {"bob@example.com", "Later", "x"}, kNow + 1);
    EXPECT_TRUE(has_due_mail(tx, kNow));
    const auto mail = claim_due_mail(tx, kNow + 1).value();
    EXPECT_EQ(mail.recipient, kMail.recipient);
    EXPECT_EQ(mail.subject, kMail.subject);
    EXPECT_EQ(mail.body, kMail.body);
    EXPECT_EQ(mail.attempts, 1);
    EXPECT_EQ(claim_due_mail(tx, kNow + 1)->recipient, "bob@example.com");
}

TEST(Mails, ThatAreClaimedAreNobodyElsesUntilTheirPauseIsOver) {
    AStore store;
    auto tx = store->write();
    queue_mail(tx, kMail, kNow);
    ASSERT_TRUE(claim_due_mail(tx, kNow));
    EXPECT_FALSE(claim_due_mail(tx, kNow + kShortestMailPauseSeconds - 1));
    EXPECT_EQ(claim_due_mail(tx, kNow + kShortestMailPauseSeconds)->attempts, 2) << "its sender was killed";
}

TEST(Mails, ThatAreSentKeepNoLink) {
    AStore store;
    {
        auto tx = store->write();
        queue_mail(tx, kMail, kNow);
        mark_mail_sent(tx, claim_due_mail(tx, kNow)->id, kNow + 1);
        tx.commit();
    }
    EXPECT_EQ(Shell(store.address()).ask("SELECT sent_utc, body FROM mail"), std::to_string(kNow.value + 1) + "|");
    auto later = store->write();
    EXPECT_FALSE(has_due_mail(later, kNow + kMailPatienceSeconds));
    EXPECT_EQ(delete_old_mails(later, kNow + 1), 0);
    EXPECT_EQ(delete_old_mails(later, kNow + 2), 1);
}

TEST(Mails, AreTriedLessAndLessOftenAndGivenUpAfterThreeDays) {
    AStore store;
    auto tx = store->write();
    queue_mail(tx, kMail, kNow);
    std::vector<std::int64_t> pauses;
    auto now = kNow;
    auto last = kNow;
    while (count_mails(tx).waiting == 1) {
        while (!has_due_mail(tx, now)) now = now + 30;
        pauses.push_back(now - last);
        last = now;
        mark_mail_failed(tx, claim_due_mail(tx, now)->id, "no answer", false, now);
    }
    EXPECT_EQ((std::vector(pauses.begin(), pauses.begin() + 5)), (std::vector<std::int64_t>{0, 60, 120, 240, 480}));
    EXPECT_EQ(pauses.back(), kLongestMailPauseSeconds);
    EXPECT_GE(now - kNow, kMailPatienceSeconds);
    EXPECT_LT(now - kNow, kMailPatienceSeconds + kLongestMailPauseSeconds);
    EXPECT_EQ(count_mails(tx).given_up, 1);
}

TEST(Mails, ThatNoServerWillEverTakeAreGivenUpAtOnce) {
    AStore store;
    auto tx = store->write();
    queue_mail(tx, kMail, kNow);
    mark_mail_failed(tx, claim_due_mail(tx, kNow)->id, "550 no such mailbox", true, kNow);
    tx.commit();
    EXPECT_EQ(Shell(store.address()).ask("SELECT last_problem, body, given_up_utc IS NOT NULL FROM mail"),
              "550 no such mailbox||1");
}

}  // namespace
}  // namespace drp::storage
