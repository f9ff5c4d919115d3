/// Events of a programme: drawn up, scheduled, notified, active, done, settled, or cancelled.
///
/// The database keeps the way an event may go (sql/sqlite/0007_programme.sql); a step that it does not allow throws
/// sql::SqlError, so callers look at the state first. Who takes part is drawn up when an event is scheduled and fixed
/// when it begins.
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

enum class EventState : std::uint8_t { draft, scheduled, notified, active, done, settled, cancelled };
enum class EventTarget : std::uint8_t { all, organisations, meters };

/// Names of the store and of the API.
[[nodiscard]] std::string_view to_text(EventState state) noexcept;
[[nodiscard]] std::string_view to_text(EventTarget target) noexcept;
[[nodiscard]] std::optional<EventState> event_state_of(std::string_view text) noexcept;
[[nodiscard]] std::optional<EventTarget> event_target_of(std::string_view text) noexcept;

struct ProgramEvent {
    core::EventId id;
    std::optional<core::ProgramId> program;  ///< nothing: from before there were programmes
    std::string program_name;
    std::optional<std::int64_t> program_version;  ///< whose terms hold
    core::UtcRange period;
    std::string name;
    bool is_test = false;
    EventState state = EventState::draft;
    EventTarget target = EventTarget::all;
    std::string message;  ///< of the provider, in the notices
    std::optional<core::UtcSeconds> created;
    std::string created_by;
    std::optional<core::UtcSeconds> scheduled;
    std::optional<core::UtcSeconds> notice;         ///< when standby is sent
    std::optional<core::UtcSeconds> opt_out_until;  ///< not included
    std::string cancel_reason;
    // Of all meters, or of those that the viewer has.
    std::int64_t meters = 0;  ///< that are called; of a draft: that would be
    std::int64_t opted_out = 0;
    core::Watts nominated;  ///< of those that have not opted out
};

struct EventDraft {
    core::ProgramId program;
    std::int64_t program_version = 1;
    core::UtcRange period;
    std::string name;
    bool is_test = false;
    EventTarget target = EventTarget::all;
    std::vector<core::OrgId> organisations;  ///< of EventTarget::organisations
    std::vector<core::MeterId> meters;       ///< of EventTarget::meters
    std::string message;
};

/// Whose events are asked for.
struct EventViewer {
    std::optional<std::int64_t> entity;  ///< an organisation or a resident: only events and meters of that one
    bool sees_drafts = false;
};

[[nodiscard]] core::EventId create_event_draft(WriteTransaction& tx, const EventDraft& draft, std::string_view by,
                                               core::UtcSeconds now);
void change_event_draft(WriteTransaction& tx, core::EventId id, const EventDraft& draft);
void delete_event_draft(WriteTransaction& tx, core::EventId id);

/// Nothing if there is none that the viewer may see.
[[nodiscard]] std::optional<ProgramEvent> find_program_event(Transaction& tx, core::EventId id,
                                                             const EventViewer& viewer);

struct EventFilter {
    std::vector<std::string> states;       ///< empty: any
    std::optional<core::UtcSeconds> from;  ///< ends after it
    std::optional<core::UtcSeconds> to;    ///< starts before it
    std::optional<core::ProgramId> program;
};
/// Searched by name and programme; sorted by start, name, state. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<ProgramEvent>> list_program_events(Transaction& tx, const EventFilter& filter,
                                                                     const EventViewer& viewer, const PageQuery& page);

struct TargetedOrganization {
    core::OrgId id;
    std::string name;
};
struct TargetedMeter {
    core::MeterId id;
    std::string number;
};
struct EventTargets {
    std::vector<TargetedOrganization> organisations;
    std::vector<TargetedMeter> meters;
};
[[nodiscard]] EventTargets list_event_targets(Transaction& tx, core::EventId id);

/// What is fixed when a draft is scheduled.
struct EventTimes {
    core::UtcSeconds notice;
    core::UtcSeconds opt_out_until;
};
/// With the terms of the version, and draws up who takes part.
void schedule_event(WriteTransaction& tx, core::EventId id, std::int64_t program_version, EventTimes times,
                    core::UtcSeconds now);
/// Who takes part, anew: after enrolments or nominations have changed. Only before the event begins.
void draw_up_participants(WriteTransaction& tx, core::EventId id);
/// The next state on an event's way; not for `scheduled` and `cancelled`.
void advance_event(WriteTransaction& tx, core::EventId id, EventState next);
void cancel_event(WriteTransaction& tx, core::EventId id, std::string_view reason);

/// Scheduled, notified or active, by start: what a clock has to look at.
[[nodiscard]] std::vector<ProgramEvent> list_events_under_way(Transaction& tx);
/// Of a programme, not begun yet: whose participants follow the enrolments.
[[nodiscard]] std::vector<core::EventId> list_events_to_come(Transaction& tx, core::ProgramId program);

// Who takes part ------------------------------------------------------------------------------------------------------

struct OptOut {
    std::string reason;
    std::string made_by;
    core::UtcSeconds made;
};

struct Participant {
    core::MeterId meter;
    std::string number;
    std::string label;
    std::string holder;  ///< the organisation's name or the resident's e-mail; empty: nobody has the meter
    std::optional<core::OrgId> org;
    std::optional<core::Watts> nomination;  ///< at the event's start
    std::optional<core::Watts> firm_level;  ///< likewise; of firm service only
    std::optional<OptOut> opt_out;
};
/// By meter number: those that are called, or of the viewer's meters. Of a draft: those that would be.
[[nodiscard]] std::vector<Participant> list_participants(Transaction& tx, core::EventId id, const EventViewer& viewer);

/// One of them; nothing if it is not called.
[[nodiscard]] std::optional<Participant> find_participant(Transaction& tx, core::EventId id, core::MeterId meter);
[[nodiscard]] bool takes_part(Transaction& tx, core::EventId id, core::MeterId meter);
/// A second opting out changes nothing.
void opt_out(WriteTransaction& tx, core::EventId id, core::MeterId meter, std::string_view reason, std::string_view by,
             core::UtcSeconds now);
/// False if the meter had not opted out.
bool opt_in(WriteTransaction& tx, core::EventId id, core::MeterId meter);

}  // namespace drp::storage
