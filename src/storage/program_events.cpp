#include "storage/program_events.hpp"

#include <array>
#include <limits>

#include <fmt/format.h>

namespace drp::storage {
namespace {

using core::Result;

// In the order of the enumerations.
constexpr std::array<std::string_view, 7> kStates{"draft", "scheduled", "notified", "active",
                                                  "done",  "settled",   "cancelled"};
constexpr std::array<std::string_view, 3> kTargets{"all", "organisations", "meters"};

template <class Enum, class Table>
std::optional<Enum> value_of(const Table& names, std::string_view text) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<Enum>(i);
    return std::nullopt;
}

constexpr std::string_view kOwnColumns = R"(
    event.event_id, event.program_id, program.name, event.program_version, event.start_utc, event.end_utc, event.name,
    event.is_test, event.state, event.target, event.message, event.created_utc, event.created_by, event.scheduled_utc,
    event.notice_utc, event.opt_out_until_utc, event.cancel_reason
)";

/// Meters that are called, those that have opted out, and watts nominated, those of opted-out ones separately.
constexpr std::string_view kCountsOfAll = R"(
    CASE event.state WHEN 'draft' THEN (SELECT COUNT(*) FROM event_called AS c WHERE c.event_id = event.event_id)
         ELSE (SELECT COUNT(*) FROM event_meter AS em WHERE em.event_id = event.event_id) END,
    (SELECT COUNT(*) FROM event_opt_out AS o WHERE o.event_id = event.event_id),
    CASE event.state
        WHEN 'draft' THEN (SELECT SUM(c.nomination_w) FROM event_called AS c WHERE c.event_id = event.event_id)
        ELSE (SELECT SUM(coalesce(em.nomination_w, CAST(round(em.nominated_kw * 1000) AS INTEGER)))
                FROM event_meter AS em WHERE em.event_id = event.event_id) END,
    (SELECT SUM(em.nomination_w)
       FROM event_opt_out AS o
       JOIN event_meter AS em ON em.event_id = o.event_id AND em.meter_id = o.meter_id
      WHERE o.event_id = event.event_id)
)";
/// The same of one holder's meters, who sees no drafts; four times the holder.
constexpr std::string_view kCountsOfOne = R"(
    (SELECT COUNT(*) FROM meter_map AS mm
      CROSS JOIN event_meter AS em ON em.event_id = event.event_id AND em.meter_id = mm.meter_id
      WHERE mm.entity_id = ?),
    (SELECT COUNT(*) FROM meter_map AS mm
      CROSS JOIN event_opt_out AS o ON o.event_id = event.event_id AND o.meter_id = mm.meter_id
      WHERE mm.entity_id = ?),
    (SELECT SUM(coalesce(em.nomination_w, CAST(round(em.nominated_kw * 1000) AS INTEGER))) FROM meter_map AS mm
      CROSS JOIN event_meter AS em ON em.event_id = event.event_id AND em.meter_id = mm.meter_id
      WHERE mm.entity_id = ?),
    (SELECT SUM(em.nomination_w) FROM meter_map AS mm
      CROSS JOIN event_opt_out AS o ON o.event_id = event.event_id AND o.meter_id = mm.meter_id
      CROSS JOIN event_meter AS em ON em.event_id = event.event_id AND em.meter_id = mm.meter_id
      WHERE mm.entity_id = ?)
)";
constexpr int kCountsFrom = 17;

constexpr std::array kSorts{Sortable{"start", {"event.start_utc"}}, Sortable{"name", {"event.name $nocase"}},
                            Sortable{"state", {"event.state", "event.start_utc"}}};

std::optional<core::UtcSeconds> instant(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
}

ProgramEvent event_of(const sql::Statement& row) {
    ProgramEvent event;
    event.id = {row->int64(0)};
    if (!row->is_null(1)) event.program = core::ProgramId{row->int64(1)};
    event.program_name = row->text(2);
    if (!row->is_null(3)) event.program_version = row->int64(3);
    event.period = {{row->int64(4)}, {row->int64(5)}};
    event.name = row->text(6);
    event.is_test = row->int64(7) != 0;
    event.state = event_state_of(row->text(8)).value();
    event.target = event_target_of(row->text(9)).value();
    event.message = row->text(10);
    event.created = instant(row, 11);
    event.created_by = row->text(12);
    event.scheduled = instant(row, 13);
    event.notice = instant(row, 14);
    event.opt_out_until = instant(row, 15);
    event.cancel_reason = row->text(16);
    event.meters = row->int64(kCountsFrom);
    event.opted_out = row->int64(kCountsFrom + 1);
    const auto watts = [&](int column) { return row->is_null(column) ? 0 : row->int64(column); };
    event.nominated = {watts(kCountsFrom + 2) - watts(kCountsFrom + 3)};
    return event;
}

