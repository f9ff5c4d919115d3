#include "storage/links.hpp"

#include <fmt/format.h>

namespace drp::storage {
namespace {

constexpr std::string_view kSelectLink =
    "SELECT link_id, purpose, user_id, org_id, email, created_utc, expires_utc FROM one_time_link";

LinkPurpose purpose_of(std::string_view text) noexcept {
    if (text == "email-change") return LinkPurpose::email_change;
    return text == "invitation" ? LinkPurpose::invitation : LinkPurpose::password_reset;
}

OneTimeLink link_of(const sql::Statement& row) {
    OneTimeLink link;
    link.id = row->int64(0);
    link.purpose = purpose_of(row->text(1));
    if (!row->is_null(2)) link.user = core::UserId{row->int64(2)};
    if (!row->is_null(3)) link.org = core::OrgId{row->int64(3)};
    link.email = row->text(4);
    link.created = {row->int64(5)};
    link.expires = {row->int64(6)};
    return link;
}

int deleted(const WriteTransaction& tx) {
    return static_cast<int>(tx.connection().changes());
}

}  // namespace

std::string_view to_text(LinkPurpose purpose) noexcept {
    switch (purpose) {
        case LinkPurpose::password_reset:
            return "password-reset";
        case LinkPurpose::email_change:
            return "email-change";
        case LinkPurpose::invitation:
            return "invitation";
    }
    return "";
}

std::int64_t create_link(WriteTransaction& tx, std::string_view token_hash, const NewLink& link, core::UtcSeconds now,
                         core::UtcSeconds expires) {
    tx.connection()
        .prepare(R"(
            INSERT INTO one_time_link (token_hash, purpose, user_id, org_id, email, created_utc, expires_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(token_hash, to_text(link.purpose), link.user ? std::optional(link.user->value) : std::nullopt,
              link.org ? std::optional(link.org->value) : std::nullopt, link.email, now.value, expires.value)
        .run();
    return tx.connection().last_insert_id();
}

std::optional<OneTimeLink> find_link(Transaction& tx, std::string_view token_hash, LinkPurpose purpose,
                                     core::UtcSeconds now) {
    auto row = tx.connection().prepare(
        fmt::format("{} WHERE token_hash = ? AND purpose = ? AND expires_utc > ?", kSelectLink));
    row.bind(token_hash, to_text(purpose), now.value);
    if (!row->step()) return std::nullopt;
    return link_of(row);
}

std::optional<OneTimeLink> use_link(WriteTransaction& tx, std::string_view token_hash, LinkPurpose purpose,
                                    core::UtcSeconds now) {
    auto link = find_link(tx, token_hash, purpose, now);
    if (!link) return std::nullopt;
    tx.connection().prepare("DELETE FROM one_time_link WHERE link_id = ?").bind(link->id).run();
    if (deleted(tx) == 0) return std::nullopt;
    return link;
}

std::vector<OneTimeLink> list_links_of(Transaction& tx, core::OrgId org, LinkPurpose purpose, core::UtcSeconds now) {
    auto rows = tx.connection().prepare(
        fmt::format("{} WHERE org_id = ? AND purpose = ? AND expires_utc > ? ORDER BY link_id DESC", kSelectLink));
    rows.bind(org.value, to_text(purpose), now.value);
    std::vector<OneTimeLink> links;
    while (rows->step()) links.push_back(link_of(rows));
    return links;
}

int delete_links_of(WriteTransaction& tx, core::UserId user, LinkPurpose purpose) {
    tx.connection()
        .prepare("DELETE FROM one_time_link WHERE user_id = ? AND purpose = ?")
        .bind(user.value, to_text(purpose))
        .run();
    return deleted(tx);
}

int delete_links_of(WriteTransaction& tx, core::OrgId org, LinkPurpose purpose, std::string_view email) {
    tx.connection()
        .prepare("DELETE FROM one_time_link WHERE org_id = ? AND purpose = ? AND email = ? $nocase")
        .bind(org.value, to_text(purpose), email)
        .run();
    return deleted(tx);
}

std::optional<OneTimeLink> take_link(WriteTransaction& tx, core::OrgId org, LinkPurpose purpose, std::int64_t id,
                                     core::UtcSeconds now) {
    std::optional<OneTimeLink> link;
    {
        auto row = tx.connection().prepare(
            fmt::format("{} WHERE link_id = ? AND org_id = ? AND purpose = ? AND expires_utc > ?", kSelectLink));
        row.bind(id, org.value, to_text(purpose), now.value);
        if (!row->step()) return std::nullopt;
        link = link_of(row);
    }
    tx.connection().prepare("DELETE FROM one_time_link WHERE link_id = ?").bind(id).run();
    return link;
}

int delete_expired_links(WriteTransaction& tx, core::UtcSeconds now) {
    tx.connection().prepare("DELETE FROM one_time_link WHERE expires_utc <= ?").bind(now.value).run();
    return deleted(tx);
}

}  // namespace drp::storage
