#include "storage/settlements.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "sql/bulk.hpp"

namespace drp::storage {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::array<std::pair<LineStatus, std::string_view>, 3> kStatuses{
    {{LineStatus::settled, "settled"}, {LineStatus::opted_out, "opted_out"}, {LineStatus::incomplete, "incomplete"}}};

constexpr std::string_view kSettlementColumns =
    "settlement_id, settlement.event_id, version, settlement.program_id, settlement.program_version, made_utc, "
    "made_by, "
    "reason, header, digest, \"lines\", settled, nominated_w, delivered_mw, paid_cents, paid_nano, saving_cents, "
    "saving_nano";

SettlementRecord settlement_of(const sql::Statement& row) {
    SettlementRecord record;
    record.id = {row->int64(0)};
    record.terms.event = {row->int64(1)};
    record.version = row->int64(2);
    record.terms.program = row->int64(3);
    record.terms.program_version = row->int64(4);
    record.terms.made = {row->int64(5)};
    record.terms.made_by = row->text(6);
    record.terms.reason = row->text(7);
    record.terms.header = row->text(8);
    record.digest = row->text(9);
    record.totals = {.lines = row->int64(10),
                     .settled = row->int64(11),
                     .nominated_w = row->int64(12),
                     .delivered_mw = row->int64(13),
                     .paid_cents = row->int64(14),
                     .paid_nano = row->int64(15),
                     .saving_cents = row->int64(16),
                     .saving_nano = row->int64(17)};
    return record;
}

std::vector<SettlementRecord> settlements_of(sql::Statement& rows) {
    std::vector<SettlementRecord> records;
    while (rows->step()) records.push_back(settlement_of(rows));
    return records;
}

std::optional<std::int64_t> optional_int(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(row->int64(column));
}

constexpr int kFigureColumns = 10;
constexpr std::string_view kFigures =
    "{0}.status, {0}.nomination_w, {0}.baseline_nkwh, {0}.metered_wh, {0}.performance_mw, {0}.band_mw, {0}.paid_cents, "
    "{0}.paid_nano, {0}.saving_cents, {0}.saving_nano";

LineFigures figures_of(const sql::Statement& row, int first) {
    return {.status = line_status_of(row->text(first)).value(),
            .nomination_w = row->int64(first + 1),
            .baseline_nkwh = optional_int(row, first + 2),
            .metered_wh = optional_int(row, first + 3),
            .performance_mw = optional_int(row, first + 4),
            .band_mw = optional_int(row, first + 5),
            .paid_cents = row->int64(first + 6),
            .paid_nano = row->int64(first + 7),
            .saving_cents = row->int64(first + 8),
            .saving_nano = row->int64(first + 9)};
}

std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Conditions conditions_of(core::SettlementId id, const LineFilter& filter) {
    Conditions conditions;
    conditions.add("settlement_line.settlement_id = ?", {id.value});
    if (filter.org) conditions.add("settlement_line.org_id = ?", {filter.org->value});
    if (filter.resident) conditions.add("settlement_line.user_id = ?", {filter.resident->value});
    if (filter.status) conditions.add("settlement_line.status = ?", {std::string(to_text(*filter.status))});
    return conditions;
}

constexpr std::array<Sortable, 6> kLineSorts{{
    {"meter", {"settlement_line.line"}},
    {"customer", {"organization.name", "settlement_line.line"}},
    {"performance", {"settlement_line.performance_mw", "settlement_line.line"}},
    {"paid", {"settlement_line.paid_nano", "settlement_line.line"}},
    {"nomination", {"settlement_line.nomination_w", "settlement_line.line"}},
    {"status", {"settlement_line.status", "settlement_line.line"}},
}};

}  // namespace

std::string_view to_text(LineStatus status) noexcept {
    for (const auto& [known, text] : kStatuses)
        if (known == status) return text;
    return {};
}

std::optional<LineStatus> line_status_of(std::string_view text) noexcept {
    for (const auto& [status, known] : kStatuses)
        if (known == text) return status;
    return std::nullopt;
}

Result<core::SettlementId> begin_settlement(WriteTransaction& tx, const NewSettlement& settlement) {
    auto event = tx.connection().prepare("SELECT state IN ('done', 'settled') FROM event WHERE event_id = ?");
    event.bind(settlement.event.value);
    if (!event->step() || event->int64(0) == 0)
        return Problem{ProblemKind::conflict, "event-not-over", "The event is not over yet, or was cancelled.",
                       "event_id", "Settle it when it is done."};
    auto open = tx.connection().prepare("SELECT 1 FROM settlement WHERE event_id = ? AND digest IS NULL");
    open.bind(settlement.event.value);
    if (open->step())
        return Problem{ProblemKind::conflict, "settlement-under-way", "The event is being settled at this moment.",
                       "event_id", "Wait until that is done."};
    tx.connection()
        .prepare(
            "INSERT INTO settlement (event_id, version, program_id, program_version, made_utc, made_by, reason, "
            "header) "
            "VALUES (?1, 1 + (SELECT coalesce(max(version), 0) FROM settlement WHERE event_id = ?1), ?2, ?3, ?4, ?5, "
            "?6, ?7)")
        .bind(settlement.event.value, settlement.program, settlement.program_version, settlement.made.value,
              settlement.made_by, settlement.reason, settlement.header)
        .run();
    return core::SettlementId{tx.connection().last_insert_id()};
}

