/// Programmes: what is agreed with the customers that take part. The terms have versions; none of them ever changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// What is paid for. performance_kw: the provider's rule on kilowatts reduced; energy_kwh: energy below the baseline;
/// capacity: kilowatts that are held ready, paid by how well they were delivered.
enum class CreditKind : std::uint8_t { performance_kw, energy_kwh, capacity };
enum class CreditPer : std::uint8_t { event, season };
enum class HolidayRule : std::uint8_t { none, nerc, us_federal };

/// Names of the store and of the API: "performance_kw", "season", "us_federal".
[[nodiscard]] std::string_view to_text(CreditKind kind) noexcept;
[[nodiscard]] std::string_view to_text(CreditPer per) noexcept;
[[nodiscard]] std::string_view to_text(HolidayRule rule) noexcept;
[[nodiscard]] std::optional<CreditKind> credit_kind_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<CreditPer> credit_per_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<HolidayRule> holiday_rule_of(std::string_view text) noexcept;

struct CreditRule {
    CreditKind kind = CreditKind::performance_kw;
    CreditPer per = CreditPer::event;
    std::int64_t rate_micro_dollars = 0;  ///< for a kW; of energy_kwh for a kWh
    /// Of capacity only. Shares of the nomination in thousandths.
    std::optional<std::int64_t> performance_cap_milli;       ///< the most that is paid; nothing: no cap
    std::optional<std::int64_t> penalty_floor_milli;         ///< below it a penalty is due; nothing: none ever
    std::optional<std::int64_t> penalty_rate_micro_dollars;  ///< for a kW short of the floor; given with the floor
    friend bool operator==(const CreditRule&, const CreditRule&) = default;
};

struct ProgramTerms {
    std::string baseline_method;  ///< "3-day", "10-of-10"
    std::vector<std::pair<std::string, std::string>>
        baseline_parameters;       ///< by name; what is not named is the method's
    bool prefers_uploaded = true;  ///< an uploaded prediction goes before the computed baseline
    CreditRule credit;
    std::int64_t wholesale_micro_dollars_per_kw = 0;
    HolidayRule holidays = HolidayRule::nerc;
    bool has_day_after_thanksgiving = false;   ///< as a holiday too
    std::vector<core::LocalDay> own_holidays;  ///< beside those of the rule
    std::vector<core::LocalDay> own_workdays;  ///< that the rule would call holidays
    std::int64_t notice_lead_min = 60;
    std::int64_t opt_out_deadline_min = 30;  ///< before the start
    friend bool operator==(const ProgramTerms&, const ProgramTerms&) = default;
};

struct ProgramVersion {
    std::int64_t version = 0;  ///< from 1
    core::UtcSeconds made;     ///< in force from then on, until the next
    std::string made_by;
    std::string note;  ///< why
    ProgramTerms terms;
};

struct ProgramRecord {
    core::ProgramId id;
    std::string name;  ///< unique without regard to (ASCII) case
    core::UtcSeconds created;
    std::optional<core::UtcSeconds> archived;  ///< takes no new enrolments and events from then on
    ProgramVersion current;
    std::int64_t enrolled = 0;  ///< meters at the time asked for
    core::Watts nominated;      ///< … and what they have nominated
    std::int64_t events = 0;    ///< drafts included
};

/// With its first version. Problem: program-name-taken.
[[nodiscard]] core::Result<core::ProgramId> create_program(WriteTransaction& tx, std::string_view name,
                                                           const ProgramTerms& terms, std::string_view note,
                                                           std::string_view by, core::UtcSeconds now);
/// The version's number. Problem: program-unknown.
[[nodiscard]] core::Result<std::int64_t> add_program_version(WriteTransaction& tx, core::ProgramId id,
                                                             const ProgramTerms& terms, std::string_view note,
                                                             std::string_view by, core::UtcSeconds now);
/// Problems: program-unknown, program-name-taken.
[[nodiscard]] core::Result<void> rename_program(WriteTransaction& tx, core::ProgramId id, std::string_view name);
/// Archived since `when`, or in use again. Problem: program-unknown.
[[nodiscard]] core::Result<void> archive_program(WriteTransaction& tx, core::ProgramId id,
                                                 std::optional<core::UtcSeconds> when);

[[nodiscard]] std::optional<ProgramRecord> find_program(Transaction& tx, core::ProgramId id, core::UtcSeconds now);
[[nodiscard]] std::optional<ProgramRecord> find_program(Transaction& tx, std::string_view name, core::UtcSeconds now);
/// By name; those in use first.
[[nodiscard]] std::vector<ProgramRecord> list_programs(Transaction& tx, core::UtcSeconds now);

[[nodiscard]] std::optional<ProgramVersion> find_program_version(Transaction& tx, core::ProgramId id,
                                                                 std::int64_t version);
/// Newest first.
[[nodiscard]] std::vector<ProgramVersion> list_program_versions(Transaction& tx, core::ProgramId id);

}  // namespace drp::storage
