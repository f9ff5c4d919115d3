#include "storage/enrolments.hpp"

#include <fmt/format.h>

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::string_view kColumns = R"(
    enrolment.enrolment_id, enrolment.program_id, enrolment.meter_id, meter.number, meter.label,
    organization.name, organization.id, user.email, enrolment.from_utc, enrolment.to_utc, enrolment.contact_name,
    enrolment.contact_email,
    (SELECT n.power_w FROM nomination AS n
      WHERE n.enrolment_id = enrolment.enrolment_id AND n.from_utc <= ?
      ORDER BY n.from_utc DESC, n.nomination_id DESC LIMIT 1),
    (SELECT n.firm_level_w FROM nomination AS n
      WHERE n.enrolment_id = enrolment.enrolment_id AND n.from_utc <= ?
      ORDER BY n.from_utc DESC, n.nomination_id DESC LIMIT 1)
)";

/// After "enrolment": its meter, and the one entity beside the provider that has it.
constexpr std::string_view kHolderJoins = R"(
    JOIN meter ON meter.meter_id = enrolment.meter_id
    LEFT JOIN meter_map AS held
      ON held.meter_id = enrolment.meter_id
     AND held.entity_id <> (SELECT COALESCE(MAX(id), -1) FROM organization WHERE is_provider = 1)
    LEFT JOIN organization ON organization.id = held.entity_id
    LEFT JOIN user ON user.id = held.entity_id
)";

constexpr std::array kSorts{
    Sortable{"meter", {"meter.number"}},
    Sortable{"organisation", {"coalesce(organization.name, user.email) $nocase", "meter.number"}},
    Sortable{"from", {"enrolment.from_utc", "meter.number"}},
    Sortable{"nomination",
             {"(SELECT n.power_w FROM nomination AS n WHERE n.enrolment_id = enrolment.enrolment_id"
              " ORDER BY n.from_utc DESC, n.nomination_id DESC LIMIT 1)",
              "meter.number"}}};

EnrolmentRecord enrolment_of(const sql::Statement& row) {
    EnrolmentRecord enrolment;
    enrolment.id = {row->int64(0)};
    enrolment.program = {row->int64(1)};
    enrolment.meter = {static_cast<std::int32_t>(row->int64(2))};
    enrolment.number = row->text(3);
    enrolment.label = row->text(4);
    enrolment.holder = row->is_null(6) ? row->text(7) : row->text(5);
    if (!row->is_null(6)) enrolment.org = core::OrgId{row->int64(6)};
    enrolment.from = {row->int64(8)};
    if (!row->is_null(9)) enrolment.to = core::UtcSeconds{row->int64(9)};
    enrolment.contact_name = row->text(10);
    enrolment.contact_email = row->text(11);
    if (!row->is_null(12)) enrolment.nomination = core::Watts{row->int64(12)};
    if (!row->is_null(13)) enrolment.firm_level = core::Watts{row->int64(13)};
    return enrolment;
}

std::optional<std::int64_t> value_of(const std::optional<core::UtcSeconds>& t) {
    return t ? std::optional(t->value) : std::nullopt;
}

std::optional<std::int64_t> watts_of(const std::optional<core::Watts>& power) {
    return power ? std::optional(power->value) : std::nullopt;
}

/// Another enrolment of the meter in the programme that meets [from, to).
bool meets_another(Transaction& tx, core::ProgramId program, core::MeterId meter, core::UtcSeconds from,
                   std::optional<core::UtcSeconds> to, core::EnrolmentId but) {
    auto row = tx.connection().prepare(R"(
        SELECT 1 FROM enrolment
         WHERE program_id = ?1 AND meter_id = ?2 AND enrolment_id <> ?5
           AND (to_utc IS NULL OR to_utc > ?3) AND (?4 IS NULL OR from_utc < ?4)
         LIMIT 1
    )");
    row.bind(program.value, meter.value, from.value, value_of(to), but.value);
    return row->step();
}

Problem empty() {
    return {ProblemKind::invalid_input, "enrolment-empty", "An enrolment ends after it begins.", "to",
            "Choose a later end, or none."};
}

Problem enrolled() {
    return {ProblemKind::conflict, "meter-enrolled", "This meter is enrolled in this programme at that time already.",
            "from", "End the other enrolment first, or begin after its end."};
}

}  // namespace

