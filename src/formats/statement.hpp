/// A settlement as a file: JSON Lines that hold everything they were computed from, see docs/formats/statement.md.
///
/// The first line has the terms, then comes a line for each meter with its readings, its baseline and its result, and
/// the last line has the totals and the digest: SHA-256 over all the lines before it, each with its line feed, and over
/// the text of the last line's `totals`. Whoever has the file and `drp` can compute every figure again, without the
/// portal.
///
/// Decimals are texts ("209.258666667"), so that no reader of JSON rounds them; instants are UTC; energy of readings is
/// whole Wh, null where it is missing. The writer is canonical: what is equal is written in the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::formats {

/// What the first line calls itself.
inline constexpr std::string_view kStatementFormat = "drp-settlement-1";

/// By what an event was settled.
struct StatementTerms {
    std::string program;
    std::int64_t program_version = 0;
    std::int64_t event = 0;
    std::string event_name;
    bool is_test = false;
    core::UtcRange period;
    std::string time_zone;     ///< IANA name, of local days and of the event's hours
    std::int64_t version = 0;  ///< of the event's settlements
    core::UtcSeconds made;
    std::string method;                                           ///< "3-day"
    std::vector<std::pair<std::string, std::string>> parameters;  ///< of the method, all of them
    std::string holiday_rule;                                     ///< "nerc"
    bool has_day_after_thanksgiving = false;
    std::vector<core::LocalDay> added_holidays;
    std::vector<core::LocalDay> removed_holidays;
    std::string credit_kind;
    std::string rate;            ///< $/kW or $/kWh
    std::string wholesale_cost;  ///< $/kW
    std::int64_t events = 1;     ///< that share the rate
    std::string cap;             ///< of the factor; this and the next two are empty where the kind has none
    std::string floor;
    std::string penalty_rate;  ///< $/kW

    friend bool operator==(const StatementTerms&, const StatementTerms&) = default;
};

/// Values on a grid from `start` on.
struct StatementReadings {
    core::UtcSeconds start;
    core::IntervalSeconds interval{1800};
    std::vector<core::WattHours> wh;

    friend bool operator==(const StatementReadings&, const StatementReadings&) = default;
};

/// Air temperature for the methods that ask for it; NaN where it is not known.
struct StatementTemperature {
    core::UtcSeconds start;
    core::IntervalSeconds interval{3600};
    std::vector<double> celsius;
};

struct StatementUsedDay {
    core::LocalDay day;
    std::string kw;                   ///< mean of the event's hours
    std::string weight;               ///< of the day in the baseline; the weights sum to 1
    std::vector<core::WattHours> wh;  ///< readings of the event's hours

    friend bool operator==(const StatementUsedDay&, const StatementUsedDay&) = default;
};

struct StatementPassedDay {
    core::LocalDay day;
    std::string why;  ///< "low_use", the names of analytics/baseline.hpp

    friend bool operator==(const StatementPassedDay&, const StatementPassedDay&) = default;
};

struct StatementAdjustment {
    std::string kind;          ///< "ratio", "additive"
    std::string outcome;       ///< "applied", "capped", or why there is none
    std::string event_day_kw;  ///< mean of the adjustment window on the day of the event; empty: not known
    std::string baseline_kw;   ///< … of the baseline
    std::string before_cap;    ///< a factor, or kW
    std::string after_cap;

    friend bool operator==(const StatementAdjustment&, const StatementAdjustment&) = default;
};

struct StatementBaseline {
    std::vector<StatementUsedDay> used;           ///< the latest first
    std::vector<StatementPassedDay> passed_over;  ///< the latest first
    std::string step;                             ///< rung of the fall-back ladder; empty: the method as it is
    std::optional<StatementAdjustment> adjustment;
    std::vector<std::string> kwh;  ///< of each interval of the event

    friend bool operator==(const StatementBaseline&, const StatementBaseline&) = default;
};

/// All decimals; money with two places is what is paid, other money is not rounded to cents.
struct StatementResult {
    std::string baseline_kwh;
    std::string metered_kwh;
    std::string performance_kw;
    std::string factor;             ///< empty: no nomination
    std::string unadjusted_credit;  ///< $
    std::string exact_credit;       ///< $, nine places
    std::string credit;             ///< $ and cents
    std::string delivered_kw;
    std::string exact_saving;  ///< $ of the provider, nine places
    std::string saving;        ///< $ and cents

    friend bool operator==(const StatementResult&, const StatementResult&) = default;
};

/// How far the performance may be off, from what the same method gave on days without an event.
struct StatementBand {
    std::string kw;       ///< half width
    std::string from_kw;  ///< the true performance lies between the two, with that confidence
    std::string to_kw;
    std::string confidence;  ///< "0.9"
    std::int64_t days = 0;   ///< that it stands on
};

struct StatementLine {
    // What it was computed from.
    std::string meter;
    std::string customer;
    std::string nomination_kw;
    std::string firm_service_level_kw;  ///< empty: none; then the file does not mention it
    bool is_opted_out = false;
    StatementReadings readings;
    std::vector<core::LocalDay> event_days;  ///< of other events of this meter
    std::vector<core::LocalDay> outage_days;
    std::optional<StatementTemperature> temperature;
    // What came out.
    std::string status;   ///< "settled", "opted_out", "incomplete"
    std::string problem;  ///< why it is incomplete
    std::optional<StatementBaseline> baseline;
    std::optional<StatementResult> result;
    // Beside it; not computed from this file.
    std::optional<StatementBand> band;
};

struct StatementTotals {
    std::int64_t lines = 0;
    std::int64_t settled = 0;
    std::string nominated_kw;
    std::string delivered_kw;
    std::string credit;  ///< $ and cents, the sum of the lines
    std::string exact_credit;
    std::string saving;
    std::string exact_saving;

    friend bool operator==(const StatementTotals&, const StatementTotals&) = default;
};

// Lines without a line feed.
[[nodiscard]] std::string write_terms(const StatementTerms& terms);
[[nodiscard]] std::string write_line(const StatementLine& line);
/// The text that the digest covers last.
[[nodiscard]] std::string write_totals(const StatementTotals& totals);
[[nodiscard]] std::string write_end(const StatementTotals& totals, std::string_view digest);

/// A line of a statement is at most this long; a longer one is no statement.
inline constexpr std::size_t kMaxStatementLineBytes = std::size_t{8} << 20U;

struct StatementEnd {
    StatementTotals totals;
    std::string digest;
};

// Problem `statement-invalid`, whose place is the field. Unknown fields are refused.
[[nodiscard]] core::Result<StatementTerms> read_terms(std::string_view text);
[[nodiscard]] core::Result<StatementLine> read_line(std::string_view text);
[[nodiscard]] core::Result<StatementEnd> read_end(std::string_view text);
/// Is this the last line?
[[nodiscard]] bool is_end(std::string_view text) noexcept;

}  // namespace drp::formats
