/// Which meters take part in a programme, from when to when, with how many kilowatts, and who is told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct EnrolmentRecord {
    core::EnrolmentId id;
    core::ProgramId program;
    core::MeterId meter;
    std::string number;  ///< of the meter
    std::string label;
    std::string holder;  ///< the organisation's name or the resident's e-mail; empty: nobody has the meter
    std::optional<core::OrgId> org;
    core::UtcSeconds from;
    std::optional<core::UtcSeconds> to;  ///< not included; nothing: until further notice
    std::string contact_name;
    std::string contact_email;              ///< empty: none
    std::optional<core::Watts> nomination;  ///< in force at the time asked for
    std::optional<core::Watts> firm_level;  ///< agreed with it: the power that it goes down to
};

/// What is agreed for events.
struct NominatedPower {
    core::Watts power;                      ///< to be reduced
    std::optional<core::Watts> firm_level;  ///< of firm service: to go down to
};

struct NewEnrolment {
    core::MeterId meter;
    core::UtcSeconds from;
    std::optional<core::UtcSeconds> to;
    std::string contact_name;
    std::string contact_email;
    std::optional<NominatedPower> nomination;  ///< from the beginning on
};

struct NominationChange {
    core::UtcSeconds from;
    NominatedPower nominated;
    core::UtcSeconds made;
    std::string made_by;
};

/// Problems: meter-enrolled (at that time, in this programme), enrolment-empty (it ends before it begins).
[[nodiscard]] core::Result<core::EnrolmentId> create_enrolment(WriteTransaction& tx, core::ProgramId program,
                                                               const NewEnrolment& enrolment, std::string_view by,
                                                               core::UtcSeconds now);
[[nodiscard]] std::optional<EnrolmentRecord> find_enrolment(Transaction& tx, core::EnrolmentId id, core::UtcSeconds at);
/// Problems: enrolment-empty; meter-enrolled (it would meet a later one of the same meter).
[[nodiscard]] core::Result<void> set_enrolment_end(WriteTransaction& tx, core::EnrolmentId id,
                                                   std::optional<core::UtcSeconds> to);
void set_enrolment_contact(WriteTransaction& tx, core::EnrolmentId id, std::string_view name, std::string_view email);
/// With its nominations. Only one that took part in no event (the database refuses it else).
void delete_enrolment(WriteTransaction& tx, core::EnrolmentId id);
/// In an event that has begun, and was not cancelled.
[[nodiscard]] bool took_part(Transaction& tx, core::EnrolmentId id);

/// In force from `from` on until the next; of two from the same moment the later one holds.
void add_nomination(WriteTransaction& tx, core::EnrolmentId id, core::UtcSeconds from, const NominatedPower& nominated,
                    std::string_view by, core::UtcSeconds now);
/// By the moment from which they hold; those that a later one replaced included.
[[nodiscard]] std::vector<NominationChange> list_nomination_changes(Transaction& tx, core::EnrolmentId id);

struct EnrolmentFilter {
    core::ProgramId program;
    enum class State : std::uint8_t { any, active, future, ended } state = State::any;
    std::optional<core::OrgId> org;
};
/// Searched by meter, its label, its holder's name and the contact; sorted by meter, organisation, from, nomination.
/// Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<EnrolmentRecord>> list_enrolments(Transaction& tx, const EnrolmentFilter& filter,
                                                                    core::UtcSeconds at, const PageQuery& page);

}  // namespace drp::storage
