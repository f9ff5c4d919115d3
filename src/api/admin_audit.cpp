// The audit trail, for whoever has to know who did what.
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "storage/audit.hpp"

namespace drp::api {
namespace {

using core::Result;

constexpr std::size_t kMaxTextBytes = 200;
constexpr std::string_view kColumns[] = {"id",      "at",     "actor_kind", "actor_id", "actor_name",
                                         "address", "action", "subject",    "before",   "after"};

/// As it was booked; null if there was nothing.
json::value facts(const std::string& text) {
    boost::system::error_code error;
    auto value = json::parse(text, error);
    return error ? json::value(nullptr) : std::move(value);
}

json::object to_json(const storage::AuditLine& line) {
    return {{"id", line.id},
            {"at", core::to_iso(line.at)},
            {"actor_kind", line.actor_kind},
            {"actor_id", or_null(line.actor_id)},
            {"actor_name", line.actor_name},
            {"address", line.address},
            {"action", line.action},
            {"subject", line.subject},
            {"before", facts(line.before)},
            {"after", facts(line.after)}};
}

/// An instant, or a local day: its start, or with `is_end` the end of it.
Result<std::optional<core::UtcSeconds>> instant(const http::Request& request, const storage::Calendar& calendar,
                                                std::string_view name, bool is_end) {
    const auto text = request.query(name);
    if (!text) return std::optional<core::UtcSeconds>();
    if (const auto day = core::parse_iso_day(*text)) {
        if (*day < calendar.first_day() || !(*day < calendar.last_day()))
            return query_problem(name, "Name a day of this century.");
        return std::optional(calendar.start_of(is_end ? day->next() : *day));
    }
    if (const auto time = core::parse_iso_instant(*text)) return std::optional(*time);
    return query_problem(name, "Write a day such as 2026-11-23, or an instant such as 2026-11-23T10:00:00Z.");
}

Result<storage::AuditFilter> read_filter(const http::Request& request, const storage::Calendar& calendar) {
    storage::AuditFilter filter;
    for (auto [name, field] : {std::pair{"actor", &filter.actor}, std::pair{"action", &filter.action},
                               std::pair{"subject", &filter.subject}}) {
        const auto text = request.query(name).value_or("");
        if (text.size() > kMaxTextBytes) return query_problem(name, "Use at most 200 bytes.");
        *field = core::trimmed(text);
    }
    const auto from = instant(request, calendar, "from", false);
    if (!from) return from.error();
    filter.from = *from;
    const auto to = instant(request, calendar, "to", true);
    if (!to) return to.error();
    filter.to = *to;
    return filter;
}

http::Task<http::Response> list(Services& services, http::Request& request) {
    const auto filter = read_filter(request, services.store.calendar());
    if (!filter) co_return filter.error();
    ListSource source = [&services, filter = *filter](storage::PageQuery page) {
        if (page.sort.empty()) page.is_descending = true;  // the latest first
        auto tx = services.store.read();
        return to_list_page(storage::list_audit(tx, filter, page),
                            [](const storage::AuditLine& line) { return to_json(line); });
    };
    co_return co_await answer_list(services, request, {kColumns, "audit.csv"}, std::move(source));
}

}  // namespace

void add_admin_audit_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/admin/audit", "listAudit", portal::UseCase::see_audit,
               [&services](http::Request& request, Caller&) { return list(services, request); });
}

}  // namespace drp::api
