/// Local days on which a meter's load was not what its customer would have used: outages, works, a wrong connection.
/// Baselines pass over them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// Days of one outage, both included.
struct DayRange {
    core::LocalDay first;
    core::LocalDay last;
};

struct OutageRecord {
    std::int64_t id = 0;
    std::string meter;  ///< its number; empty: every meter
    DayRange days;
    std::string reason;
    core::UtcSeconds made;
    std::string made_by;
};

/// An outage is at most this long.
inline constexpr std::int32_t kMaxOutageDays = 367;

/// Of one meter, or of all. The reason is not empty.
std::int64_t add_outage(WriteTransaction& tx, std::optional<core::MeterId> meter, DayRange days,
                        std::string_view reason, std::string_view by, core::UtcSeconds now);
[[nodiscard]] std::optional<OutageRecord> find_outage(Transaction& tx, std::int64_t id);
void delete_outage(WriteTransaction& tx, std::int64_t id);

/// Searched by meter and reason; sorted by day, meter. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<OutageRecord>> list_outages(Transaction& tx, const PageQuery& page);

/// Days in the range on which there was an outage.
struct OutageDays {
    std::vector<core::LocalDay> of_all;
    std::unordered_map<core::MeterId, std::vector<core::LocalDay>> of_meter;

    /// Those of one meter, `of_all` among them.
    [[nodiscard]] std::vector<core::LocalDay> of(core::MeterId meter) const;
};
[[nodiscard]] OutageDays list_outage_days(Transaction& tx, DayRange within);

}  // namespace drp::storage
