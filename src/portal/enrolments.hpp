/// Enrolments: which meters take part in a programme, with what nomination, and who is told of its events.
///
/// Events of the programme that have not begun follow every change: who they call is drawn up anew in the same
/// transaction. The gate has let in only who may. Every write is booked. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/meter_admin.hpp"
#include "storage/enrolments.hpp"
#include "storage/programs.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// An enrolment that somebody wants, and where it was written: a line of a file, an item of a list (both from 1).
struct EnrolmentDraft {
    std::int64_t line = 0;
    std::string meter;                      ///< its number
    std::optional<core::Watts> nomination;  ///< nothing: it takes part without one
    std::optional<core::Watts> firm_level;  ///< of firm service; comes with a nomination
    std::string from;                       ///< a local day or an instant; empty: now
    std::string to;                         ///< not included; empty: until further notice
    std::string contact_name;
    std::string contact_email;
};

/// "12.5" as 12,500 W: a decimal with at most three decimals, from 0 to 1,000,000 kW. Problem: nomination-invalid.
[[nodiscard]] core::Result<core::Watts> parse_kw(std::string_view text, std::string_view place = "nomination_kw");
/// The same of a JSON number.
[[nodiscard]] core::Result<core::Watts> watts_of(double kw, std::string_view place = "nomination_kw");

struct EnrolmentDetails {
    storage::EnrolmentRecord enrolment;
    std::vector<storage::NominationChange> nominations;  ///< by the moment from which they hold
};

struct EnrolmentChange {
    /// A new nomination, in force from `from` (a local day or an instant; empty: now).
    struct Nomination {
        std::optional<core::Watts> power;  ///< nothing: as it is
        bool keeps_firm_level = true;
        std::optional<core::Watts> firm_level;  ///< unless it is kept
        std::string from;
    };
    std::optional<Nomination> nomination;
    std::optional<std::string> contact_name;
    std::optional<std::string> contact_email;
    std::optional<std::string> to;  ///< a local day or an instant, not included; empty: until further notice
};

struct EnrolmentPage {
    storage::ProgramRecord program;
    storage::Listed<storage::EnrolmentRecord> listed;
};

inline constexpr std::size_t kMaxContactBytes = 200;

[[nodiscard]] core::Problem enrolment_not_found();

/// Problems: program-not-found, query-invalid (sort).
[[nodiscard]] core::Result<EnrolmentPage> list_enrolments(const storage::Store& store,
                                                          const storage::EnrolmentFilter& filter,
                                                          const storage::PageQuery& page, core::UtcSeconds now);

/// All of them or none: with anything wrong nothing is made, and what is wrong is told line by line (codes:
/// meter-not-found, meter-retired, meter-enrolled, enrolment-empty, time-invalid, field-invalid). `is_trial`: only
/// look. Problems of the whole: program-not-found, program-archived.
[[nodiscard]] core::Result<std::vector<LineProblem>> enrol(storage::Store& store, const Actor& actor,
                                                           core::ProgramId program,
                                                           std::span<const EnrolmentDraft> drafts, bool is_trial,
                                                           core::UtcSeconds now);

/// Problem: enrolment-not-found, here and below.
[[nodiscard]] core::Result<EnrolmentDetails> find_enrolment(const storage::Store& store, core::EnrolmentId id,
                                                            core::UtcSeconds now);
/// Problems: time-invalid, enrolment-empty, meter-enrolled, field-invalid.
[[nodiscard]] core::Result<EnrolmentDetails> change_enrolment(storage::Store& store, const Actor& actor,
                                                              core::EnrolmentId id, const EnrolmentChange& change,
                                                              core::UtcSeconds now);
/// Ends it now; one that has not begun is taken away altogether.
/// Problem: enrolment-ended.
[[nodiscard]] core::Result<void> end_enrolment(storage::Store& store, const Actor& actor, core::EnrolmentId id,
                                               core::UtcSeconds now);

}  // namespace drp::portal
