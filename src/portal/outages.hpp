/// Outage days: entered by the provider, passed over by every baseline.
///
/// A settlement keeps the days it passed over in its own lines; entering or removing an outage later changes nothing of
/// it, and shows as a difference when the event is settled again. The gate has let in only who may. Every write is
/// booked. Any thread.
#pragma once

#include <string>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/change_feed.hpp"
#include "storage/outages.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct OutageWish {
    std::vector<std::string> meters;  ///< numbers; empty: every meter
    std::string from;                 ///< local days, both included; `to` empty: the same day
    std::string to;
    std::string reason;
};

inline constexpr std::size_t kMaxOutageMeters = 5000;
inline constexpr std::size_t kMaxOutageReasonBytes = 500;

/// All of the meters or none. Returns the numbers of the outages, one for each meter. Problems: time-invalid,
/// outage-empty, outage-too-long, meter-not-found, field-invalid (no reason, too many meters).
[[nodiscard]] core::Result<std::vector<std::int64_t>> add_outages(storage::Store& store, ChangeFeed& changes,
                                                                  const Actor& actor, const OutageWish& wish,
                                                                  core::UtcSeconds now);
/// Problem: outage-not-found.
[[nodiscard]] core::Result<void> remove_outage(storage::Store& store, ChangeFeed& changes, const Actor& actor,
                                               std::int64_t id, core::UtcSeconds now);
/// Problem: query-invalid (sort).
[[nodiscard]] core::Result<storage::Listed<storage::OutageRecord>> list_outages(const storage::Store& store,
                                                                                const storage::PageQuery& page);

[[nodiscard]] core::Problem outage_not_found();

}  // namespace drp::portal
