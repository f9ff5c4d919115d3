/// What a merge finds in the store, read for many meters at once where that is the faster way (see many_keys.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "sql/connection.hpp"
#include "storage/block_rows.hpp"

namespace drp::storage {

class StoredDays {
  public:
    explicit StoredDays(sql::Connection& connection) : connection_(connection) {}

    struct Wanted {
        core::MeterId meter;
        core::UtcDay first;
        core::UtcDay last;
    };
    /// The meters that come next, by key. Whatever was read ahead before is forgotten; nothing happens where reading
    /// ahead does not pay.
    void read_ahead(std::span<const Wanted> meters);
    /// Of a meter of read_ahead(), or of any other.
    [[nodiscard]] std::optional<MeterSpan> span_of(core::MeterId meter);
    /// Calls `visit(const BlockRow&)` by key, as for_each_block() does.
    template <class Visit>
    void for_each(const Wanted& wanted, Visit&& visit);

  private:
    struct Kept {
        DayKey key = 0;
        std::int64_t present = 0;
        std::int64_t rev = 0;
        std::vector<std::byte> actual;
        std::vector<std::byte> predicted;
    };
    void read_spans(std::span<const Wanted> meters);
    void read_blocks(std::span<const Wanted> meters);

    sql::Connection& connection_;
    std::unordered_map<core::MeterId, std::optional<MeterSpan>> spans_;
    std::unordered_map<core::MeterId, std::pair<std::size_t, std::size_t>> kept_of_;  // begin and end in kept_
    std::vector<Kept> kept_;                                                          // by key
};

template <class Visit>
void StoredDays::for_each(const Wanted& wanted, Visit&& visit) {
    const auto found = kept_of_.find(wanted.meter);
    if (found == kept_of_.end()) {
        for_each_block(connection_, first_key(wanted.meter, wanted.first), last_key(wanted.meter, wanted.last), visit);
        return;
    }
    for (auto i = found->second.first; i < found->second.second; ++i) {
        const auto& row = kept_[i];
        visit(BlockRow{row.key, row.present, row.rev, row.actual, row.predicted});
    }
}

/// Whether a meter with this span can have anything in the days.
[[nodiscard]] bool can_have_any(const std::optional<MeterSpan>& span, const StoredDays::Wanted& wanted);

}  // namespace drp::storage
