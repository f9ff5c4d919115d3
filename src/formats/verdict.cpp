#include "formats/verdict.hpp"

#include <array>

namespace drp::formats {
namespace {

struct Text {
    std::string_view code;
    std::string_view message;
};

/// In the order of Reason.
constexpr std::array<Text, kReasonCount> kTexts{{
    {"not-a-number", "This is no decimal number. Write it like 0.123, without thousands separators or exponents."},
    {"too-precise",
     "The value has a fraction of a Wh, and nothing may be rounded away. Give at most three decimals of kWh."},
    {"not-whole", "This column is in whole Wh. Give the value without decimals."},
    {"too-large", "No interval can hold more than 1,000,000,000 Wh. Check the unit of the value."},
    {"time-invalid", "This is no date with time. Write it like 2021-03-21T05:00:00Z or 3/21/2021 0:30."},
    {"no-such-date", "The calendar has no such day. Check day and month, and the date order of the file."},
    {"year-out-of-range", "Readings lie between 1990 and 2099. Check the clock of the meter or the date format."},
    {"skipped-hour",
     "The local clock skipped this hour when it went forward. Check the time zone, or give times with offset."},
    {"off-grid",
     "The time does not lie on the grid of its interval. Times are starts of intervals; check them and the time zone."},
    {"interval-unsupported", "The interval is not 5, 15, 30 or 60 minutes. Give readings of one of these lengths."},
    {"interval-unknown",
     "The file does not show how long this interval is. Add a column interval_s with its length in seconds."},
    {"end-before-start", "The interval does not end after its start. Check both times."},
    {"wrong-field-count",
     "The row has more or fewer fields than the header. Check separators, quotes and decimal commas."},
    {"bad-quotes",
     "A quoted field is not closed on its line, or text follows it. Close it, and write a quote inside it twice."},
    {"nul-byte", "The row contains a NUL byte. The file is damaged here; export it again."},
    {"line-too-long", "The line is longer than 8 MiB. The file is damaged here; export it again."},
    {"meter-number-invalid", "A meter number has 1 to 32 letters, digits, '-', '_' or '.'. Correct it."},
    {"too-many-meters", "The file has more than 1,000,000 meters. Split it."},
    {"conflicting-duplicate",
     "The file gives this interval twice with different values; the first was kept. Send a correction as a later "
     "file."},
    {"interval-conflict",
     "The meter already has readings of another interval length in this time; the first were kept. Give one length."},
    {"site-invalid", "A weather site is named with 1 to 32 letters, digits, '-', '_' or '.'. Correct it."},
    {"too-many-sites", "The file has more than 10,000 weather sites. Split it."},
    {"temperature-out-of-range", "No place on Earth is colder than -90 or warmer than 60 deg C. Check the unit."},
}};

}  // namespace

std::string_view code(Reason reason) noexcept {
    return kTexts.at(static_cast<std::size_t>(reason)).code;
}
std::string_view message(Reason reason) noexcept {
    return kTexts.at(static_cast<std::size_t>(reason)).message;
}

}  // namespace drp::formats
