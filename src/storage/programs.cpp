#include "storage/programs.hpp"

#include <array>

#include <fmt/format.h>

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

// In the order of the enumerations.
constexpr std::array<std::string_view, 3> kCreditKinds{"performance_kw", "energy_kwh", "capacity"};
constexpr std::array<std::string_view, 2> kCreditPers{"event", "season"};
constexpr std::array<std::string_view, 3> kHolidayRules{"none", "nerc", "us_federal"};

template <class Enum, class Table>
std::optional<Enum> value_of(const Table& names, std::string_view text) noexcept {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<Enum>(i);
    return std::nullopt;
}

constexpr std::string_view kTermsColumns = R"(
    v.version, v.made_utc, v.made_by, v.note, v.baseline_method, v.prefers_uploaded, v.credit_kind, v.credit_per,
    v.credit_rate_micro, v.performance_cap_milli, v.penalty_floor_milli, v.penalty_rate_micro,
    v.wholesale_micro_per_kw, v.holiday_rule, v.day_after_thanksgiving, v.notice_lead_min, v.opt_out_deadline_min
)";

std::optional<std::int64_t> optional_number(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(row->int64(column));
}

/// Columns of kTermsColumns from `first` on; without parameters and own days.
ProgramVersion version_of(const sql::Statement& row, int first) {
    ProgramVersion version;
    version.version = row->int64(first);
    version.made = {row->int64(first + 1)};
    version.made_by = row->text(first + 2);
    version.note = row->text(first + 3);
    auto& terms = version.terms;
    terms.baseline_method = row->text(first + 4);
    terms.prefers_uploaded = row->int64(first + 5) != 0;
    terms.credit.kind = credit_kind_of(row->text(first + 6)).value();
    terms.credit.per = credit_per_of(row->text(first + 7)).value();
    terms.credit.rate_micro_dollars = row->int64(first + 8);
    terms.credit.performance_cap_milli = optional_number(row, first + 9);
    terms.credit.penalty_floor_milli = optional_number(row, first + 10);
    terms.credit.penalty_rate_micro_dollars = optional_number(row, first + 11);
    terms.wholesale_micro_dollars_per_kw = row->int64(first + 12);
    terms.holidays = holiday_rule_of(row->text(first + 13)).value();
    terms.has_day_after_thanksgiving = row->int64(first + 14) != 0;
    terms.notice_lead_min = row->int64(first + 15);
    terms.opt_out_deadline_min = row->int64(first + 16);
    return version;
}

void add_details(Transaction& tx, core::ProgramId id, ProgramVersion& version) {
    auto parameters = tx.connection().prepare(
        "SELECT name, value FROM program_parameter WHERE program_id = ? AND version = ? ORDER BY name");
    parameters.bind(id.value, version.version);
    while (parameters->step()) version.terms.baseline_parameters.emplace_back(parameters->text(0), parameters->text(1));
    auto days = tx.connection().prepare(
        "SELECT local_day, is_holiday FROM program_holiday WHERE program_id = ? AND version = ? ORDER BY local_day");
    days.bind(id.value, version.version);
    while (days->step()) {
        auto& list = days->int64(1) != 0 ? version.terms.own_holidays : version.terms.own_workdays;
        list.push_back({static_cast<std::int32_t>(days->int64(0))});
    }
}

