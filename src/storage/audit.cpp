#include "storage/audit.hpp"

#include <fmt/format.h>

#include "core/sha256.hpp"

namespace drp::storage {
namespace {

constexpr std::string_view kColumns =
    "audit_id, at_utc, actor_kind, actor_id, actor_name, address, action, subject, \"before\", after, chain";

/// Ids of users and of tokens are two things: a token's lines have another kind.
constexpr std::string_view kAboutUser = "((actor_id = ? AND actor_kind = 'user') OR subject = ?)";

std::string chain_of(std::string_view previous, const AuditLine& line) {
    core::Sha256 hash;
    hash.update(previous);
    const auto add = [&hash](std::string_view text) {
        hash.update(fmt::format("{}:", text.size()));
        hash.update(text);
        hash.update(",");
    };
    add(std::to_string(line.at.value));
    add(line.actor_kind);
    add(line.actor_id ? std::to_string(*line.actor_id) : std::string());
    for (const auto* text : {&line.actor_name, &line.address, &line.action, &line.subject, &line.before, &line.after})
        add(*text);
    return hash.hex();
}

AuditLine line_of(const sql::Statement& row) {
    AuditLine line;
    line.id = row->int64(0);
    line.at = {row->int64(1)};
    line.actor_kind = row->text(2);
    if (!row->is_null(3)) line.actor_id = row->int64(3);
    line.actor_name = row->text(4);
    line.address = row->text(5);
    line.action = row->text(6);
    line.subject = row->text(7);
    line.before = row->text(8);
    line.after = row->text(9);
    line.chain = row->text(10);
    return line;
}

std::string last_chain(Transaction& tx) {
    auto row = tx.connection().prepare("SELECT chain FROM audit ORDER BY audit_id DESC LIMIT 1");
    return row->step() ? std::string(row->text(0)) : std::string();
}

std::int64_t last_id(Transaction& tx) {
    auto row = tx.connection().prepare("SELECT max(audit_id) FROM audit");
    row->step();
    return row->int64(0);
}

std::int64_t lines_ever_written(Transaction& tx) {
    auto row = tx.connection().prepare("SELECT coalesce($last_id(audit), 0)");
    row->step();
    return row->int64(0);
}

}  // namespace

std::string subject_of(core::UserId user) {
    return fmt::format("user {}", user.value);
}

std::int64_t append_audit(WriteTransaction& tx, const AuditLine& line) {
    const auto chain = chain_of(last_chain(tx), line);
    tx.connection()
        .prepare(R"(
            INSERT INTO audit (at_utc, actor_kind, actor_id, actor_name, address, action, subject, "before", after, chain)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(line.at.value, line.actor_kind, line.actor_id, line.actor_name, line.address, line.action, line.subject,
              line.before, line.after, chain)
        .run();
    return last_id(tx);
}

core::Result<Listed<AuditLine>> list_audit(Transaction& tx, const AuditFilter& filter, const PageQuery& page) {
    static constexpr std::array kSorts{Sortable{"at", {"audit_id"}}};
    Conditions conditions;
    if (!filter.actor.empty()) conditions.add("actor_name $like", {like_contains(filter.actor)});
    if (!filter.action.empty())
        conditions.add("(action = ? OR action $like)", {filter.action, like_begins(filter.action + ".")});
    if (!filter.subject.empty()) conditions.add("subject $like", {like_begins(filter.subject)});
    if (filter.from) conditions.add("at_utc >= ?", {filter.from->value});
    if (filter.to) conditions.add("at_utc < ?", {filter.to->value});
    conditions.add_search(page.search, {"subject", "\"before\"", "after"});
    const ListSql list{.key = "audit_id",
                       .source = "audit",
                       .columns = kColumns,
                       .details = "JOIN audit ON audit.audit_id = page.key",
                       .sorts = kSorts};
    return list_page(tx, list, conditions, page, line_of);
}

std::vector<AuditLine> audit_lines_about(Transaction& tx, core::UserId user, std::int64_t after, int limit) {
    auto rows = tx.connection().prepare(
        fmt::format("SELECT {} FROM audit WHERE audit_id > ? AND {} ORDER BY audit_id LIMIT ?", kColumns, kAboutUser));
    rows.bind(after, user.value, subject_of(user), limit);
    std::vector<AuditLine> lines;
    while (rows->step()) lines.push_back(line_of(rows));
    return lines;
}

std::int64_t count_audit_lines_about(Transaction& tx, core::UserId user) {
    auto row = tx.connection().prepare(fmt::format("SELECT count(*) FROM audit WHERE {}", kAboutUser));
    row.bind(user.value, subject_of(user));
    row->step();
    return row->int64(0);
}

bool check_audit(Transaction& tx, const std::function<void(const std::string&)>& report) {
    bool is_whole = true;
    const auto find = [&](const std::string& what) {
        is_whole = false;
        report(what);
    };
    std::int64_t expected = 1;
    std::string previous;
    auto rows = tx.connection().prepare(fmt::format("SELECT {} FROM audit ORDER BY audit_id", kColumns));
    while (rows->step()) {
        auto line = line_of(rows);
        if (line.id != expected) find(fmt::format("Lines {} to {} of the trail are gone.", expected, line.id - 1));
        if (line.chain != chain_of(previous, line))
            find(fmt::format("Line {} of the trail, or what came before it, was altered.", line.id));
        expected = line.id + 1;
        previous = std::move(line.chain);
    }
    if (const auto written = lines_ever_written(tx); written >= expected)
        find(fmt::format("Lines {} to {} of the trail are gone.", expected, written));
    return is_whole;
}

}  // namespace drp::storage
