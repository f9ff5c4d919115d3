#include "storage/tokens.hpp"

#include <fmt/format.h>

namespace drp::storage {
namespace {

constexpr std::string_view kColumns =
    "token_id, name, token_hash, may_import, may_export, may_read, user.email, api_token.created_utc, expires_utc, "
    "last_used_utc, revoked_utc";

std::optional<core::UtcSeconds> optional_instant(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
}

TokenRecord token_of_row(const sql::Statement& row) {
    TokenRecord token;
    token.id = row->int64(0);
    token.name = row->text(1);
    token.hash = row->text(2);
    token.may_import = row->int64(3) != 0;
    token.may_export = row->int64(4) != 0;
    token.may_read = row->int64(5) != 0;
    token.created_by = row->text(6);
    token.created = {row->int64(7)};
    token.expires = {row->int64(8)};
    token.last_used = optional_instant(row, 9);
    token.revoked = optional_instant(row, 10);
    return token;
}

template <class Value>
std::optional<TokenRecord> find_where(Transaction& tx, std::string_view condition, const Value& value) {
    auto row = tx.connection().prepare(
        fmt::format("SELECT {} FROM api_token LEFT JOIN user ON user.id = created_by WHERE {}", kColumns, condition));
    row.bind(value);
    if (!row->step()) return std::nullopt;
    return token_of_row(row);
}

constexpr std::array<Sortable, 4> kSorts{{
    {"name", {"name $nocase"}},
    {"created", {"created_utc"}},
    {"expires", {"expires_utc"}},
    {"last_used", {"last_used_utc"}},
}};

}  // namespace

std::int64_t create_token(WriteTransaction& tx, const NewToken& token, core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            INSERT INTO api_token (name, token_hash, may_import, may_export, may_read, created_by, created_utc,
                                   expires_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(token.name, token.hash, token.may_import, token.may_export, token.may_read,
              token.created_by ? std::optional(token.created_by->value) : std::nullopt, now.value, token.expires.value)
        .run();
    return tx.connection().last_insert_id();
}

std::optional<TokenRecord> find_token(Transaction& tx, std::string_view hash) {
    return find_where(tx, "token_hash = ?", hash);
}
std::optional<TokenRecord> find_token(Transaction& tx, std::int64_t id) {
    return find_where(tx, "token_id = ?", id);
}

core::Result<Listed<TokenRecord>> list_tokens(Transaction& tx, const TokenFilter& filter, const PageQuery& page) {
    const ListSql list{
        .key = "token_id",
        .source = "api_token",
        .columns = kColumns,
        .details = "JOIN api_token ON token_id = page.key LEFT JOIN user ON user.id = created_by",
        .sorts = kSorts,
        .count_source = {},
    };
    Conditions conditions;
    conditions.add_search(page.search, {"name"});
    if (filter.state == TokenState::revoked) conditions.add("revoked_utc IS NOT NULL");
    if (filter.state == TokenState::expired)
        conditions.add("revoked_utc IS NULL AND expires_utc <= ?", {filter.now.value});
    if (filter.state == TokenState::active)
        conditions.add("revoked_utc IS NULL AND expires_utc > ?", {filter.now.value});
    return list_page(tx, list, conditions, page, token_of_row);
}

void touch_token(WriteTransaction& tx, std::int64_t id, core::UtcSeconds now) {
    tx.connection().prepare("UPDATE api_token SET last_used_utc = ? WHERE token_id = ?").bind(now.value, id).run();
}

bool revoke_token(WriteTransaction& tx, std::int64_t id, core::UtcSeconds now) {
    tx.connection()
        .prepare("UPDATE api_token SET revoked_utc = coalesce(revoked_utc, ?) WHERE token_id = ?")
        .bind(now.value, id)
        .run();
    return tx.connection().changes() > 0;
}

}  // namespace drp::storage