ListSql list_sql(const EventViewer& viewer, const std::string& columns) {
    ListSql list{.key = "event.event_id",
                 .source = "event LEFT JOIN program ON program.program_id = event.program_id",
                 .columns = columns,
                 .details =
                     "JOIN event ON event.event_id = page.key "
                     "LEFT JOIN program ON program.program_id = event.program_id",
                 .sorts = kSorts,
                 .count_source = {},
                 .column_values = {}};
    if (viewer.entity) list.column_values.assign(4, *viewer.entity);
    return list;
}

Conditions conditions_of(const EventViewer& viewer) {
    Conditions conditions;
    if (!viewer.sees_drafts) conditions.add("event.state <> 'draft'");
    if (viewer.entity)
        conditions.add(R"((event.is_for_all = 1 AND event.program_id IS NULL
                           OR EXISTS (SELECT 1 FROM meter_map AS mm
                                       CROSS JOIN event_meter AS em
                                          ON em.event_id = event.event_id AND em.meter_id = mm.meter_id
                                       WHERE mm.entity_id = ?)))",
                       {*viewer.entity});
    return conditions;
}

Result<Listed<ProgramEvent>> list(Transaction& tx, const Conditions& conditions, const EventViewer& viewer,
                                  const PageQuery& page) {
    const auto columns = fmt::format("{}, {}", kOwnColumns, viewer.entity ? kCountsOfOne : kCountsOfAll);
    return list_page(tx, list_sql(viewer, columns), conditions, page, event_of);
}

void put_targets(WriteTransaction& tx, core::EventId id, const EventDraft& draft) {
    tx.connection().prepare("DELETE FROM event_target WHERE event_id = ?").bind(id.value).run();
    auto insert =
        tx.connection().prepare("$insert_new INTO event_target (event_id, kind, subject_id) VALUES (?, ?, ?)");
    if (draft.target == EventTarget::organisations)
        for (const auto org : draft.organisations) insert.bind(id.value, "organisation", org.value).run();
    if (draft.target == EventTarget::meters)
        for (const auto meter : draft.meters) insert.bind(id.value, "meter", meter.value).run();
}

}  // namespace

std::string_view to_text(EventState state) noexcept {
    return kStates[static_cast<std::size_t>(state)];
}
std::string_view to_text(EventTarget target) noexcept {
    return kTargets[static_cast<std::size_t>(target)];
}
std::optional<EventState> event_state_of(std::string_view text) noexcept {
    return value_of<EventState>(kStates, text);
}
std::optional<EventTarget> event_target_of(std::string_view text) noexcept {
    return value_of<EventTarget>(kTargets, text);
}

core::EventId create_event_draft(WriteTransaction& tx, const EventDraft& draft, std::string_view by,
                                 core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            INSERT INTO event (start_utc, end_utc, name, kind, is_for_all, program_id, program_version, is_test, state,
                               target, message, created_utc, created_by)
            VALUES (?, ?, ?, ?, 0, ?, ?, ?, 'draft', ?, ?, ?, ?)
        )")
        .bind(draft.period.from.value, draft.period.to.value, draft.name, draft.is_test ? "test" : "real",
              draft.program.value, draft.program_version, draft.is_test, to_text(draft.target), draft.message,
              now.value, by)
        .run();
    const core::EventId id{tx.connection().last_insert_id()};
    put_targets(tx, id, draft);
    return id;
}

void change_event_draft(WriteTransaction& tx, core::EventId id, const EventDraft& draft) {
    tx.connection()
        .prepare(R"(
            UPDATE event
               SET start_utc = ?, end_utc = ?, name = ?, kind = ?, program_id = ?, program_version = ?, is_test = ?,
                   target = ?, message = ?
             WHERE event_id = ? AND state = 'draft'
        )")
        .bind(draft.period.from.value, draft.period.to.value, draft.name, draft.is_test ? "test" : "real",
              draft.program.value, draft.program_version, draft.is_test, to_text(draft.target), draft.message, id.value)
        .run();
    put_targets(tx, id, draft);
}

