#include "portal/alerts.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "portal/alert_texts.hpp"
#include "portal/alert_watch.hpp"
#include "portal/alert_webhooks.hpp"
#include "storage/alert_webhooks.hpp"
#include "storage/imports.hpp"
#include "storage/mails.hpp"
#include "world.hpp"

namespace drp::portal {
namespace {

using storage::AlertChannel;

constexpr std::int64_t kHour = 3600;

class AlertsTest : public ::testing::Test {
  protected:
    AlertsTest() {
        programme.sends_mail = true;
        programme.zone = core::TimeZone::find("America/Chicago").value();
        programme.public_url = "https://portal.example";
        nurse = world.add_user("nurse@school.example", world.school, true);
        miller = world.add_user("miller@mill.example", world.mill, true);
        staff = world.add_user("admin@valley.example", world.provider, true);
        meter = world.add_meter("100", world.school);
        world.add_meter("200", world.mill);
        directory.refresh();
    }

    Actor nurse_actor() {
        return actor(nurse, Level::organisation_administrator, world.school, "nurse@school.example");
    }
    Actor miller_actor() { return actor(miller, Level::organisation_administrator, world.mill, "miller@mill.example"); }
    Actor admin_actor() { return actor(staff, Level::system_administrator, world.provider, "admin@valley.example"); }
    static Actor actor(core::UserId user, Level level, core::OrgId org, const std::string& name) {
        auto made = World::member(user, level, org);
        made.name = name;
        return made;
    }

    static AlertWish silence(std::int64_t hours = 24) {
        return {.kind = "data_missing", .scope = "own", .limit_hours = hours, .channel = "email"};
    }
    static AlertWish power(std::int64_t watts) {
        return {.kind = "usage_above", .scope = "own", .limit_w = watts, .window_min = 15, .channel = "email"};
    }

    /// Quarter hours from `start` on.
    void read(const std::string& number, core::UtcSeconds start, const std::vector<int>& wh) {
        std::string csv = "meter_id,timestamp,actual_wh,predicted_wh,interval_s\n";
        for (std::size_t i = 0; i < wh.size(); ++i)
            csv += fmt::format("{},{},{},100,900\n", number, core::to_iso(start + static_cast<std::int64_t>(i) * 900),
                               wh[i]);
        world.import(csv).value();
    }

    AlertWatch::Turn look(core::UtcSeconds now) { return AlertWatch(world.store(), programme, machine).take(now); }

    std::vector<storage::ClaimedMail> mails(core::UtcSeconds now) {
        std::vector<storage::ClaimedMail> all;
        auto tx = world.store().write();
        while (auto mail = storage::claim_due_mail(tx, now)) {
            storage::mark_mail_sent(tx, mail->id, now);
            all.push_back(*mail);
        }
        tx.commit();
        return all;
    }

    static constexpr core::UtcSeconds kNow{1'750'000'500};  // a quarter of an hour begins
    World world;
    Programme programme;
    core::UserId nurse;
    core::UserId miller;
    core::UserId staff;
    core::MeterId meter;
    MeterDirectory directory{world.store()};
    MachineState state;
    AlertWatch::Machine machine = [this] { return state; };
    int status = 200;
    std::vector<std::string> calls;
    WebhookCall call = [this](const std::string& url, const std::string& secret, const std::string& body,
                              core::UtcSeconds now) -> core::Result<int> {
        calls.push_back(url + " " + webhook_signature(secret, body, now));
        if (status == 200) return 200;
        return core::Problem{core::ProblemKind::unavailable, "webhook-refused", "It answered 500.", "", ""};
    };
    Alerts alerts{world.store(), directory, world.key, programme, {}, call};
};

TEST_F(AlertsTest, TellsOfAMeterWithoutReadingsOnceAndWhenTheyComeAgain) {
    ASSERT_TRUE(alerts.create(nurse_actor(), silence(), kNow));
    read("100", kNow - 48 * kHour, {10});
    EXPECT_EQ(look(kNow).told, 1U);
    EXPECT_EQ(look(kNow + 60).told, 0U) << "another look, another instance";
    const auto sent = mails(kNow + 60);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent.front().recipient, "nurse@school.example");
    EXPECT_NE(sent.front().body.find("Meter 100: no readings, since"), std::string::npos) << sent.front().body;
    EXPECT_EQ(sent.front().body.find("200"), std::string::npos) << "not of somebody else's meter";

