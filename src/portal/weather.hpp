/// Temperatures: importing them, the sites they are of, and what the weather was at a meter.
///
/// Each change is one transaction and booked in the audit trail. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "formats/byte_source.hpp"
#include "formats/temperature_reader.hpp"
#include "portal/actor.hpp"
#include "portal/change_feed.hpp"
#include "storage/store.hpp"
#include "storage/weather.hpp"

namespace drp::portal {

/// What became of a file of temperatures.
struct TemperatureReport {
    struct Site {
        std::string code;
        storage::TemperatureCounts counts;
    };
    std::string file_name;
    bool is_dry_run = false;
    formats::TemperatureReader::Summary summary;
    std::vector<Site> sites;  ///< in the order of the file
    [[nodiscard]] storage::TemperatureCounts counts() const noexcept;
};

/// What to change of a site; an empty optional leaves it as it is.
struct WeatherSiteChange {
    std::optional<std::string> name;
    std::optional<std::string> place;
    bool makes_default = false;
};

class Weather {
  public:
    static constexpr std::size_t kMaxBytes = 200;  ///< of a name or a place

    Weather(storage::Store& store, ChangeFeed& changes) : store_(&store), changes_(&changes) {}

    /// Reads the whole file and writes it in one transaction: sites that are not known yet are made, a value for an
    /// instant that has one replaces it, a second run changes nothing. Every refusal goes to `verdict`. Problems:
    /// unknown-format, and those of the source (nothing is written then).
    [[nodiscard]] core::Result<TemperatureReport> import(const Actor& actor,
                                                         std::unique_ptr<formats::ByteSource> source,
                                                         std::string file_name, bool is_dry_run,
                                                         const std::function<void(const formats::Verdict&)>& verdict,
                                                         core::UtcSeconds now);

    [[nodiscard]] std::vector<storage::WeatherSiteSummary> sites() const;
    /// Problems: weather-site-not-found, field-invalid.
    [[nodiscard]] core::Result<storage::WeatherSite> change(const Actor& actor, std::string_view code,
                                                            const WeatherSiteChange& change, core::UtcSeconds now);
    /// All of the meters or none; no code: the default site counts for them. Returns how many it is another site for.
    /// Problems: weather-site-not-found, meter-not-found.
    [[nodiscard]] core::Result<std::size_t> assign(const Actor& actor, std::span<const std::string> meters,
                                                   const std::optional<std::string>& code, core::UtcSeconds now);

  private:
    storage::Store* store_;
    ChangeFeed* changes_;
};

/// The temperature at the meter's site at the END of each of `count` intervals from `first` on, as LBNL's regression
/// takes it (analytics/time_of_week.hpp); NaN where it is not known (analytics/temperature.hpp). Empty where no site
/// counts for the meter.
[[nodiscard]] std::vector<double> temperatures_of(storage::Transaction& tx, core::MeterId meter, core::UtcSeconds first,
                                                  core::IntervalSeconds interval, std::size_t count);

}  // namespace drp::portal
