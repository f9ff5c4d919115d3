#include "analytics/holidays.hpp"

#include <string>

#include <gtest/gtest.h>

#include "meter_builder.hpp"

namespace drp::analytics {
namespace {

using test::day;

std::string list(const HolidayCalendar& calendar, int year) {
    std::string text;
    for (const auto& holiday : holidays_of(calendar, year)) text += core::to_iso(holiday.day).substr(5) + " ";
    return text;
}

TEST(Holidays, OfNercAreSixAndASundayMovesToMonday) {
    const HolidayCalendar nerc{.rules = HolidayRules::nerc};
    EXPECT_EQ(list(nerc, 2026), "01-01 05-25 07-04 09-07 11-26 12-25 ");  // 4 July 2026 is a Saturday and stays
    EXPECT_EQ(list(nerc, 2023), "01-02 05-29 07-04 09-04 11-23 12-25 ");  // 1 January 2023 was a Sunday
    EXPECT_EQ(list(nerc, 2021), "01-01 05-31 07-05 09-06 11-25 12-25 ");  // 4 July 2021 was a Sunday
    EXPECT_EQ(list(nerc, 2013), "01-01 05-27 07-04 09-02 11-28 12-25 ");
}

TEST(Holidays, OfTheFederalGovernmentMoveFromSaturdayToFridayToo) {
    // The Office of Personnel Management's lists of 2021, 2022 and 2026.
    const HolidayCalendar federal{.rules = HolidayRules::us_federal};
    EXPECT_EQ(list(federal, 2021), "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31 ");
    EXPECT_EQ(list(federal, 2022), "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26 ");
    EXPECT_EQ(list(federal, 2026), "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25 ");
}

TEST(Holidays, HaveJuneteenthFromItsFirstYearOn) {
    const HolidayCalendar federal{.rules = HolidayRules::us_federal};
    EXPECT_FALSE(federal.is_holiday(day("2020-06-19")));
    EXPECT_EQ(federal.name_of(day("2021-06-18")), "Juneteenth");
}

TEST(Holidays, NameTheNewYearThatIsKeptInTheOldOne) {
    const HolidayCalendar federal{.rules = HolidayRules::us_federal};
    EXPECT_EQ(federal.name_of(day("2021-12-31")), "New Year's Day");
    EXPECT_FALSE(federal.is_holiday(day("2022-01-01")));
    EXPECT_FALSE((HolidayCalendar{.rules = HolidayRules::nerc}.is_holiday(day("2021-12-31"))));
}

TEST(Holidays, TakeTheProgrammesOwnDays) {
    HolidayCalendar calendar{.rules = HolidayRules::nerc, .has_day_after_thanksgiving = true};
    calendar.added = {day("2026-10-12")};
    calendar.removed = {day("2026-09-07"), day("2026-10-12")};
    EXPECT_EQ(calendar.name_of(day("2026-11-27")), "Day after Thanksgiving");
    EXPECT_TRUE(calendar.is_holiday(day("2026-10-12"))) << "an added day wins over a removed one";
    EXPECT_FALSE(calendar.is_holiday(day("2026-09-07"))) << "a removed day wins over the rules";
    calendar.removed.push_back(day("2026-11-27"));
    EXPECT_FALSE(calendar.is_holiday(day("2026-11-27")));
}

TEST(Holidays, WithoutRulesAreNone) {
    for (int year = core::kFirstYear; year <= core::kLastYear; year += 7) EXPECT_TRUE(holidays_of({}, year).empty());
}

TEST(HolidaysProperty, AreSixEveryYearAndNeverASundayForNerc) {
    const HolidayCalendar nerc{.rules = HolidayRules::nerc};
    for (int year = core::kFirstYear; year <= core::kLastYear; ++year) {
        const auto holidays = holidays_of(nerc, year);
        ASSERT_EQ(holidays.size(), 6U) << year;
        for (const auto& holiday : holidays) EXPECT_NE(kind_of(holiday.day, {}), DayKind::sunday) << year;
    }
}

TEST(HolidaysProperty, AreNeverAtAWeekendForTheFederalGovernment) {
    const HolidayCalendar federal{.rules = HolidayRules::us_federal};
    for (int year = core::kFirstYear; year <= core::kLastYear; ++year)
        for (const auto& holiday : holidays_of(federal, year))
            EXPECT_EQ(kind_of(holiday.day, {}), DayKind::weekday) << core::to_iso(holiday.day);
}

}  // namespace
}  // namespace drp::analytics
