/// An IANA time zone from the system's tz database (Howard Hinnant's date library).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace drp::core {

/// What a wall clock reading can mean.
struct LocalMeaning {
    enum class Kind {
        unique,       ///< `first` is the instant
        repeated,     ///< the clock showed it twice: `first` and, after the clock went back, `second`
        nonexistent,  ///< the clock skipped it
    };
    Kind kind = Kind::unique;
    UtcSeconds first;
    UtcSeconds second;
};

/// Immutable once loaded. Each copy keeps a small cache of the last offset, so a copy belongs to one thread.
class TimeZone {
  public:
    /// "America/Chicago". Fails with `time-zone-unknown`.
    [[nodiscard]] static Result<TimeZone> find(std::string_view iana_name);
    [[nodiscard]] static TimeZone utc();

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    [[nodiscard]] LocalMeaning meaning(LocalSeconds local) const;
    [[nodiscard]] LocalSeconds to_local(UtcSeconds t) const;
    [[nodiscard]] std::int32_t offset_seconds(UtcSeconds t) const;

    [[nodiscard]] LocalDay local_day(UtcSeconds t) const;
    /// First instant of the civil day. A midnight that the clock skips starts at the first instant after the gap.
    [[nodiscard]] UtcSeconds start_of(LocalDay day) const;
    /// 23, 24 or 25 hours as an instant range.
    [[nodiscard]] UtcRange range_of(LocalDay day) const { return {start_of(day), start_of(day.next())}; }

  private:
    TimeZone(std::string name, const void* zone);
    struct Span {  // one stretch of constant offset, [begin, end)
        std::int64_t begin = 0;
        std::int64_t end = 0;
        std::int32_t offset = 0;
    };
    [[nodiscard]] const Span& span_at(std::int64_t utc) const;

    std::string name_;
    const void* zone_;  // date::time_zone, kept out of this header: it is large
    mutable Span cached_;
};

}  // namespace drp::core