void add_settlement_lines(WriteTransaction& tx, core::SettlementId id, std::int64_t first_line,
                          std::span<const NewSettlementLine> lines) {
    sql::BulkStatement insert(
        tx.connection(),
        "INSERT INTO settlement_line (settlement_id, line, meter_id, org_id, user_id, status, nomination_w, "
        "baseline_nkwh, "
        "metered_wh, performance_mw, band_mw, paid_cents, paid_nano, saving_cents, saving_nano, document) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& line : lines) {
        const auto& figures = line.figures;
        const std::optional<std::int64_t> org = line.org ? std::optional(line.org->value) : std::nullopt;
        const std::optional<std::int64_t> resident = line.resident ? std::optional(line.resident->value) : std::nullopt;
        insert.add(id.value, first_line++, line.meter.value, org, resident, to_text(figures.status),
                   figures.nomination_w, figures.baseline_nkwh, figures.metered_wh, figures.performance_mw,
                   figures.band_mw, figures.paid_cents, figures.paid_nano, figures.saving_cents, figures.saving_nano,
                   std::as_bytes(std::span(line.document)));
    }
    insert.flush();
}

void finish_settlement(WriteTransaction& tx, core::SettlementId id, const SettlementTotals& totals,
                       std::string_view digest) {
    tx.connection()
        .prepare(
            "UPDATE settlement SET digest = ?, \"lines\" = ?, settled = ?, nominated_w = ?, delivered_mw = ?, "
            "paid_cents = ?, paid_nano = ?, saving_cents = ?, saving_nano = ? WHERE settlement_id = ?")
        .bind(digest, totals.lines, totals.settled, totals.nominated_w, totals.delivered_mw, totals.paid_cents,
              totals.paid_nano, totals.saving_cents, totals.saving_nano, id.value)
        .run();
}

void give_up_settlement(WriteTransaction& tx, core::SettlementId id) {
    tx.connection().prepare("DELETE FROM settlement WHERE settlement_id = ? AND digest IS NULL").bind(id.value).run();
}

int give_up_unfinished_settlements(WriteTransaction& tx) {
    tx.connection().prepare("DELETE FROM settlement WHERE digest IS NULL").run();
    return static_cast<int>(tx.connection().changes());
}

std::optional<SettlementRecord> find_settlement(Transaction& tx, core::SettlementId id) {
    auto rows = tx.connection().prepare("SELECT " + std::string(kSettlementColumns) +
                                        " FROM settlement WHERE settlement_id = ? AND digest IS NOT NULL");
    rows.bind(id.value);
    if (!rows->step()) return std::nullopt;
    return settlement_of(rows);
}

std::vector<SettlementRecord> list_settlements(Transaction& tx, core::EventId event) {
    auto rows =
        tx.connection().prepare("SELECT " + std::string(kSettlementColumns) +
                                " FROM settlement WHERE event_id = ? AND digest IS NOT NULL ORDER BY version DESC");
    rows.bind(event.value);
    return settlements_of(rows);
}

std::vector<SettlementRecord> list_season(Transaction& tx, std::int64_t program, core::UtcRange range) {
    auto rows = tx.connection().prepare(
        "SELECT " + std::string(kSettlementColumns) +
        " FROM event JOIN settlement ON settlement.event_id = event.event_id"
        " WHERE event.program_id = ? AND start_utc >= ? AND start_utc < ? AND is_test = 0 AND version ="
        "       (SELECT max(version) FROM settlement AS s WHERE s.event_id = event.event_id AND s.digest IS NOT NULL)"
        " ORDER BY start_utc");
    rows.bind(program, range.from.value, range.to.value);
    return settlements_of(rows);
}

std::int64_t count_unsettled_events(Transaction& tx, std::int64_t program, core::UtcRange range) {
    auto row = tx.connection().prepare(
        "SELECT count(*) FROM event WHERE program_id = ? AND start_utc >= ? AND start_utc < ? AND is_test = 0 "
        "AND state = 'done'");
    row.bind(program, range.from.value, range.to.value);
    row->step();
    return row->int64(0);
}