void delete_event_draft(WriteTransaction& tx, core::EventId id) {
    tx.connection().prepare("DELETE FROM event WHERE event_id = ? AND state = 'draft'").bind(id.value).run();
}

std::optional<ProgramEvent> find_program_event(Transaction& tx, core::EventId id, const EventViewer& viewer) {
    auto conditions = conditions_of(viewer);
    conditions.add("event.event_id = ?", {id.value});
    auto listed = list(tx, conditions, viewer, {.limit = 1, .with_total = false}).value();
    if (listed.rows.empty()) return std::nullopt;
    return std::move(listed.rows.front());
}

Result<Listed<ProgramEvent>> list_program_events(Transaction& tx, const EventFilter& filter, const EventViewer& viewer,
                                                 const PageQuery& page) {
    auto conditions = conditions_of(viewer);
    conditions.add_one_of("event.state", filter.states);
    if (filter.from) conditions.add("event.end_utc > ?", {filter.from->value});
    if (filter.to) conditions.add("event.start_utc < ?", {filter.to->value});
    if (filter.program) conditions.add("event.program_id = ?", {filter.program->value});
    conditions.add_search(page.search, {"event.name", "program.name"});
    return list(tx, conditions, viewer, page);
}

EventTargets list_event_targets(Transaction& tx, core::EventId id) {
    EventTargets targets;
    auto organisations = tx.connection().prepare(R"(
        SELECT organization.id, organization.name
          FROM event_target JOIN organization ON organization.id = event_target.subject_id
         WHERE event_id = ? AND kind = 'organisation'
         ORDER BY organization.name
    )");
    organisations.bind(id.value);
    while (organisations->step())
        targets.organisations.push_back({{organisations->int64(0)}, std::string(organisations->text(1))});
    auto meters = tx.connection().prepare(R"(
        SELECT meter.meter_id, meter.number
          FROM event_target JOIN meter ON meter.meter_id = event_target.subject_id
         WHERE event_id = ? AND kind = 'meter'
         ORDER BY meter.number
    )");
    meters.bind(id.value);
    while (meters->step())
        targets.meters.push_back({{static_cast<std::int32_t>(meters->int64(0))}, std::string(meters->text(1))});
    return targets;
}

void schedule_event(WriteTransaction& tx, core::EventId id, std::int64_t program_version, EventTimes times,
                    core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            UPDATE event
               SET state = 'scheduled', program_version = ?, scheduled_utc = ?, notice_utc = ?, opt_out_until_utc = ?
             WHERE event_id = ?
        )")
        .bind(program_version, now.value, times.notice.value, times.opt_out_until.value, id.value)
        .run();
    draw_up_participants(tx, id);
}

void draw_up_participants(WriteTransaction& tx, core::EventId id) {
    tx.connection()
        .prepare(R"(
            DELETE FROM event_meter
             WHERE event_id = ?1 AND meter_id NOT IN (SELECT meter_id FROM event_called WHERE event_id = ?1)
        )")
        .bind(id.value)
        .run();
    tx.connection()
        .prepare(R"(
            INSERT INTO event_meter (event_id, meter_id, enrolment_id, nomination_w, firm_level_w)
            SELECT event_id, meter_id, enrolment_id, nomination_w, firm_level_w FROM event_called WHERE event_id = ?
                $on_conflict(event_id, meter_id)
                   enrolment_id = $new(enrolment_id), nomination_w = $new(nomination_w),
                   firm_level_w = $new(firm_level_w)
        )")
        .bind(id.value)
        .run();
}

void advance_event(WriteTransaction& tx, core::EventId id, EventState next) {
    tx.connection().prepare("UPDATE event SET state = ? WHERE event_id = ?").bind(to_text(next), id.value).run();
}

void cancel_event(WriteTransaction& tx, core::EventId id, std::string_view reason) {
    tx.connection()
        .prepare("UPDATE event SET state = 'cancelled', cancel_reason = ? WHERE event_id = ?")
        .bind(reason, id.value)
        .run();
}

std::vector<ProgramEvent> list_events_under_way(Transaction& tx) {
    Conditions conditions;
    conditions.add("event.state IN ('scheduled', 'notified', 'active')");
    constexpr auto kAll = std::numeric_limits<std::int64_t>::max();  // a LIMIT that is none
    return list(tx, conditions, {}, {.limit = kAll, .with_total = false}).value().rows;
}

