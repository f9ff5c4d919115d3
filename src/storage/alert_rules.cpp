#include "storage/alert_rules.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace drp::storage {
namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 7> kKinds{
    "data_missing",  "usage_above", "above_prediction", "event_unacknowledged",
    "import_failed", "disk_low",    "backup_old"};
constexpr std::array<std::string_view, 4> kScopes{"own", "organisation", "meter", "portal"};
constexpr std::array<std::string_view, 2> kChannels{"email", "webhook"};

template <class Enum, std::size_t N>
std::optional<Enum> enum_of(const std::array<std::string_view, N>& names, std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

constexpr std::string_view kColumns =
    "r.rule_id, r.user_id, r.kind, r.scope, r.scope_org, r.scope_meter, r.limit_hours, r.limit_w, r.limit_day_wh, "
    "r.limit_percent, r.limit_mb, r.limit_min, r.window_min, r.channel, r.webhook_url, r.sealed_secret, "
    "r.quiet_from_min, r.quiet_to_min, r.quiet_zone, r.is_on, r.created_utc, r.changed_utc, r.told_utc, "
    "o.name, meter.number, meter.label";
constexpr int kColumnCount = 26;
constexpr std::string_view kSource =
    "alert_rule AS r LEFT JOIN organization AS o ON o.id = r.scope_org "
    "LEFT JOIN meter ON meter.meter_id = r.scope_meter";

std::optional<std::int64_t> number(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(row->int64(column));
}

AlertTerms terms_of(const sql::Statement& row) {
    AlertTerms terms;
    terms.scope = alert_scope_of(row->text(3)).value();
    if (const auto org = number(row, 4)) terms.organisation = core::OrgId{*org};
    if (const auto meter = number(row, 5)) terms.meter = core::MeterId{static_cast<std::int32_t>(*meter)};
    terms.limit_hours = number(row, 6);
    terms.limit_w = number(row, 7);
    terms.limit_day_wh = number(row, 8);
    terms.limit_percent = number(row, 9);
    terms.limit_mb = number(row, 10);
    terms.limit_min = number(row, 11);
    terms.window_min = number(row, 12);
    terms.channel = alert_channel_of(row->text(13)).value();
    terms.webhook_url = row->text(14);
    terms.sealed_secret = row->text(15);
    if (!row->is_null(16)) terms.quiet = QuietHours{row->int64(16), row->int64(17), std::string(row->text(18))};
    terms.is_on = row->int64(19) != 0;
    return terms;
}

AlertRule rule_of(const sql::Statement& row) {
    AlertRule rule;
    rule.id = row->int64(0);
    rule.user = {row->int64(1)};
    rule.kind = alert_kind_of(row->text(2)).value();
    rule.terms = terms_of(row);
    rule.created = {row->int64(20)};
    rule.changed = {row->int64(21)};
    if (const auto told = number(row, 22)) rule.told = core::UtcSeconds{*told};
    rule.organisation_name = row->text(23);
    rule.meter_number = row->text(24);
    rule.meter_label = row->text(25);
    return rule;
}

std::vector<AlertRule> with_open(sql::Statement& rows) {
    std::vector<AlertRule> rules;
    while (rows->step()) {
        rules.push_back(rule_of(rows));
        rules.back().open = rows->int64(kColumnCount);
    }
    return rules;
}

const std::string& select_with_open() {
    static const std::string kText = fmt::format(
        "SELECT {}, (SELECT count(*) FROM alert WHERE alert.rule_id = r.rule_id AND alert.open_slot = 1) FROM {}",
        kColumns, kSource);
    return kText;
}

template <class Id>
std::optional<std::int64_t> value_of(const std::optional<Id>& id) {
    return id ? std::optional(static_cast<std::int64_t>(id->value)) : std::nullopt;
}

std::optional<std::int64_t> quiet_from(const AlertTerms& terms) {
    return terms.quiet ? std::optional(terms.quiet->from_min) : std::nullopt;
}
std::optional<std::int64_t> quiet_to(const AlertTerms& terms) {
    return terms.quiet ? std::optional(terms.quiet->to_min) : std::nullopt;
}

}  // namespace

std::string_view to_text(AlertKind kind) noexcept {
    return kKinds[static_cast<std::size_t>(kind)];
}
std::string_view to_text(AlertScope scope) noexcept {
    return kScopes[static_cast<std::size_t>(scope)];
}
std::string_view to_text(AlertChannel channel) noexcept {
    return kChannels[static_cast<std::size_t>(channel)];
}
std::optional<AlertKind> alert_kind_of(std::string_view text) noexcept {
    return enum_of<AlertKind>(kKinds, text);
}
std::optional<AlertScope> alert_scope_of(std::string_view text) noexcept {
    return enum_of<AlertScope>(kScopes, text);
}
std::optional<AlertChannel> alert_channel_of(std::string_view text) noexcept {
    return enum_of<AlertChannel>(kChannels, text);
}