Result<Listed<ListedLine>> list_lines(Transaction& tx, core::SettlementId id, const LineFilter& filter,
                                      const PageQuery& page) {
    const auto columns =
        "settlement_line.line, settlement_line.meter_id, meter.number, meter.label, settlement_line.org_id, "
        "organization.name, " +
        fmt::format(kFigures, "settlement_line");
    const ListSql list{
        .key = "settlement_line.line_id",
        .source =
            "settlement_line JOIN meter ON meter.meter_id = settlement_line.meter_id"
            " LEFT JOIN organization ON organization.id = settlement_line.org_id",
        .columns = columns,
        .details =
            "JOIN settlement_line ON settlement_line.line_id = page.key"
            " JOIN meter ON meter.meter_id = settlement_line.meter_id"
            " LEFT JOIN organization ON organization.id = settlement_line.org_id",
        .sorts = kLineSorts,
        .count_source = {},
    };
    auto conditions = conditions_of(id, filter);
    conditions.add_search(page.search, {"meter.number", "meter.label", "organization.name"});
    return list_page(tx, list, conditions, page, [](const sql::Statement& row) {
        ListedLine line;
        line.line = row->int64(0);
        line.meter = {static_cast<std::int32_t>(row->int64(1))};
        line.number = row->text(2);
        line.label = row->text(3);
        if (const auto org = optional_int(row, 4)) line.org = core::OrgId{*org};
        line.org_name = row->text(5);
        line.figures = figures_of(row, 6);
        return line;
    });
}

std::optional<std::string> line_document(Transaction& tx, core::SettlementId id, const LineFilter& filter,
                                         core::MeterId meter) {
    auto conditions = conditions_of(id, filter);
    conditions.add("meter_id = ?", {std::int64_t{meter.value}});
    auto rows = tx.connection().prepare("SELECT document FROM settlement_line " + conditions.where());
    conditions.bind(rows);
    if (!rows->step()) return std::nullopt;
    return std::string(as_text(rows->blob(0)));
}

void for_each_line_document(Transaction& tx, core::SettlementId id, const LineFilter& filter, std::int64_t first,
                            std::int64_t last, const std::function<void(std::string_view)>& visit) {
    auto conditions = conditions_of(id, filter);
    conditions.add("line >= ? AND line < ?", {first, last});
    auto rows =
        tx.connection().prepare("SELECT document FROM settlement_line " + conditions.where() + " ORDER BY line");
    conditions.bind(rows);
    while (rows->step()) visit(as_text(rows->blob(0)));
}

SettlementTotals sum_lines(Transaction& tx, core::SettlementId id, const LineFilter& filter) {
    const auto conditions = conditions_of(id, filter);
    auto row = tx.connection().prepare(
        "SELECT count(*), count(performance_mw), coalesce(sum(nomination_w), 0), coalesce(sum($greatest(0, "
        "performance_mw)), "
        "0), "
        "coalesce(sum(paid_cents), 0), coalesce(sum(paid_nano), 0), coalesce(sum(saving_cents), 0), "
        "coalesce(sum(saving_nano), 0) FROM settlement_line " +
        conditions.where());
    conditions.bind(row);
    row->step();
    return {.lines = row->int64(0),
            .settled = row->int64(1),
            .nominated_w = row->int64(2),
            .delivered_mw = row->int64(3),
            .paid_cents = row->int64(4),
            .paid_nano = row->int64(5),
            .saving_cents = row->int64(6),
            .saving_nano = row->int64(7)};
}

std::vector<LineDifference> compare_settlements(Transaction& tx, core::SettlementId before, core::SettlementId after) {
    const auto columns = "line.meter_id, meter.number, " + fmt::format(kFigures, "line") + ", other.line, " +
                         fmt::format(kFigures, "other");
    const auto side =
        "SELECT " + columns +
        " FROM settlement_line AS line JOIN meter ON meter.meter_id = line.meter_id"
        " LEFT JOIN settlement_line AS other ON other.settlement_id = ? AND other.meter_id = line.meter_id"
        " WHERE line.settlement_id = ? ORDER BY line.line";
    constexpr int kLine = 2;
    constexpr int kOther = kLine + kFigureColumns;
    std::vector<LineDifference> differences;
    auto rows = tx.connection().prepare(side);
    rows.bind(before.value, after.value);
    while (rows->step()) {
        LineDifference difference{{static_cast<std::int32_t>(rows->int64(0))}, std::string(rows->text(1)), {}, {}};
        difference.after = figures_of(rows, kLine);
        if (!rows->is_null(kOther)) difference.before = figures_of(rows, kOther + 1);
        if (difference.before != difference.after) differences.push_back(std::move(difference));
    }
    auto gone = tx.connection().prepare(side);
    gone.bind(after.value, before.value);
    while (gone->step()) {
        if (!gone->is_null(kOther)) continue;
        LineDifference difference{{static_cast<std::int32_t>(gone->int64(0))}, std::string(gone->text(1)), {}, {}};
        difference.before = figures_of(gone, kLine);
        differences.push_back(std::move(difference));
    }
    return differences;
}

}  // namespace drp::storage
