#include "storage/imports.hpp"

#include <algorithm>

namespace drp::storage {
namespace {

ImportStatus status_of(std::string_view text) noexcept {
    if (text == "done") return ImportStatus::done;
    return text == "failed" ? ImportStatus::failed : ImportStatus::running;
}

/// The columns that import_of() reads, in its order.
constexpr std::string_view kColumns = R"(
    import_id, name, source, user_id, started_utc, finished_utc, status, added, equal, corrected, refused,
    row_count, bytes_read, blank_cells, negative_values, problem_code, problem_text, undone_utc
)";

ImportRecord import_of(const sql::Statement& row) {
    ImportRecord import;
    import.id = {row->int64(0)};
    import.name = row->text(1);
    import.source = row->text(2);
    if (!row->is_null(3)) import.user = core::UserId{row->int64(3)};
    import.started = {row->int64(4)};
    if (!row->is_null(5)) import.finished = core::UtcSeconds{row->int64(5)};
    import.status = status_of(row->text(6));
    auto& tally = import.tally;
    tally.counts = {row->int64(7), row->int64(8), row->int64(9), row->int64(10)};
    tally.rows = row->int64(11);
    tally.bytes_read = row->int64(12);
    tally.blank_cells = row->int64(13);
    tally.negative_values = row->int64(14);
    tally.problem_code = row->text(15);
    tally.problem_text = row->text(16);
    if (!row->is_null(17)) import.undone = core::UtcSeconds{row->int64(17)};
    return import;
}

/// The most frequent first.
std::vector<RefusalCount> refusals_of(Transaction& tx, core::ImportId id) {
    auto rows = tx.connection().prepare(
        "SELECT reason, count FROM import_refusal WHERE import_id = ? ORDER BY count DESC, reason");
    rows.bind(id.value);
    std::vector<RefusalCount> refusals;
    while (rows->step()) refusals.push_back({std::string(rows->text(0)), rows->int64(1)});
    return refusals;
}

void put_refusals(WriteTransaction& tx, core::ImportId id, const std::vector<RefusalCount>& refusals) {
    auto put = tx.connection().prepare(R"(
        INSERT INTO import_refusal (import_id, reason, count) VALUES (?, ?, ?)
            $on_conflict(import_id, reason) count = $new(count)
    )");
    for (const auto& refusal : refusals) put.bind(id.value, refusal.reason, refusal.count).run();
}

}  // namespace

std::string_view to_text(ImportStatus status) noexcept {
    switch (status) {
        case ImportStatus::running:
            return "running";
        case ImportStatus::done:
            return "done";
        case ImportStatus::failed:
            return "failed";
    }
    return "";
}

core::ImportId create_import(WriteTransaction& tx, std::string_view name, std::string_view source,
                             std::optional<core::UserId> user, core::UtcSeconds now) {
    tx.connection()
        .prepare("INSERT INTO import (name, source, user_id, started_utc) VALUES (?, ?, ?, ?)")
        .bind(name, source, user ? std::optional(user->value) : std::nullopt, now.value)
        .run();
    return {tx.connection().last_insert_id()};
}

void record_progress(WriteTransaction& tx, core::ImportId id, const MergeCounts& counts) {
    tx.connection()
        .prepare("UPDATE import SET added = ?, equal = ?, corrected = ?, refused = ? WHERE import_id = ?")
        .bind(counts.added, counts.equal, counts.corrected, counts.refused, id.value)
        .run();
}

void finish_import(WriteTransaction& tx, core::ImportId id, ImportStatus status, const ImportTally& tally,
                   std::span<const VerdictRecord> verdicts, core::UtcSeconds now) {
    record_progress(tx, id, tally.counts);
    put_refusals(tx, id, tally.refusals);
    auto& connection = tx.connection();
    connection
        .prepare(R"(
            UPDATE import
               SET status = ?, finished_utc = ?, row_count = ?, bytes_read = ?, blank_cells = ?, negative_values = ?,
                   problem_code = ?, problem_text = ?
             WHERE import_id = ?
        )")
        .bind(to_text(status), now.value, tally.rows, tally.bytes_read, tally.blank_cells, tally.negative_values,
              tally.problem_code, tally.problem_text, id.value)
        .run();
    auto insert = connection.prepare(
        "INSERT INTO import_verdict (import_id, position, line, col, value, reason) VALUES (?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& verdict : verdicts.first(std::min(verdicts.size(), kMaxVerdicts)))
        insert.bind(id.value, ++position, verdict.line, verdict.column, verdict.value, verdict.reason).run();
}

std::optional<ImportRecord> find_import(Transaction& tx, core::ImportId id) {
    static const auto text = "SELECT " + std::string(kColumns) + " FROM import WHERE import_id = ?";
    auto row = tx.connection().prepare(text);
    row.bind(id.value);
    if (!row->step()) return std::nullopt;
    auto import = import_of(row);
    import.tally.refusals = refusals_of(tx, id);
    return import;
}

std::vector<ImportRecord> list_imports(Transaction& tx, int limit) {
    static const auto text = "SELECT " + std::string(kColumns) + " FROM import ORDER BY import_id DESC LIMIT ?";
    auto rows = tx.connection().prepare(text);
    rows.bind(limit);
    std::vector<ImportRecord> imports;
    while (rows->step()) imports.push_back(import_of(rows));
    for (auto& import : imports) import.tally.refusals = refusals_of(tx, import.id);
    return imports;
}

std::vector<VerdictRecord> list_verdicts(Transaction& tx, core::ImportId id) {
    auto rows = tx.connection().prepare(
        "SELECT line, col, value, reason FROM import_verdict WHERE import_id = ? ORDER BY position");
    rows.bind(id.value);
    std::vector<VerdictRecord> verdicts;
    while (rows->step())
        verdicts.push_back({rows->int64(0), rows->int64(1), std::string(rows->text(2)), std::string(rows->text(3))});
    return verdicts;
}

}  // namespace drp::storage
