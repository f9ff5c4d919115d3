#include "portal/weather.hpp"

#include <fmt/format.h>

#include "analytics/temperature.hpp"
#include "core/text.hpp"
#include "portal/trail.hpp"
#include "storage/meters.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Result<storage::WeatherSite> known_site(storage::Transaction& tx, std::string_view code) {
    if (auto site = storage::find_weather_site(tx, code)) return std::move(*site);
    return Problem{ProblemKind::not_found, "weather-site-not-found",
                   fmt::format("There is no weather site '{}'.", core::excerpt(code, 40)), "site",
                   "Import its temperatures first, or choose another."};
}

Result<void> check_length(const std::optional<std::string>& text, const char* field) {
    if (!text || text->size() <= Weather::kMaxBytes) return {};
    return Problem{ProblemKind::invalid_input, "field-invalid",
                   fmt::format("This is longer than {} bytes.", Weather::kMaxBytes), field, ""};
}

/// Readings by site, in the order in which they come.
class Merge {
  public:
    Merge(storage::WriteTransaction& tx, TemperatureReport& report) : tx_(tx), report_(report) {}

    void add(const std::vector<std::string>& codes, const std::vector<formats::TemperatureReading>& readings) {
        while (ids_.size() < codes.size()) {
            report_.sites.push_back({codes[ids_.size()], {}});
            ids_.push_back(storage::ensure_weather_site(tx_, codes[ids_.size()]).id);
        }
        std::vector<std::vector<storage::TemperatureValue>> by_site(codes.size());
        for (const auto& reading : readings) by_site[reading.site].push_back({reading.time, reading.celsius});
        for (std::size_t s = 0; s < by_site.size(); ++s)
            report_.sites[s].counts += storage::merge_temperatures(tx_, ids_[s], by_site[s]);
    }

  private:
    storage::WriteTransaction& tx_;
    TemperatureReport& report_;
    std::vector<core::WeatherSiteId> ids_;
};

Facts facts_of(const storage::WeatherSite& site) {
    return {{"name", site.name}, {"place", site.place}, {"default", site.is_default ? "yes" : "no"}};
}

}  // namespace

storage::TemperatureCounts TemperatureReport::counts() const noexcept {
    storage::TemperatureCounts all;
    for (const auto& site : sites) all += site.counts;
    return all;
}

Result<TemperatureReport> Weather::import(const Actor& actor, std::unique_ptr<formats::ByteSource> source,
                                          std::string file_name, bool is_dry_run,
                                          const std::function<void(const formats::Verdict&)>& verdict,
                                          core::UtcSeconds now) {
    auto reader = formats::TemperatureReader::open(std::move(source));
    if (!reader) return reader.error();
    TemperatureReport report{.file_name = std::move(file_name), .is_dry_run = is_dry_run, .summary = {}, .sites = {}};
    auto tx = store_->write();
    Merge merge(tx, report);
    std::vector<formats::TemperatureReading> readings;
    std::vector<formats::Verdict> verdicts;
    while (true) {
        const auto more = reader->next(readings, verdicts);
        if (!more) return more.error();
        if (!*more) break;
        for (const auto& refusal : verdicts) verdict(refusal);
        merge.add(reader->sites(), readings);
    }
    report.summary = reader->summary();
    const auto counts = report.counts();
    if (is_dry_run || counts.added + counts.corrected == 0) return report;
    for (const auto& site : report.sites)
        book(tx, actor,
             {"temperature.import",
              "weather site " + site.code,
              {},
              {{"file", report.file_name},
               {"new values", std::to_string(site.counts.added)},
               {"corrected values", std::to_string(site.counts.corrected)}}},
             now);
    tx.commit();
    changes_->publish_unknown();  // whatever was computed from temperatures
    return report;
}

std::vector<storage::WeatherSiteSummary> Weather::sites() const {
    auto tx = store_->read();
    return storage::list_weather_sites(tx);
}

Result<storage::WeatherSite> Weather::change(const Actor& actor, std::string_view code, const WeatherSiteChange& change,
                                             core::UtcSeconds now) {
    if (auto checked = check_length(change.name, "name"); !checked) return checked.error();
    if (auto checked = check_length(change.place, "place"); !checked) return checked.error();
    auto tx = store_->write();
    const auto before = known_site(tx, code);
    if (!before) return before.error();
    auto after = *before;
    if (change.name) after.name = *change.name;
    if (change.place) after.place = *change.place;
    after.is_default = before->is_default || change.makes_default;
    storage::update_weather_site(tx, after);
    book(tx, actor, {"weather-site.change", "weather site " + after.code, facts_of(*before), facts_of(after)}, now);
    tx.commit();
    if (after.is_default != before->is_default) changes_->publish_unknown();
    return after;
}

Result<std::size_t> Weather::assign(const Actor& actor, std::span<const std::string> meters,
                                    const std::optional<std::string>& code, core::UtcSeconds now) {
    auto tx = store_->write();
    std::optional<core::WeatherSiteId> site;
    if (code) {
        const auto known = known_site(tx, *code);
        if (!known) return known.error();
        site = known->id;
    }
    std::size_t changed = 0;
    for (const auto& number : meters) {
        const auto meter = storage::find_meter(tx, number);
        if (!meter)
            return Problem{ProblemKind::not_found, "meter-not-found",
                           fmt::format("There is no meter '{}'.", core::excerpt(number, 40)), "meters", ""};
        const auto before = storage::weather_site_of(tx, meter->id);
        storage::assign_weather_site(tx, meter->id, site);
        const auto after = storage::weather_site_of(tx, meter->id);
        const auto name = [](const std::optional<storage::WeatherSite>& s) {
            return s ? s->code : std::string("none");
        };
        if (name(before) == name(after)) continue;
        book(tx, actor,
             {"meter.weather-site",
              "meter " + number,
              {{"weather site", name(before)}},
              {{"weather site", name(after)}}},
             now);
        ++changed;
    }
    tx.commit();
    if (changed > 0) changes_->publish_unknown();
    return changed;
}

std::vector<double> temperatures_of(storage::Transaction& tx, core::MeterId meter, core::UtcSeconds first,
                                    core::IntervalSeconds interval, std::size_t count) {
    const auto site = storage::weather_site_of(tx, meter);
    if (!site || count == 0) return {};
    std::vector<core::UtcSeconds> ends;
    ends.reserve(count);
    for (std::size_t i = 1; i <= count; ++i) ends.push_back(first + static_cast<std::int64_t>(i) * interval.value);
    const core::UtcRange range{ends.front() - analytics::kLongestBridgeSeconds,
                               ends.back() + analytics::kLongestBridgeSeconds};
    std::vector<analytics::Temperature> readings;
    for (const auto& value : storage::read_temperatures(tx, site->id, range))
        readings.push_back({value.time, value.celsius});
    return analytics::temperatures_at(readings, ends);
}

}  // namespace drp::portal
