/// Weather sites, their temperatures, and which meter lies near which.
///
/// A site is known by the code that files give it. The first site ever made is the default: it counts for every meter
/// that has none of its own, until another is made the default. deg C; instants in UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct WeatherSite {
    core::WeatherSiteId id;
    std::string code;
    std::string name;
    std::string place;
    bool is_default = false;
};

/// A site with what is known of it.
struct WeatherSiteSummary {
    WeatherSite site;
    std::int64_t readings = 0;
    std::optional<core::UtcSeconds> first;
    std::optional<core::UtcSeconds> last;
    std::int64_t meters = 0;  ///< assigned to it by name
};

struct TemperatureValue {
    core::UtcSeconds time;
    double celsius = 0;
};

struct TemperatureCounts {
    std::int64_t added = 0;
    std::int64_t equal = 0;
    std::int64_t corrected = 0;  ///< another value stood there

    TemperatureCounts& operator+=(const TemperatureCounts& other) noexcept;
};

/// By code.
[[nodiscard]] std::vector<WeatherSiteSummary> list_weather_sites(Transaction& tx);
[[nodiscard]] std::optional<WeatherSite> find_weather_site(Transaction& tx, std::string_view code);
/// Makes it if it is not there.
[[nodiscard]] WeatherSite ensure_weather_site(WriteTransaction& tx, std::string_view code);
/// Name and place; where `site.is_default`, it takes that over from another. It cannot be laid down.
void update_weather_site(WriteTransaction& tx, const WeatherSite& site);

/// The site that counts for the meter: its own, else the default.
[[nodiscard]] std::optional<WeatherSite> weather_site_of(Transaction& tx, core::MeterId meter);
/// Nothing: the default counts.
void assign_weather_site(WriteTransaction& tx, core::MeterId meter, std::optional<core::WeatherSiteId> site);

/// A value for an instant that has one replaces it.
[[nodiscard]] TemperatureCounts merge_temperatures(WriteTransaction& tx, core::WeatherSiteId site,
                                                   std::span<const TemperatureValue> values);
/// In [range.from, range.to], ascending.
[[nodiscard]] std::vector<TemperatureValue> read_temperatures(Transaction& tx, core::WeatherSiteId site,
                                                              core::UtcRange range);

}  // namespace drp::storage
