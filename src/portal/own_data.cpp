#include "portal/own_data.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/verdicts_csv.hpp"
#include "portal/accounts.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/meters.hpp"
#include "storage/second_factors.hpp"

namespace drp::portal {
namespace {

constexpr int kLinesAtOnce = 1000;

constexpr std::string_view kReadMe =
    "All data that this portal holds about you.\r\n\r\n"
    "account.csv    your account: names, address, role, choices\r\n"
    "sessions.csv   where you are logged in\r\n"
    "activity.csv   what you did in the portal and what was done to your account\r\n"
    "meters.csv     the meter that is assigned to you, if there is one\r\n"
    "readings.csv   its readings, in UTC and whole watt-hours\r\n\r\n"
    "Your password is stored only as a hash that cannot be turned back, the secret of a second factor only sealed;\r\n"
    "neither is in these files.\r\n";

void append_row(std::string& out, std::initializer_list<std::string_view> fields) {
    bool is_first = true;
    for (const auto field : fields) {
        if (!std::exchange(is_first, false)) out += ',';
        formats::append_safe_field(out, field);
    }
    out += "\r\n";
}

std::string when(const std::optional<core::UtcSeconds>& t) {
    return t ? core::to_iso(*t) : std::string();
}

std::string account_csv(storage::Transaction& tx, const storage::UserRecord& user) {
    const auto factor = storage::find_second_factor(tx, user.id);
    std::string out;
    append_row(out, {"what", "value"});
    append_row(out, {"number", std::to_string(user.id.value)});
    append_row(out, {"e-mail", user.email});
    append_row(out, {"first name", user.first_name});
    append_row(out, {"last name", user.last_name});
    append_row(out, {"role", role_name(level_of(user))});
    append_row(out, {"status", storage::to_text(user.status)});
    append_row(out, {"organisation", user.org_name});
    append_row(out, {"created", core::to_iso(user.created)});
    append_row(out, {"last seen", when(user.last_seen)});
    append_row(out, {"preferences", user.preferences});
    append_row(out, {"second factor since", factor ? when(factor->confirmed) : ""});
    append_row(out, {"recovery codes left", std::to_string(storage::unused_recovery_codes(tx, user.id))});
    return out;
}

std::string sessions_csv(storage::Transaction& tx, core::UserId user) {
    std::string out;
    append_row(out, {"begun", "last used", "ends", "network address", "device"});
    for (const auto& session : storage::list_sessions(tx, user))
        append_row(out, {core::to_iso(session.created), core::to_iso(session.last_used), core::to_iso(session.expires),
                         session.address, session.device});
    return out;
}

std::string meters_csv(const std::vector<storage::MeterRecord>& meters) {
    std::string out;
    append_row(out, {"meter", "label", "first reading", "last reading"});
    for (const auto& meter : meters)
        append_row(out, {meter.number, meter.label, when(meter.first_reading), when(meter.last_reading)});
    return out;
}

}  // namespace

bool OwnData::next(std::string& out) {
    if (stage_ == Stage::done) return false;
    auto tx = store_->read();
    switch (stage_) {
        case Stage::account:
            write_account(tx);
            stage_ = Stage::activity;
            break;
        case Stage::activity:
            if (!write_activity(tx)) stage_ = Stage::readings;
            break;
        case Stage::readings:
            if (!write_readings(tx)) stage_ = Stage::end;
            break;
        case Stage::end:
            zip_.finish();
            stage_ = Stage::done;
            break;
        case Stage::done:
            break;
    }
    zip_.take(out);
    return true;
}

void OwnData::write_account(storage::Transaction& tx) {
    const auto file = [this](const char* name, std::string_view text) {
        zip_.begin_file(name, now_);
        zip_.write(text);
    };
    file("README.txt", kReadMe);
    if (const auto user = storage::find_user(tx, *actor_.user)) file("account.csv", account_csv(tx, *user));
    file("sessions.csv", sessions_csv(tx, *actor_.user));
    const auto meters = storage::list_meters_of(tx, *actor_.user);
    file("meters.csv", meters_csv(meters));
    std::vector<VisibleMeter> visible;
    for (const auto& meter : meters)
        if (auto found = directory_->find(actor_, meter.number)) visible.push_back(std::move(*found));
    if (!visible.empty()) readings_.emplace(std::move(visible), ReadingExport::always());
}

bool OwnData::write_activity(storage::Transaction& tx) {
    std::string text;
    if (last_line_ < 0) {
        zip_.begin_file("activity.csv", now_);
        append_row(text, {"time", "by", "network address", "action", "what", "before", "after"});
        last_line_ = 0;
    }
    const auto lines = storage::audit_lines_about(tx, *actor_.user, last_line_, kLinesAtOnce);
    for (const auto& line : lines) {
        // Who else acted, and from where, is theirs.
        const bool is_own = line.actor_kind == "user" && line.actor_id == actor_.user->value;
        const bool is_visitor = line.actor_kind == "visitor";
        append_row(text,
                   {core::to_iso(line.at), is_own ? "you" : (is_visitor ? "somebody not logged in" : "the portal"),
                    is_own || is_visitor ? line.address : "", line.action, line.subject, line.before, line.after});
        last_line_ = line.id;
    }
    zip_.write(text);
    return !lines.empty();
}

bool OwnData::write_readings(storage::Transaction& tx) {
    if (!readings_) return false;
    if (!readings_has_begun_) zip_.begin_file("readings.csv", now_);
    readings_has_begun_ = true;
    std::string text;
    const bool has_more = readings_->next(tx, text);
    zip_.write(text);
    return has_more;
}

}  // namespace drp::portal