std::vector<core::EventId> list_events_to_come(Transaction& tx, core::ProgramId program) {
    auto rows = tx.connection().prepare(
        "SELECT event_id FROM event WHERE program_id = ? AND state IN ('scheduled', 'notified') ORDER BY event_id");
    rows.bind(program.value);
    std::vector<core::EventId> events;
    while (rows->step()) events.push_back({rows->int64(0)});
    return events;
}

namespace {

/// Up to the conditions; ?1 is the event.
constexpr std::string_view kParticipants = R"(
    SELECT called.meter_id, meter.number, meter.label, organization.name, organization.id, user.email,
           called.nomination_w, o.reason, o.made_by, o.made_utc, called.firm_level_w
      FROM (SELECT event_id, meter_id, coalesce(nomination_w, CAST(round(nominated_kw * 1000) AS INTEGER))
                   AS nomination_w, firm_level_w
              FROM event_meter WHERE event_id = ?1
             UNION ALL
            SELECT c.event_id, c.meter_id, c.nomination_w, c.firm_level_w
              FROM event_called AS c
             WHERE c.event_id = (SELECT event_id FROM event WHERE event_id = ?1 AND state = 'draft')) AS called
      JOIN meter ON meter.meter_id = called.meter_id
      LEFT JOIN meter_map AS held
        ON held.meter_id = called.meter_id
       AND held.entity_id <> (SELECT COALESCE(MAX(id), -1) FROM organization WHERE is_provider = 1)
      LEFT JOIN organization ON organization.id = held.entity_id
      LEFT JOIN user ON user.id = held.entity_id
      LEFT JOIN event_opt_out AS o ON o.event_id = called.event_id AND o.meter_id = called.meter_id
)";

Participant participant_of(const sql::Statement& row) {
    Participant p;
    p.meter = {static_cast<std::int32_t>(row->int64(0))};
    p.number = row->text(1);
    p.label = row->text(2);
    p.holder = row->is_null(4) ? row->text(5) : row->text(3);
    if (!row->is_null(4)) p.org = core::OrgId{row->int64(4)};
    if (!row->is_null(6)) p.nomination = core::Watts{row->int64(6)};
    if (!row->is_null(10)) p.firm_level = core::Watts{row->int64(10)};
    if (!row->is_null(9)) p.opt_out = OptOut{std::string(row->text(7)), std::string(row->text(8)), {row->int64(9)}};
    return p;
}

}  // namespace

std::vector<Participant> list_participants(Transaction& tx, core::EventId id, const EventViewer& viewer) {
    auto rows = tx.connection().prepare(
        fmt::format("{} WHERE ?2 IS NULL OR held.entity_id = ?2 ORDER BY meter.number", kParticipants));
    rows.bind(id.value, viewer.entity);
    std::vector<Participant> participants;
    while (rows->step()) participants.push_back(participant_of(rows));
    return participants;
}

std::optional<Participant> find_participant(Transaction& tx, core::EventId id, core::MeterId meter) {
    auto row = tx.connection().prepare(fmt::format("{} WHERE called.meter_id = ?2", kParticipants));
    row.bind(id.value, meter.value);
    if (!row->step()) return std::nullopt;
    return participant_of(row);
}

bool takes_part(Transaction& tx, core::EventId id, core::MeterId meter) {
    auto row = tx.connection().prepare("SELECT 1 FROM event_meter WHERE event_id = ? AND meter_id = ?");
    row.bind(id.value, meter.value);
    return row->step();
}

void opt_out(WriteTransaction& tx, core::EventId id, core::MeterId meter, std::string_view reason, std::string_view by,
             core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            INSERT INTO event_opt_out (event_id, meter_id, reason, made_by, made_utc)
            SELECT ?1, ?2, ?3, ?4, ?5
             WHERE NOT EXISTS (SELECT 1 FROM event_opt_out WHERE event_id = ?1 AND meter_id = ?2)
        )")
        .bind(id.value, meter.value, reason, by, now.value)
        .run();
}

bool opt_in(WriteTransaction& tx, core::EventId id, core::MeterId meter) {
    tx.connection()
        .prepare("DELETE FROM event_opt_out WHERE event_id = ? AND meter_id = ?")
        .bind(id.value, meter.value)
        .run();
    return tx.connection().changes() > 0;
}

}  // namespace drp::storage