void insert_version(WriteTransaction& tx, core::ProgramId id, std::int64_t version, const ProgramTerms& terms,
                    std::string_view note, std::string_view by, core::UtcSeconds now) {
    auto& connection = tx.connection();
    const auto& credit = terms.credit;
    connection
        .prepare(R"(
            INSERT INTO program_version (program_id, version, made_utc, made_by, note, baseline_method, prefers_uploaded,
                                         credit_kind, credit_per, credit_rate_micro, performance_cap_milli,
                                         penalty_floor_milli, penalty_rate_micro, wholesale_micro_per_kw, holiday_rule,
                                         day_after_thanksgiving, notice_lead_min, opt_out_deadline_min)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(id.value, version, now.value, by, note, terms.baseline_method, terms.prefers_uploaded,
              to_text(credit.kind), to_text(credit.per), credit.rate_micro_dollars, credit.performance_cap_milli,
              credit.penalty_floor_milli, credit.penalty_rate_micro_dollars, terms.wholesale_micro_dollars_per_kw,
              to_text(terms.holidays), terms.has_day_after_thanksgiving, terms.notice_lead_min,
              terms.opt_out_deadline_min)
        .run();
    auto parameter =
        connection.prepare("INSERT INTO program_parameter (program_id, version, name, value) VALUES (?, ?, ?, ?)");
    for (const auto& [name, value] : terms.baseline_parameters) parameter.bind(id.value, version, name, value).run();
    auto day = connection.prepare(
        "INSERT INTO program_holiday (program_id, version, local_day, is_holiday) VALUES (?, ?, ?, ?)");
    for (const auto holiday : terms.own_holidays) day.bind(id.value, version, holiday.value, true).run();
    for (const auto workday : terms.own_workdays) day.bind(id.value, version, workday.value, false).run();
}

bool is_name_taken(Transaction& tx, std::string_view name, core::ProgramId but) {
    auto row = tx.connection().prepare("SELECT 1 FROM program WHERE name = ? $nocase AND program_id <> ?");
    row.bind(name, but.value);
    return row->step();
}

Problem name_taken(std::string_view name) {
    return {ProblemKind::conflict, "program-name-taken", fmt::format("There is a programme '{}' already.", name),
            "name", "Choose another name."};
}

Problem unknown(core::ProgramId id) {
    return {ProblemKind::not_found, "program-unknown", fmt::format("There is no programme {}.", id.value), "", ""};
}

/// Up to the WHERE. The one parameter is the time of the counts.
std::string programs_sql(std::string_view rest) {
    return fmt::format(R"(
        SELECT program.program_id, program.name, program.created_utc, program.archived_utc,
               (SELECT COUNT(*) FROM enrolment AS e
                 WHERE e.program_id = program.program_id AND e.from_utc <= asked.at
                   AND (e.to_utc IS NULL OR e.to_utc > asked.at)),
               (SELECT SUM((SELECT n.power_w FROM nomination AS n
                             WHERE n.enrolment_id = e.enrolment_id AND n.from_utc <= asked.at
                             ORDER BY n.from_utc DESC, n.nomination_id DESC LIMIT 1))
                  FROM enrolment AS e
                 WHERE e.program_id = program.program_id AND e.from_utc <= asked.at
                   AND (e.to_utc IS NULL OR e.to_utc > asked.at)),
               (SELECT COUNT(*) FROM event WHERE event.program_id = program.program_id),
               {}
          FROM (SELECT ? AS at) AS asked
         CROSS JOIN program
          JOIN program_version AS v ON v.program_id = program.program_id
           AND v.version = (SELECT max(version) FROM program_version WHERE program_id = program.program_id)
         {}
    )",
                       kTermsColumns, rest);
}

ProgramRecord program_of(Transaction& tx, const sql::Statement& row) {
    ProgramRecord program;
    program.id = {row->int64(0)};
    program.name = row->text(1);
    program.created = {row->int64(2)};
    if (!row->is_null(3)) program.archived = core::UtcSeconds{row->int64(3)};
    program.enrolled = row->int64(4);
    program.nominated = {row->is_null(5) ? 0 : row->int64(5)};
    program.events = row->int64(6);
    program.current = version_of(row, 7);
    add_details(tx, program.id, program.current);
    return program;
}

}  // namespace

std::string_view to_text(CreditKind kind) noexcept {
    return kCreditKinds[static_cast<std::size_t>(kind)];
}
std::string_view to_text(CreditPer per) noexcept {
    return kCreditPers[static_cast<std::size_t>(per)];
}
std::string_view to_text(HolidayRule rule) noexcept {
    return kHolidayRules[static_cast<std::size_t>(rule)];
}
std::optional<CreditKind> credit_kind_of(std::string_view text) noexcept {
    return value_of<CreditKind>(kCreditKinds, text);
}
std::optional<CreditPer> credit_per_of(std::string_view text) noexcept {
    return value_of<CreditPer>(kCreditPers, text);
}
std::optional<HolidayRule> holiday_rule_of(std::string_view text) noexcept {
    return value_of<HolidayRule>(kHolidayRules, text);
}