Result<core::EnrolmentId> create_enrolment(WriteTransaction& tx, core::ProgramId program, const NewEnrolment& enrolment,
                                           std::string_view by, core::UtcSeconds now) {
    if (enrolment.to && *enrolment.to <= enrolment.from) return empty();
    if (meets_another(tx, program, enrolment.meter, enrolment.from, enrolment.to, {0})) return enrolled();
    tx.connection()
        .prepare(R"(
            INSERT INTO enrolment (program_id, meter_id, from_utc, to_utc, contact_name, contact_email, created_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(program.value, enrolment.meter.value, enrolment.from.value, value_of(enrolment.to),
              enrolment.contact_name, enrolment.contact_email, now.value)
        .run();
    const core::EnrolmentId id{tx.connection().last_insert_id()};
    if (enrolment.nomination) add_nomination(tx, id, enrolment.from, *enrolment.nomination, by, now);
    return id;
}

std::optional<EnrolmentRecord> find_enrolment(Transaction& tx, core::EnrolmentId id, core::UtcSeconds at) {
    auto row = tx.connection().prepare(
        fmt::format("SELECT {} FROM enrolment {} WHERE enrolment.enrolment_id = ?", kColumns, kHolderJoins));
    row.bind(at.value, at.value, id.value);
    if (!row->step()) return std::nullopt;
    return enrolment_of(row);
}

Result<void> set_enrolment_end(WriteTransaction& tx, core::EnrolmentId id, std::optional<core::UtcSeconds> to) {
    const auto enrolment = find_enrolment(tx, id, {0});
    if (enrolment && to && *to <= enrolment->from) return empty();
    if (enrolment && meets_another(tx, enrolment->program, enrolment->meter, enrolment->from, to, id))
        return enrolled();
    tx.connection()
        .prepare("UPDATE enrolment SET to_utc = ? WHERE enrolment_id = ?")
        .bind(value_of(to), id.value)
        .run();
    return {};
}

void set_enrolment_contact(WriteTransaction& tx, core::EnrolmentId id, std::string_view name, std::string_view email) {
    tx.connection()
        .prepare("UPDATE enrolment SET contact_name = ?, contact_email = ? WHERE enrolment_id = ?")
        .bind(name, email, id.value)
        .run();
}

void delete_enrolment(WriteTransaction& tx, core::EnrolmentId id) {
    tx.connection().prepare("DELETE FROM enrolment WHERE enrolment_id = ?").bind(id.value).run();
}

bool took_part(Transaction& tx, core::EnrolmentId id) {
    auto row = tx.connection().prepare(R"(
        SELECT 1
          FROM event_meter JOIN event ON event.event_id = event_meter.event_id
         WHERE event_meter.enrolment_id = ? AND event.state IN ('active', 'done', 'settled')
         LIMIT 1
    )");
    row.bind(id.value);
    return row->step();
}

void add_nomination(WriteTransaction& tx, core::EnrolmentId id, core::UtcSeconds from, const NominatedPower& nominated,
                    std::string_view by, core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            INSERT INTO nomination (enrolment_id, from_utc, power_w, firm_level_w, made_utc, made_by)
            VALUES (?, ?, ?, ?, ?, ?)
        )")
        .bind(id.value, from.value, nominated.power.value, watts_of(nominated.firm_level), now.value, by)
        .run();
}

std::vector<NominationChange> list_nomination_changes(Transaction& tx, core::EnrolmentId id) {
    auto rows = tx.connection().prepare(R"(
        SELECT from_utc, power_w, made_utc, made_by, firm_level_w
          FROM nomination
         WHERE enrolment_id = ?
         ORDER BY from_utc, nomination_id
    )");
    rows.bind(id.value);
    std::vector<NominationChange> changes;
    while (rows->step()) {
        changes.push_back(
            {{rows->int64(0)}, {{rows->int64(1)}, std::nullopt}, {rows->int64(2)}, std::string(rows->text(3))});
        if (!rows->is_null(4)) changes.back().nominated.firm_level = core::Watts{rows->int64(4)};
    }
    return changes;
}

Result<Listed<EnrolmentRecord>> list_enrolments(Transaction& tx, const EnrolmentFilter& filter, core::UtcSeconds at,
                                                const PageQuery& page) {
    using State = EnrolmentFilter::State;
    Conditions conditions;
    conditions.add("enrolment.program_id = ?", {filter.program.value});
    if (filter.state == State::active)
        conditions.add("enrolment.from_utc <= ? AND (enrolment.to_utc IS NULL OR enrolment.to_utc > ?)",
                       {at.value, at.value});
    if (filter.state == State::future) conditions.add("enrolment.from_utc > ?", {at.value});
    if (filter.state == State::ended) conditions.add("enrolment.to_utc <= ?", {at.value});
    if (filter.org) conditions.add("organization.id = ?", {filter.org->value});
    conditions.add_search(page.search, {"meter.number", "meter.label", "organization.name", "user.email",
                                        "enrolment.contact_name", "enrolment.contact_email"});
    static const std::string kSource = fmt::format("enrolment {}", kHolderJoins);
    static const std::string kDetails =
        fmt::format("JOIN enrolment ON enrolment.enrolment_id = page.key {}", kHolderJoins);
    const ListSql list{.key = "enrolment.enrolment_id",
                       .source = kSource,
                       .columns = kColumns,
                       .details = kDetails,
                       .sorts = kSorts,
                       .count_source = {},
                       .column_values = {at.value, at.value}};
    return list_page(tx, list, conditions, page, enrolment_of);
}

}  // namespace drp::storage
