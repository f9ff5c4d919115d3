#include "storage/imports.hpp"

#include <algorithm>

namespace drp::storage {
namespace {

ImportStatus status_of(std::string_view text) noexcept {
    if (text == "done") return ImportStatus::done;
    return text == "failed" ? ImportStatus::failed : ImportStatus::running;
}

ImportRecord import_of(const sql::Statement& row) {
    ImportRecord import;
    import.id = {row->int64(0)};
    import.name = row->text(1);
    import.sha256 = row->text(2);
    import.source = row->text(3);
    if (!row->is_null(4)) import.user = core::UserId{row->int64(4)};
    import.started = {row->int64(5)};
    if (!row->is_null(6)) import.finished = core::UtcSeconds{row->int64(6)};
    import.status = status_of(row->text(7));
    import.counts = {row->int64(8), row->int64(9), row->int64(10), row->int64(11)};
    return import;
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

void finish_import(WriteTransaction& tx, core::ImportId id, ImportStatus status, std::string_view sha256,
                   const MergeCounts& counts, std::span<const VerdictRecord> verdicts, core::UtcSeconds now) {
    record_progress(tx, id, counts);
    auto& connection = tx.connection();
    connection.prepare("UPDATE import SET status = ?, sha256 = ?, finished_utc = ? WHERE import_id = ?")
        .bind(to_text(status), sha256, now.value, id.value)
        .run();
    auto insert = connection.prepare(
        "INSERT INTO import_verdict (import_id, position, line, col, value, reason) VALUES (?, ?, ?, ?, ?, ?)");
    std::int64_t position = 0;
    for (const auto& verdict : verdicts.first(std::min(verdicts.size(), kMaxVerdicts)))
        insert.bind(id.value, ++position, verdict.line, verdict.column, verdict.value, verdict.reason).run();
}

std::optional<ImportRecord> find_import(Transaction& tx, core::ImportId id) {
    auto row = tx.connection().prepare(R"(
        SELECT import_id, name, sha256, source, user_id, started_utc, finished_utc, status,
               added, equal, corrected, refused
          FROM import
         WHERE import_id = ?
    )");
    row.bind(id.value);
    if (!row->step()) return std::nullopt;
    return import_of(row);
}

std::vector<ImportRecord> list_imports(Transaction& tx, int limit) {
    auto rows = tx.connection().prepare(R"(
        SELECT import_id, name, sha256, source, user_id, started_utc, finished_utc, status,
               added, equal, corrected, refused
          FROM import
         ORDER BY import_id DESC
         LIMIT ?
    )");
    rows.bind(limit);
    std::vector<ImportRecord> imports;
    while (rows->step()) imports.push_back(import_of(rows));
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