Result<core::ProgramId> create_program(WriteTransaction& tx, std::string_view name, const ProgramTerms& terms,
                                       std::string_view note, std::string_view by, core::UtcSeconds now) {
    if (is_name_taken(tx, name, {0})) return name_taken(name);
    tx.connection().prepare("INSERT INTO program (name, created_utc) VALUES (?, ?)").bind(name, now.value).run();
    const core::ProgramId id{tx.connection().last_insert_id()};
    insert_version(tx, id, 1, terms, note, by, now);
    return id;
}

Result<std::int64_t> add_program_version(WriteTransaction& tx, core::ProgramId id, const ProgramTerms& terms,
                                         std::string_view note, std::string_view by, core::UtcSeconds now) {
    std::int64_t last = 0;
    {
        auto row = tx.connection().prepare("SELECT max(version) FROM program_version WHERE program_id = ?");
        row.bind(id.value);
        if (row->step() && !row->is_null(0)) last = row->int64(0);
    }
    if (last == 0) return unknown(id);
    insert_version(tx, id, last + 1, terms, note, by, now);
    return last + 1;
}

Result<void> rename_program(WriteTransaction& tx, core::ProgramId id, std::string_view name) {
    if (is_name_taken(tx, name, id)) return name_taken(name);
    tx.connection().prepare("UPDATE program SET name = ? WHERE program_id = ?").bind(name, id.value).run();
    if (tx.connection().changes() == 0) return unknown(id);
    return {};
}

Result<void> archive_program(WriteTransaction& tx, core::ProgramId id, std::optional<core::UtcSeconds> when) {
    const auto value = when ? std::optional(when->value) : std::nullopt;
    tx.connection().prepare("UPDATE program SET archived_utc = ? WHERE program_id = ?").bind(value, id.value).run();
    if (tx.connection().changes() == 0) return unknown(id);
    return {};
}

std::optional<ProgramRecord> find_program(Transaction& tx, core::ProgramId id, core::UtcSeconds now) {
    auto row = tx.connection().prepare(programs_sql("WHERE program.program_id = ?"));
    row.bind(now.value, id.value);
    if (!row->step()) return std::nullopt;
    return program_of(tx, row);
}

std::optional<ProgramRecord> find_program(Transaction& tx, std::string_view name, core::UtcSeconds now) {
    auto row = tx.connection().prepare(programs_sql("WHERE program.name = ? $nocase"));
    row.bind(now.value, name);
    if (!row->step()) return std::nullopt;
    return program_of(tx, row);
}

std::vector<ProgramRecord> list_programs(Transaction& tx, core::UtcSeconds now) {
    auto rows =
        tx.connection().prepare(programs_sql("ORDER BY program.archived_utc IS NOT NULL, program.name $nocase"));
    rows.bind(now.value);
    std::vector<ProgramRecord> programs;
    while (rows->step()) programs.push_back(program_of(tx, rows));
    return programs;
}

std::optional<ProgramVersion> find_program_version(Transaction& tx, core::ProgramId id, std::int64_t version) {
    auto row = tx.connection().prepare(
        fmt::format("SELECT {} FROM program_version AS v WHERE v.program_id = ? AND v.version = ?", kTermsColumns));
    row.bind(id.value, version);
    if (!row->step()) return std::nullopt;
    auto found = version_of(row, 0);
    add_details(tx, id, found);
    return found;
}

std::vector<ProgramVersion> list_program_versions(Transaction& tx, core::ProgramId id) {
    auto rows = tx.connection().prepare(fmt::format(
        "SELECT {} FROM program_version AS v WHERE v.program_id = ? ORDER BY v.version DESC", kTermsColumns));
    rows.bind(id.value);
    std::vector<ProgramVersion> versions;
    while (rows->step()) {
        versions.push_back(version_of(rows, 0));
        add_details(tx, id, versions.back());
    }
    return versions;
}

}  // namespace drp::storage
