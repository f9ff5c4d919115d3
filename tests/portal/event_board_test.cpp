#include "portal/event_board.hpp"

#include <gtest/gtest.h>

#include "a_program.hpp"

namespace drp::portal {
namespace {

/// The event is on Thursday 12 June 2025, 16:00 to 17:00 in Chicago, in half-hours.
constexpr const char* kStartLocal = "2025-06-12T16:00";
constexpr core::UtcSeconds kStart{1'749'762'000};
constexpr core::UtcSeconds kEnd = kStart + 3600;

class EventBoardTest : public testing::Test {
  protected:
    EventBoardTest() {
        world.add_meter("71", world.school);
        world.add_meter("72", world.mill);
        program = add_program(world);
        for (const auto* meter : {"71", "72"}) {
            const EnrolmentDraft draft{1, meter, core::Watts{2000}, {}, "2025-06-01", "", "", ""};
            EXPECT_TRUE(enrol(world.store(), administrator(), program, {&draft, 1}, false, World::now)->empty());
            days_before(meter);
        }
        directory.refresh();
    }

    /// 5 kWh in each half-hour (10 kW) of the whole days Monday to Wednesday before.
    void days_before(const std::string& meter) {
        std::string csv = "meter,start_utc,seconds,wh\n";
        for (auto t = at("2025-06-09T05:00:00Z"); t < at("2025-06-12T05:00:00Z"); t = t + 1800)
            csv += meter + "," + core::to_iso(t) + ",1800,5000\n";
        ASSERT_TRUE(world.import(csv));
    }
    void measure(const std::string& meter, core::UtcSeconds t, int wh) {
        const auto report = world.import("meter,start_utc,seconds,wh\n" + meter + "," + core::to_iso(t) + ",1800," +
                                         std::to_string(wh) + "\n");
        ASSERT_TRUE(report);
        auto tx = world.store().read();
        changes.publish({storage::find_meter(tx, meter)->id, {t, t + 1800}, std::nullopt});
    }
    core::EventId an_event() {
        const EventWish wish{program, "Peak", kStartLocal, "2025-06-12T17:00", false, storage::EventTarget::all,
                             {},      {},     ""};
        const auto id = events.create(administrator(), wish, World::now).value().event.id;
        events.schedule(administrator(), id, true, kStart - 86'400).value();
        return id;
    }
    EventBoard look(core::EventId id, core::UtcSeconds now, const Actor& actor = administrator(),
                    const storage::PageQuery& page = {}) {
        return boards.look(actor, id, page, now).value();
    }

    World world;
    core::ProgramId program;
    MeterDirectory directory{world.store()};
    ChangeFeed changes;
    Events events{world.store(), directory};
    EventBoards boards{world.store(), changes};
};

TEST_F(EventBoardTest, ComparesWhatHasComeWithTheSameIntervalsOfTheBaseline) {
    const auto id = an_event();
    const auto before = look(id, kStart);
    EXPECT_EQ(before.rows[0].actual_kw, std::nullopt);
    EXPECT_EQ(before.rows[0].ended, 0);
    measure("71", kStart, 3500);  // 7 kW against 10
    const auto half = look(id, kStart + 1800);
    ASSERT_EQ(half.rows.size(), 2U);
    EXPECT_DOUBLE_EQ(half.rows[0].actual_kw.value(), 7);
    EXPECT_DOUBLE_EQ(half.rows[0].baseline_kw.value(), 10);
    EXPECT_DOUBLE_EQ(half.rows[0].reduction_kw.value(), 3);
    EXPECT_EQ(half.rows[0].ended, 1);
    EXPECT_EQ(half.rows[0].missing, 0);
    EXPECT_EQ(half.rows[1].missing, 1) << "nothing has come of the other";
    EXPECT_EQ(half.rows[1].actual_kw, std::nullopt) << "and that is no zero";
    EXPECT_EQ(half.totals.compared, 1);
    EXPECT_EQ(half.totals.without_readings, 1);
    EXPECT_DOUBLE_EQ(half.totals.reduction_kw, 3);
    EXPECT_EQ(half.totals.nominated, core::Watts{4000});
    EXPECT_EQ(half.totals.nominated_compared, core::Watts{2000});
}

TEST_F(EventBoardTest, LeavesMissingIntervalsOutOnBothSides) {
    const auto id = an_event();
    measure("71", kStart + 1800, 4000);
    const auto board = look(id, kEnd + 60);
    EXPECT_EQ(board.rows[0].ended, 2);
    EXPECT_EQ(board.rows[0].missing, 1);
    EXPECT_DOUBLE_EQ(board.rows[0].actual_kw.value(), 8);
    EXPECT_DOUBLE_EQ(board.rows[0].baseline_kw.value(), 10);
}

TEST_F(EventBoardTest, CountsNobodyWhoHasOptedOut) {
    const auto id = an_event();
    auto tx_free = events.opt_out(administrator(), id, "72", "ill", kStart - 7200);
    ASSERT_TRUE(tx_free);
    measure("71", kStart, 3500);
    measure("72", kStart, 1000);
    const auto board = look(id, kStart + 1800);
    EXPECT_EQ(board.totals.opted_out, 1);
    EXPECT_EQ(board.totals.compared, 1);
    EXPECT_DOUBLE_EQ(board.totals.reduction_kw, 3);
    EXPECT_TRUE(board.rows[1].participant.opt_out);
    EXPECT_DOUBLE_EQ(board.rows[1].actual_kw.value(), 2) << "what it used is seen all the same";
}

TEST_F(EventBoardTest, AddsUpIntervalByIntervalTheMetersThatHaveSentIt) {
    const auto id = an_event();
    measure("71", kStart, 3500);
    measure("72", kStart, 4500);
    measure("72", kStart + 1800, 4000);
    const auto series = look(id, kEnd).series;
    EXPECT_EQ(series.start, kStart);
    EXPECT_EQ(series.interval.value, 1800);
    EXPECT_EQ(series.meters, (std::vector<std::int64_t>{2, 1}));
    EXPECT_DOUBLE_EQ(series.actual_kw.at(0).value(), 16);
    EXPECT_DOUBLE_EQ(series.baseline_kw.at(0), 20);
    EXPECT_DOUBLE_EQ(series.actual_kw.at(1).value(), 8) << "of the one that has sent it";
    EXPECT_DOUBLE_EQ(series.baseline_kw.at(1), 10) << "of the same one";
}

TEST_F(EventBoardTest, ExpectsTheBaselineOfAllWhereNobodyHasSentAnything) {
    const auto id = an_event();
    const auto series = look(id, kStart - 3600).series;
    EXPECT_EQ(series.actual_kw, (std::vector<std::optional<double>>{std::nullopt, std::nullopt}));
    EXPECT_EQ(series.baseline_kw, (std::vector<double>{20, 20}));
    EXPECT_EQ(series.meters, (std::vector<std::int64_t>{0, 0}));
}

TEST_F(EventBoardTest, AddsUpWithoutThoseWhoOptedOut) {
    const auto id = an_event();
    ASSERT_TRUE(events.opt_out(administrator(), id, "72", "ill", kStart - 7200));
    measure("72", kStart, 1000);
    const auto series = look(id, kEnd).series;
    EXPECT_EQ(series.meters, (std::vector<std::int64_t>{0, 0}));
    EXPECT_EQ(series.baseline_kw, (std::vector<double>{10, 10}));
}

TEST_F(EventBoardTest, KeepsBaselinesUntilTheirReadingsChange) {
    const auto id = an_event();
    measure("71", kStart, 3500);
    EXPECT_DOUBLE_EQ(look(id, kStart + 1800).rows[0].baseline_kw.value(), 10);
    measure("71", at("2025-06-11T21:00:00Z"), 6500);  // the day before, 16:00: 13 kW instead of 10
    EXPECT_DOUBLE_EQ(look(id, kStart + 1800).rows[0].baseline_kw.value(), 11) << "a correction is seen";
    {
        // Behind the back of the change feed: what is kept is not looked at again …
        ASSERT_TRUE(world.import("meter,start_utc,seconds,wh\n71,2025-06-10T21:00:00Z,1800,8000\n"));
        EXPECT_DOUBLE_EQ(look(id, kStart + 1800).rows[0].baseline_kw.value(), 11);
    }
    changes.publish_unknown();  // … until somebody says that anything may have changed
    EXPECT_DOUBLE_EQ(look(id, kStart + 1800).rows[0].baseline_kw.value(), 13);
}

TEST_F(EventBoardTest, SaysWhyThereIsNoBaseline) {
    world.add_meter("73");
    enrol_meter(world, program, "73", 1);
    const EnrolmentDraft draft{1, "73", {}, {}, "2025-06-01", "2025-06-15", "", ""};
    EXPECT_TRUE(enrol(world.store(), administrator(), program, {&draft, 1}, false, World::now)->empty());
    const auto id = an_event();
    const auto board = look(id, kStart + 1800);
    ASSERT_EQ(board.rows.size(), 3U);
    EXPECT_NE(board.rows[2].baseline_problem, "");
    EXPECT_EQ(board.rows[0].baseline_problem, "");
    EXPECT_EQ(board.totals.without_baseline, 1);
}

TEST_F(EventBoardTest, ShowsMembersTheirOwnMetersAlone) {
    const auto id = an_event();
    measure("71", kStart, 3500);
    const auto pupil =
        World::member(world.add_user("a@school.example", world.school, false), Level::organisation_user, world.school);
    const auto board = look(id, kStart + 1800, pupil);
    ASSERT_EQ(board.rows.size(), 1U);
    EXPECT_EQ(board.rows[0].participant.number, "71");
    EXPECT_EQ(board.totals.meters, 1);
    const auto stranger =
        World::member(world.add_user("b@nowhere.example", std::nullopt, false), Level::residential_user, std::nullopt);
    EXPECT_EQ(boards.look(stranger, id, {}, kStart).error().code, "event-not-found");
    EXPECT_EQ(boards.look(stranger, {99}, {}, kStart).error().code, "event-not-found");
}

TEST_F(EventBoardTest, IsOfNoDraft) {
    const EventWish wish{program, "Peak", kStartLocal, "2025-06-12T17:00", false, storage::EventTarget::all,
                         {},      {},     ""};
    const auto id = events.create(administrator(), wish, World::now).value().event.id;
    EXPECT_EQ(boards.look(administrator(), id, {}, kStart).error().code, "event-not-scheduled");
}

TEST_F(EventBoardTest, IsSearchedSortedAndPaged) {
    const auto id = an_event();
    measure("71", kStart, 3500);
    measure("72", kStart, 2500);
    const auto first = [&](const storage::PageQuery& page) {
        return look(id, kStart + 1800, administrator(), page).rows.at(0).participant.number;
    };
    EXPECT_EQ(first({}), "71");
    EXPECT_EQ(first({.sort = "reduction", .is_descending = true}), "72");
    EXPECT_EQ(first({.sort = "holder"}), "72") << "Mill, School";
    EXPECT_EQ(first({.search = "mill"}), "72");
    EXPECT_EQ(first({.offset = 1, .limit = 1}), "72");
    const auto searched = look(id, kStart + 1800, administrator(), {.search = "mill"});
    EXPECT_EQ(searched.total, 1);
    EXPECT_EQ(searched.totals.meters, 2) << "totals are of all";
    EXPECT_EQ(boards.look(administrator(), id, {.sort = "luck"}, kStart).error().code, "query-invalid");
}

}  // namespace
}  // namespace drp::portal