std::int64_t add_alert_rule(WriteTransaction& tx, core::UserId user, AlertKind kind, const AlertTerms& terms,
                            core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            INSERT INTO alert_rule (user_id, kind, scope, scope_org, scope_meter, limit_hours, limit_w, limit_day_wh,
                                    limit_percent, limit_mb, limit_min, window_min, channel, webhook_url,
                                    sealed_secret, quiet_from_min, quiet_to_min, quiet_zone, is_on, created_utc,
                                    changed_utc)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        )")
        .bind(user.value, to_text(kind), to_text(terms.scope), value_of(terms.organisation), value_of(terms.meter),
              terms.limit_hours, terms.limit_w, terms.limit_day_wh, terms.limit_percent, terms.limit_mb,
              terms.limit_min, terms.window_min, to_text(terms.channel), terms.webhook_url, terms.sealed_secret,
              quiet_from(terms), quiet_to(terms), terms.quiet ? terms.quiet->zone : std::string(), terms.is_on,
              now.value, now.value)
        .run();
    return tx.connection().last_insert_id();
}

void change_alert_rule(WriteTransaction& tx, std::int64_t id, const AlertTerms& terms, core::UtcSeconds now) {
    tx.connection()
        .prepare(R"(
            UPDATE alert_rule
               SET scope = ?, scope_org = ?, scope_meter = ?, limit_hours = ?, limit_w = ?, limit_day_wh = ?,
                   limit_percent = ?, limit_mb = ?, limit_min = ?, window_min = ?, channel = ?, webhook_url = ?,
                   sealed_secret = ?, quiet_from_min = ?, quiet_to_min = ?, quiet_zone = ?, is_on = ?, changed_utc = ?
             WHERE rule_id = ?
        )")
        .bind(to_text(terms.scope), value_of(terms.organisation), value_of(terms.meter), terms.limit_hours,
              terms.limit_w, terms.limit_day_wh, terms.limit_percent, terms.limit_mb, terms.limit_min, terms.window_min,
              to_text(terms.channel), terms.webhook_url, terms.sealed_secret, quiet_from(terms), quiet_to(terms),
              terms.quiet ? terms.quiet->zone : std::string(), terms.is_on, now.value, id)
        .run();
}

void delete_alert_rule(WriteTransaction& tx, std::int64_t id) {
    tx.connection().prepare("DELETE FROM alert_rule WHERE rule_id = ?").bind(id).run();
}

std::optional<AlertRule> find_alert_rule(Transaction& tx, std::int64_t id) {
    auto rows = tx.connection().prepare(select_with_open() + " WHERE r.rule_id = ?");
    rows.bind(id);
    auto rules = with_open(rows);
    if (rules.empty()) return std::nullopt;
    return std::move(rules.front());
}

std::vector<AlertRule> list_alert_rules(Transaction& tx, core::UserId user) {
    auto rows = tx.connection().prepare(select_with_open() + " WHERE r.user_id = ? ORDER BY r.rule_id");
    rows.bind(user.value);
    return with_open(rows);
}

std::vector<LiveAlertRule> list_live_alert_rules(Transaction& tx) {
    auto rows = tx.connection().prepare(
        fmt::format("SELECT {}, user.email, user.org_id, user.is_admin, mine.is_provider FROM {} "
                    "JOIN user ON user.id = r.user_id AND user.status = 'approved' "
                    "LEFT JOIN organization AS mine ON mine.id = user.org_id WHERE r.is_on = 1 ORDER BY r.rule_id",
                    kColumns, kSource));
    std::vector<LiveAlertRule> live;
    while (rows->step()) {
        LiveAlertRule entry{rule_of(rows), {}};
        entry.user.id = entry.rule.user;
        entry.user.email = rows->text(kColumnCount);
        if (const auto org = number(rows, kColumnCount + 1)) entry.user.org = core::OrgId{*org};
        entry.user.status = MemberStatus::approved;
        entry.user.is_admin = rows->int64(kColumnCount + 2) != 0;
        entry.user.is_provider_member = !rows->is_null(kColumnCount + 3) && rows->int64(kColumnCount + 3) != 0;
        live.push_back(std::move(entry));
    }
    return live;
}

}  // namespace drp::storage
