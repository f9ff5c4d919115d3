#include "storage/weather.hpp"

namespace drp::storage {
namespace {

WeatherSite site_of(const sql::Statement& row) {
    return {.id = {row->int64(0)},
            .code = std::string(row->text(1)),
            .name = std::string(row->text(2)),
            .place = std::string(row->text(3)),
            .is_default = row->int64(4) != 0};
}

std::optional<core::UtcSeconds> instant(const sql::Statement& row, int column) {
    return row->is_null(column) ? std::nullopt : std::optional(core::UtcSeconds{row->int64(column)});
}

}  // namespace

TemperatureCounts& TemperatureCounts::operator+=(const TemperatureCounts& other) noexcept {
    added += other.added;
    equal += other.equal;
    corrected += other.corrected;
    return *this;
}

std::vector<WeatherSiteSummary> list_weather_sites(Transaction& tx) {
    auto rows = tx.connection().prepare(R"(
        SELECT s.site_id, s.code, s.name, s.place, s.is_default,
               (SELECT count(*) FROM temperature AS t WHERE t.site_id = s.site_id),
               (SELECT min(time_utc) FROM temperature AS t WHERE t.site_id = s.site_id),
               (SELECT max(time_utc) FROM temperature AS t WHERE t.site_id = s.site_id),
               (SELECT count(*) FROM meter_weather_site AS m WHERE m.site_id = s.site_id)
          FROM weather_site AS s
         ORDER BY s.code
    )");
    std::vector<WeatherSiteSummary> sites;
    while (rows->step())
        sites.push_back({.site = site_of(rows),
                         .readings = rows->int64(5),
                         .first = instant(rows, 6),
                         .last = instant(rows, 7),
                         .meters = rows->int64(8)});
    return sites;
}

std::optional<WeatherSite> find_weather_site(Transaction& tx, std::string_view code) {
    auto row =
        tx.connection().prepare("SELECT site_id, code, name, place, is_default FROM weather_site WHERE code = ?");
    row.bind(code);
    if (!row->step()) return std::nullopt;
    return site_of(row);
}

WeatherSite ensure_weather_site(WriteTransaction& tx, std::string_view code) {
    if (auto site = find_weather_site(tx, code)) return std::move(*site);
    tx.connection()
        .prepare(R"(
            INSERT INTO weather_site (code, is_default)
            VALUES (?, NOT EXISTS (SELECT 1 FROM weather_site WHERE is_default = 1))
        )")
        .bind(code)
        .run();
    return find_weather_site(tx, code).value();
}

void update_weather_site(WriteTransaction& tx, const WeatherSite& site) {
    auto& connection = tx.connection();
    if (site.is_default)
        connection.prepare("UPDATE weather_site SET is_default = 0 WHERE is_default = 1 AND site_id <> ?")
            .bind(site.id.value)
            .run();
    connection
        .prepare("UPDATE weather_site SET name = ?, place = ?, is_default = $greatest(is_default, ?) WHERE site_id = ?")
        .bind(site.name, site.place, site.is_default, site.id.value)
        .run();
}

std::optional<WeatherSite> weather_site_of(Transaction& tx, core::MeterId meter) {
    auto row = tx.connection().prepare(R"(
        SELECT s.site_id, s.code, s.name, s.place, s.is_default
          FROM weather_site AS s
         WHERE s.site_id = coalesce((SELECT m.site_id FROM meter_weather_site AS m WHERE m.meter_id = ?),
                                    (SELECT d.site_id FROM weather_site AS d WHERE d.is_default = 1))
    )");
    row.bind(meter.value);
    if (!row->step()) return std::nullopt;
    return site_of(row);
}

void assign_weather_site(WriteTransaction& tx, core::MeterId meter, std::optional<core::WeatherSiteId> site) {
    auto& connection = tx.connection();
    connection.prepare("DELETE FROM meter_weather_site WHERE meter_id = ?").bind(meter.value).run();
    if (!site) return;
    connection.prepare("INSERT INTO meter_weather_site (meter_id, site_id) VALUES (?, ?)")
        .bind(meter.value, site->value)
        .run();
}

TemperatureCounts merge_temperatures(WriteTransaction& tx, core::WeatherSiteId site,
                                     std::span<const TemperatureValue> values) {
    auto& connection = tx.connection();
    auto known = connection.prepare("SELECT temp_c FROM temperature WHERE site_id = ? AND time_utc = ?");
    auto insert = connection.prepare("INSERT INTO temperature (site_id, time_utc, temp_c) VALUES (?, ?, ?)");
    auto update = connection.prepare("UPDATE temperature SET temp_c = ? WHERE site_id = ? AND time_utc = ?");
    TemperatureCounts counts;
    for (const auto& value : values) {
        known->reset();
        known.bind(site.value, value.time.value);
        if (!known->step()) {
            insert.bind(site.value, value.time.value, value.celsius).run();
            ++counts.added;
        } else if (known->real(0) == value.celsius) {
            ++counts.equal;
        } else {
            known->reset();
            update.bind(value.celsius, site.value, value.time.value).run();
            ++counts.corrected;
        }
    }
    return counts;
}

std::vector<TemperatureValue> read_temperatures(Transaction& tx, core::WeatherSiteId site, core::UtcRange range) {
    auto rows = tx.connection().prepare(R"(
        SELECT time_utc, temp_c FROM temperature
         WHERE site_id = ? AND time_utc >= ? AND time_utc <= ?
         ORDER BY time_utc
    )");
    rows.bind(site.value, range.from.value, range.to.value);
    std::vector<TemperatureValue> values;
    while (rows->step()) values.push_back({{rows->int64(0)}, rows->real(1)});
    return values;
}

}  // namespace drp::storage