    read("100", kNow, {10});
    EXPECT_EQ(look(kNow + 900).told, 1U);
    const auto over = mails(kNow + 900);
    ASSERT_EQ(over.size(), 1U);
    EXPECT_NE(over.front().subject.find("over"), std::string::npos);
}

TEST_F(AlertsTest, RemindsAfterADayOfWhatLasts) {
    ASSERT_TRUE(alerts.create(nurse_actor(), silence(), kNow));
    read("100", kNow - 48 * kHour, {10});
    look(kNow);
    EXPECT_EQ(look(kNow + 23 * kHour).told, 0U);
    EXPECT_EQ(look(kNow + 24 * kHour).told, 1U);
    EXPECT_EQ(look(kNow + 25 * kHour).told, 0U);
}

TEST_F(AlertsTest, TellsOfAPowerAboveItsLimit) {
    ASSERT_TRUE(alerts.create(nurse_actor(), power(1000), kNow - 2 * kHour));
    read("100", kNow - kHour, {200, 300, 200});  // 800, 1200, 800 W
    EXPECT_EQ(look(kNow).raised, 1U);
    const auto sent = mails(kNow);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_NE(sent.front().body.find("up to 1.2 kW"), std::string::npos) << sent.front().body;
    EXPECT_NE(sent.front().body.find("uses more than 1 kW on average over 15 minutes"), std::string::npos);
}

TEST_F(AlertsTest, TellsNothingOfReadingsFromBeforeTheRule) {
    read("100", kNow - 3 * kHour, {300, 300});
    ASSERT_TRUE(alerts.create(nurse_actor(), power(1000), kNow));
    EXPECT_EQ(look(kNow + 60).raised, 0U);
}

TEST_F(AlertsTest, TellsOfADayThatUsedTooMuchOnce) {
    auto wish = power(1);
    wish.limit_w.reset();
    wish.window_min.reset();
    wish.limit_day_wh = 500;
    ASSERT_TRUE(alerts.create(nurse_actor(), wish, kNow - kHour));
    read("100", kNow - 2 * kHour, {300, 300});
    EXPECT_EQ(look(kNow).raised, 1U);
    EXPECT_EQ(look(kNow + 60).raised, 0U);
    EXPECT_EQ(look(kNow + 24 * kHour).raised, 0U);
}

TEST_F(AlertsTest, TellsOfUsageAboveItsPrediction) {
    AlertWish wish{.kind = "above_prediction",
                   .scope = "meter",
                   .meter = "100",
                   .limit_percent = 50,
                   .window_min = 30,
                   .channel = "email"};
    ASSERT_TRUE(alerts.create(nurse_actor(), wish, kNow - 2 * kHour));
    read("100", kNow - kHour, {140, 170});  // 55 % above 200
    look(kNow);
    const auto sent = mails(kNow);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_NE(sent.front().body.find("up to 55 % above its prediction"), std::string::npos) << sent.front().body;
}

TEST_F(AlertsTest, HoldsBackInQuietHoursAndTellsAllOfItInOneMailAfterwards) {
    auto wish = silence(1);
    wish.quiet = storage::QuietHours{0, 600, "Etc/UTC"};
    ASSERT_TRUE(alerts.create(nurse_actor(), wish, kNow));
    world.add_meter("101", world.school);
    directory.refresh();
    const core::UtcSeconds midnight{kNow.value / 86'400 * 86'400 + 86'400};
    read("100", midnight - 2 * kHour, {10});
    read("101", midnight - 2 * kHour, {10});
    EXPECT_EQ(look(midnight + 60).told, 0U);
    EXPECT_EQ(look(midnight + 9 * kHour).told, 0U);
    EXPECT_EQ(look(midnight + 10 * kHour).told, 1U);
    const auto sent = mails(midnight + 10 * kHour);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_NE(sent.front().body.find("Meter 100"), std::string::npos);
    EXPECT_NE(sent.front().body.find("Meter 101"), std::string::npos);
}

TEST_F(AlertsTest, TellsTheStaffOfTheDiskAndOfBackups) {
    ASSERT_TRUE(alerts.create(admin_actor(), {.kind = "disk_low", .limit_percent = 10, .channel = "email"}, kNow));
    ASSERT_TRUE(alerts.create(admin_actor(), {.kind = "backup_old", .limit_hours = 48, .channel = "email"}, kNow));
    state.disk = MachineState::Disk{"host:/data", 90, 1000};
    state.knows_backups = true;
    EXPECT_EQ(look(kNow).raised, 2U) << "9 % are free, and there is no backup";
    state.disk->free_mb = 100;
    state.newest_backup = kNow;
    EXPECT_EQ(look(kNow + 60).ended, 2U);
    EXPECT_EQ(look(kNow + 48 * kHour + 60).raised, 1U) << "the backup is old again";
}

TEST_F(AlertsTest, TellsOfAnImportThatFailedOnce) {
    ASSERT_TRUE(alerts.create(admin_actor(), {.kind = "import_failed", .channel = "email"}, World::now - kHour));
    {
        auto tx = world.store().write();
        const auto import = storage::create_import(tx, "july.csv", "upload", std::nullopt, World::now);
        const storage::ImportTally tally{.problem_code = "format-unknown", .problem_text = "The format is not known."};
        storage::finish_import(tx, import, storage::ImportStatus::failed, tally, {}, World::now);
        tx.commit();
    }
    EXPECT_EQ(look(World::now + 60).raised, 1U);
    EXPECT_EQ(look(World::now + 120).raised, 0U);
    const auto sent = mails(World::now + 120);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_NE(sent.front().body.find("july.csv"), std::string::npos) << sent.front().body;
}

TEST_F(AlertsTest, OfThePortalAreForItsStaffAlone) {
    for (const auto* kind : {"disk_low", "backup_old", "import_failed"}) {
        AlertWish wish{.kind = kind, .limit_hours = 1, .limit_percent = 1, .channel = "email"};
        EXPECT_EQ(alerts.create(nurse_actor(), wish, kNow).error().code, "alert-not-allowed") << kind;
    }
    auto of_org = silence();
    of_org.scope = "organisation";
    of_org.organisation = world.school.value;
    EXPECT_EQ(alerts.create(nurse_actor(), of_org, kNow).error().code, "alert-not-allowed");
    EXPECT_TRUE(alerts.create(admin_actor(), of_org, kNow));
}

TEST_F(AlertsTest, OfAMeterThatIsNotOnesOwnAreOfNoMeter) {
    auto wish = silence();
    wish.scope = "meter";
    wish.meter = "200";
    EXPECT_EQ(alerts.create(nurse_actor(), wish, kNow).error().code, "meter-not-found");
}

TEST_F(AlertsTest, FallSilentWhenTheMeterIsTakenAway) {
    auto wish = silence();
    wish.scope = "meter";
    wish.meter = "100";
    ASSERT_TRUE(alerts.create(nurse_actor(), wish, kNow));
    read("100", kNow - 48 * kHour, {10});
    auto tx = world.store().write();
    storage::unassign_meter(tx, meter).value();
    tx.commit();
    EXPECT_EQ(look(kNow).raised, 0U);
}

TEST_F(AlertsTest, OfOthersDoNotExist) {
    const auto id = alerts.create(nurse_actor(), silence(), kNow).value().rule.id;
    EXPECT_EQ(alerts.change(miller_actor(), id, silence(), kNow).error().code, "alert-not-found");
    EXPECT_EQ(alerts.remove(miller_actor(), id, kNow).error().code, "alert-not-found");
    EXPECT_EQ(alerts.test(miller_actor(), id, kNow).error().code, "alert-not-found");
    EXPECT_TRUE(alerts.list(miller_actor()).empty());
    EXPECT_EQ(alerts.list(nurse_actor()).size(), 1U);
}

TEST_F(AlertsTest, SayWhichLimitIsMissing) {
    auto wish = power(1000);
    wish.window_min.reset();
    EXPECT_EQ(alerts.create(nurse_actor(), wish, kNow).error().place, "window_min");
    wish = power(1000);
    wish.limit_day_wh = 5;
    EXPECT_EQ(alerts.create(nurse_actor(), wish, kNow).error().place, "limit_w");
    EXPECT_EQ(alerts.create(nurse_actor(), silence(9000), kNow).error().place, "limit_hours");
}

TEST_F(AlertsTest, CallOnlyHttpsAddressesWithoutCredentials) {
    auto wish = silence();
    wish.channel = "webhook";
    for (const auto* url : {"http://example.com/", "ftp://example.com/", "https://", "https://a:b@example.com/",
                            "https://example.com/#x", "https://exa mple.com/", ""}) {
        wish.webhook_url = url;
        EXPECT_EQ(alerts.create(nurse_actor(), wish, kNow).error().place, "webhook_url") << url;
    }
}

TEST_F(AlertsTest, CallAWebhookAgainUntilItAnswers) {
    auto wish = silence();
    wish.channel = "webhook";
    wish.webhook_url = "https://example.com/alerts";
    const auto made = alerts.create(nurse_actor(), wish, kNow).value();
    EXPECT_TRUE(made.secret.starts_with("whsec_"));
    read("100", kNow - 48 * kHour, {10});
    look(kNow);
    AlertWebhooks webhooks(world.store(), world.key, call);
    status = 500;
    EXPECT_EQ(webhooks.call_due([] { return kNow; }), 0);
    EXPECT_EQ(webhooks.call_due([] { return kNow + 59; }), 0);
    EXPECT_EQ(calls.size(), 1U) << "not before its pause is over";
    status = 200;
    EXPECT_EQ(webhooks.call_due([] { return kNow + 60; }), 1);
    EXPECT_EQ(webhooks.call_due([] { return kNow + 9000; }), 0) << "what has answered is done with";
    EXPECT_EQ(calls.size(), 2U);
}

TEST_F(AlertsTest, GiveAWebhookUpAfterADay) {
    auto wish = silence();
    wish.channel = "webhook";
    wish.webhook_url = "https://example.com/alerts";
    ASSERT_TRUE(alerts.create(nurse_actor(), wish, kNow));
    read("100", kNow - 48 * kHour, {10});
    look(kNow);
    AlertWebhooks webhooks(world.store(), world.key, call);
    status = 500;
    for (auto now = kNow; now < kNow + 30 * kHour; now = now + 600) webhooks.call_due([now] { return now; });
    auto tx = world.store().read();
    EXPECT_EQ(storage::count_alerts(tx).given_up, 1);
    EXPECT_LT(calls.size(), 40U);
}

TEST_F(AlertsTest, TestSaysWhatCameOfIt) {
    auto wish = silence();
    const auto mailed = alerts.create(nurse_actor(), wish, kNow).value().rule.id;
    EXPECT_EQ(alerts.test(nurse_actor(), mailed, kNow).value().to, "nurse@school.example");
    EXPECT_EQ(alerts.test(nurse_actor(), mailed, kNow + 9).error().code, "alert-tested-just-now");
    wish.channel = "webhook";
    wish.webhook_url = "https://example.com/alerts";
    const auto called = alerts.create(nurse_actor(), wish, kNow).value().rule.id;
    EXPECT_EQ(alerts.test(nurse_actor(), called, kNow).value().status, 200);
    status = 500;
    EXPECT_EQ(alerts.test(nurse_actor(), called, kNow + 60).error().code, "webhook-refused");
    programme.sends_mail = false;
    EXPECT_EQ(alerts.test(nurse_actor(), mailed, kNow + 60).error().code, "mail-not-set-up");
}

TEST_F(AlertsTest, GoWithTheirPerson) {
    ASSERT_TRUE(alerts.create(nurse_actor(), silence(), kNow));
    world.add_user("other@school.example", world.school, true);
    read("100", kNow - 48 * kHour, {10});
    look(kNow);
    auto tx = world.store().write();
    storage::delete_user(tx, nurse).value();
    tx.commit();
    auto after = world.store().read();
    EXPECT_EQ(storage::count_alerts(after).lasting, 0);
    EXPECT_EQ(storage::count_alerts(after).rules, 0);
}

TEST(AlertSentences, SayWhatIsPromised) {
    storage::AlertRule rule;
    rule.kind = storage::AlertKind::usage_above;
    rule.terms.scope = storage::AlertScope::meter;
    rule.meter_number = "71007919";
    rule.meter_label = "Lincoln School";
    rule.terms.limit_w = 120'000;
    rule.terms.window_min = 15;
    rule.terms.quiet = storage::QuietHours{22 * 60, 7 * 60, "America/Chicago"};
    EXPECT_EQ(rule_sentence(rule),
              "Tell me by e-mail when Lincoln School (71007919) uses more than 120 kW on average over 15 minutes, but "
              "not between 22:00 and 07:00 (America/Chicago).");
}

TEST(WebhookSignature, IsHmacOverTimeAndBody) {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_test
    EXPECT_EQ(webhook_signature("whsec_test", "{}", {1'700'000'000}),
              "t=1700000000,v1=35495024f4ef3f94e5a93e22221544c4b75e9a42300cd965ab81cb85cd994e91");
}

}  // namespace
}  // namespace drp::portal
