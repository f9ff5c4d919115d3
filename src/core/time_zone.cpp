#include "core/time_zone.hpp"

#include <stdexcept>
#include <utility>

#include <date/tz.h>
#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::core {
namespace {
const date::time_zone& as_zone(const void* zone) noexcept {
    return *static_cast<const date::time_zone*>(zone);
}
date::sys_seconds sys(std::int64_t utc) {
    return date::sys_seconds{std::chrono::seconds{utc}};
}
}  // namespace

TimeZone::TimeZone(std::string name, const void* zone) : name_(std::move(name)), zone_(zone) {}

Result<TimeZone> TimeZone::find(std::string_view iana_name) {
    try {
        return TimeZone(std::string(iana_name), date::locate_zone(std::string(iana_name)));
    } catch (const std::runtime_error&) {
        return Problem{ProblemKind::invalid_input, "time-zone-unknown",
                       fmt::format("The time zone '{}' is not known.", excerpt(iana_name, 60)), "",
                       "Give an IANA name such as America/Chicago; on Debian the package tzdata holds them."};
    }
}

TimeZone TimeZone::utc() {
    return find("Etc/UTC").value();
}

const TimeZone::Span& TimeZone::span_at(std::int64_t utc) const {
    if (utc < cached_.begin || utc >= cached_.end) {
        const auto info = as_zone(zone_).get_info(sys(utc));
        cached_ = {info.begin.time_since_epoch().count(), info.end.time_since_epoch().count(),
                   static_cast<std::int32_t>(info.offset.count())};
    }
    return cached_;
}

std::int32_t TimeZone::offset_seconds(UtcSeconds t) const {
    return span_at(t.value).offset;
}

LocalSeconds TimeZone::to_local(UtcSeconds t) const {
    return {t.value + offset_seconds(t)};
}

LocalDay TimeZone::local_day(UtcSeconds t) const {
    return {static_cast<std::int32_t>(floor_div(to_local(t).value, kSecondsPerDay))};
}

LocalMeaning TimeZone::meaning(LocalSeconds local) const {
    // Fast path: a day away from both ends of the cached stretch nothing can be repeated or skipped.
    const auto guess = local.value - cached_.offset;
    if (guess >= cached_.begin + kSecondsPerDay && guess < cached_.end - kSecondsPerDay)
        return {LocalMeaning::Kind::unique, {guess}, {guess}};

    const auto info = as_zone(zone_).get_info(date::local_seconds{std::chrono::seconds{local.value}});
    const UtcSeconds first{local.value - info.first.offset.count()};
    switch (info.result) {
        case date::local_info::unique:
            (void)span_at(first.value);
            return {LocalMeaning::Kind::unique, first, first};
        case date::local_info::ambiguous:
            return {LocalMeaning::Kind::repeated, first, {local.value - info.second.offset.count()}};
        default: {
            const UtcSeconds resumes{info.second.begin.time_since_epoch().count()};
            return {LocalMeaning::Kind::nonexistent, resumes, resumes};
        }
    }
}

UtcSeconds TimeZone::start_of(LocalDay day) const {
    return meaning({day.value * kSecondsPerDay}).first;
}

}  // namespace drp::core
