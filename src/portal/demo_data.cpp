#include "portal/demo_data.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "portal/demo_load_model.hpp"

namespace drp::portal {

namespace demo {
namespace {

using core::UtcSeconds;

constexpr core::IntervalSeconds kQuarterHour{900};
constexpr core::IntervalSeconds kHalfHour{1800};
constexpr std::int64_t kHour_s = 3600;
constexpr std::int64_t kEvent_s = 2 * kHour_s;

// ---- who there is
// ----------------------------------------------------------------------------------------------------

enum Organisation : std::size_t { kProvider, kSchools, kHospital, kColdStorage, kWater, kTown, kOrganisations };

constexpr std::array<std::string_view, kOrganisations> kOrganisationNames{
    "Sample Valley Electric Cooperative", "Sample Valley Schools",        "Sample Valley Hospital",
    "Sample Valley Cold Storage",         "Sample Valley Water District", "Town of Sample Valley"};

struct Site {
    Organisation organisation;
    std::string_view label;
    Load load;
    core::IntervalSeconds interval = kQuarterHour;
};

Load school(double peak_kw) {
    return {LoadKind::school, 0.12 * peak_kw, 0.62 * peak_kw, 0.018 * peak_kw, 0.004 * peak_kw, 0, 0.07};
}
Load office(double peak_kw) {
    return {LoadKind::office, 0.12 * peak_kw, 0.60 * peak_kw, 0.020 * peak_kw, 0.006 * peak_kw, 0, 0.07};
}
Load hospital(double peak_kw) {
    return {LoadKind::hospital, 0.40 * peak_kw, 0.36 * peak_kw, 0.016 * peak_kw, 0.003 * peak_kw, 0, 0.04};
}
Load cold_storage(double peak_kw) {
    return {LoadKind::cold_storage, 0.25 * peak_kw, 0.42 * peak_kw, 0.020 * peak_kw, 0, 0, 0.09};
}
Load pumping(double peak_kw) {
    return {LoadKind::pumping, 0.10 * peak_kw, 0.62 * peak_kw, 0.015 * peak_kw, 0, 0, 0.12};
}
Load street_lights(double peak_kw) {
    return {LoadKind::street_lights, 0.02 * peak_kw, 0.95 * peak_kw, 0, 0, 0, 0.01};
}

std::vector<Site> organisation_sites() {
    return {
        {kSchools, "High school, main building", school(420)},
        {kSchools, "High school, gymnasium", school(160)},
        {kSchools, "Middle school", school(260)},
        {kSchools, "Elementary school, north", school(140), kHalfHour},
        {kSchools, "Elementary school, south", school(120), kHalfHour},
        {kSchools, "School administration", office(60), kHalfHour},
        {kSchools, "Bus garage", office(45), kHalfHour},
        {kSchools, "Sports field lights", street_lights(40), kHalfHour},
        {kHospital, "Hospital, main building", hospital(1250)},
        {kHospital, "Hospital, chiller plant", cold_storage(520)},
        {kHospital, "Hospital, laundry", office(180)},
        {kHospital, "Outpatient clinic", office(210)},
        {kHospital, "Hospital car park lights", street_lights(28), kHalfHour},
        {kColdStorage, "Warehouse 1, compressors", cold_storage(780)},
        {kColdStorage, "Warehouse 2, compressors", cold_storage(640)},
        {kColdStorage, "Warehouse 3, compressors", cold_storage(460)},
        {kColdStorage, "Blast freezer", cold_storage(350)},
        {kColdStorage, "Loading docks", office(120)},
        {kColdStorage, "Cold storage office", office(35), kHalfHour},
        {kWater, "Well field, pump 1", pumping(190)},
        {kWater, "Well field, pump 2", pumping(190)},
        {kWater, "Well field, pump 3", pumping(150)},
        {kWater, "Treatment plant", hospital(330)},
        {kWater, "Booster station", pumping(110), kHalfHour},
        {kWater, "Water tower", pumping(40), kHalfHour},
        {kTown, "Town hall", office(130)},
        {kTown, "Library", office(95)},
        {kTown, "Fire station", hospital(60), kHalfHour},
        {kTown, "Community centre", office(110), kHalfHour},
        {kTown, "Sewage works", pumping(240)},
        {kTown, "Public works yard", office(70), kHalfHour},
        {kTown, "Street lights, centre", street_lights(85), kHalfHour},
        {kTown, "Street lights, east", street_lights(60), kHalfHour},
        {kTown, "Street lights, west", street_lights(55), kHalfHour},
    };
}

constexpr std::size_t kMeters = 60;
constexpr std::size_t kFirstSolarHome = 1;  // among the homes
constexpr std::size_t kSolarHomes = 2;

/// The n-th home: a size of its own, every fourth with electric heating, two with panels.
Load home(std::size_t n, std::size_t meter) {
    const auto size = 0.6 + 0.9 * uniform(Purpose::size, meter, 0);
    const auto heating = n % 4 == 3 ? 0.16 : 0.015;
    const auto solar = n >= kFirstSolarHome && n < kFirstSolarHome + kSolarHomes ? 5.5 + 1.5 * size : 0.0;
    return {LoadKind::home, 0.22 * size, 1.55 * size, 0.11 * size, heating * size, solar, 0.24};
}

DemoMeter meter_at(std::size_t index, std::string label, core::IntervalSeconds interval) {
    constexpr double kSpreadDeg = 0.028;
    return {.number = std::to_string(40'510'013 + 137 * index),
            .label = std::move(label),
            .latitude_deg = kLatitudeDeg + kSpreadDeg * bell(Purpose::place, index, 0),
            .longitude_deg = kLongitudeDeg + 1.3 * kSpreadDeg * bell(Purpose::place, index, 1),
            .interval = interval,
            .organisation = std::nullopt};
}

std::vector<DemoAccount> make_accounts(std::size_t first_home) {
    using Accounts = std::vector<DemoAccount>;
    const auto account = [](std::string_view role, std::string_view last_name, int level) {
        return DemoAccount{.email = std::string(role) + "@demo.example",
                           .first_name = "Demo",
                           .last_name = std::string(last_name),
                           .level = level,
                           .organisation = std::nullopt,
                           .meter = std::nullopt};
    };
    const auto member = [&](std::string_view role, std::string_view last_name, int level, std::size_t organisation) {
        auto a = account(role, last_name, level);
        a.organisation = organisation;
        a.is_admin = level == 0 || level == 2;
        a.is_pending = level == 5;
        return a;
    };
    const auto resident = [&](std::string_view role, std::string_view last_name, std::size_t meter) {
        auto a = account(role, last_name, 4);
        a.meter = meter;
        return a;
    };
    return Accounts{member("admin", "Administrator", 0, kProvider),
                    member("provider", "Operator", 1, kProvider),
                    member("schools-admin", "Facilities", 2, kSchools),
                    member("schools", "Staff", 3, kSchools),
                    member("hospital-admin", "Facilities", 2, kHospital),
                    member("coldstorage-admin", "Facilities", 2, kColdStorage),
                    member("water-admin", "Facilities", 2, kWater),
                    member("town-admin", "Facilities", 2, kTown),
                    resident("resident", "Resident", first_home),
                    resident("solar", "Resident", first_home + kFirstSolarHome),
                    member("pending", "Applicant", 5, kSchools)};
}

core::LocalDay months_before(core::LocalDay day, int months) {
    auto date = civil(day) - std::chrono::months{months};
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return {static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

std::string event_name(DemoEventKind kind, core::LocalDay day) {
    constexpr std::array kMonths{"January", "February", "March",     "April",   "May",      "June",
                                 "July",    "August",   "September", "October", "November", "December"};
    const auto date = civil(day);
    return std::string(kind == DemoEventKind::summer_peak ? "Summer peak " : "Winter peak ") +
           std::to_string(static_cast<unsigned>(date.day())) + ' ' + kMonths[static_cast<unsigned>(date.month()) - 1] +
           ' ' + std::to_string(static_cast<int>(date.year()));
}

/// Whole Wh of an interval.
core::WattHours energy_of(double kw, core::IntervalSeconds interval) {
    return {static_cast<std::int32_t>(std::lround(kw * 1000.0 * interval.hours()))};
}

}  // namespace

// ---- the model
// -------------------------------------------------------------------------------------------------------

/// A part of `meters` reduces while an event lasts.
struct Response {
    core::UtcRange period;
    std::vector<double> reduction;  ///< by meter, share of the load; 0: does not take part
};

struct Model {
    Model(UtcSeconds anchor_at, core::TimeZone time_zone);

    [[nodiscard]] double temperature_c(UtcSeconds t) const;
    [[nodiscard]] double response_factor(std::size_t meter, UtcSeconds start) const;
    [[nodiscard]] bool is_silent(std::size_t meter, UtcSeconds start) const;
    [[nodiscard]] bool is_unpredicted(std::size_t meter, UtcSeconds start) const;
    [[nodiscard]] DemoReading reading(std::size_t meter, UtcSeconds start) const;

    UtcSeconds anchor;
    core::TimeZone zone;
    core::UtcRange history;
    std::vector<DemoOrganisation> organisations;
    std::vector<DemoMeter> meters;
    std::vector<Load> loads;
    std::vector<DemoEvent> events;
    std::vector<DemoAccount> accounts;
    std::vector<Response> responses;  ///< one an event

  private:
    void add_meters();
    void add_past_events();
    void add_event(core::LocalDay day, DemoEventKind kind);
    [[nodiscard]] UtcSeconds event_start(core::LocalDay day, DemoEventKind kind) const;

    std::int64_t first_hour_ = 0;
    std::vector<double> temperatures_;  ///< of the full hours of the history: a memo, not a state
};

Model::Model(UtcSeconds anchor_at, core::TimeZone time_zone) : anchor(anchor_at), zone(std::move(time_zone)) {
    constexpr int kMonths = 13;
    const auto today = zone.local_day(anchor);
    history = {zone.start_of(months_before(today, kMonths)), anchor};
    first_hour_ = core::floor_div(history.from.value, kHour_s);
    const auto hours = (history.to - history.from) / kHour_s + 72;
    for (std::int64_t h = 0; h < hours; ++h) temperatures_.push_back(temperature_on_the_hour_c(first_hour_ + h));

    for (std::size_t i = 0; i < kOrganisations; ++i)
        organisations.push_back({.name = std::string(kOrganisationNames.at(i)), .is_provider = i == kProvider});
    add_meters();
    accounts = make_accounts(organisation_sites().size());
    add_past_events();
    const auto tomorrow = today.next();
    const auto month = static_cast<unsigned>(civil(tomorrow).month());
    add_event(tomorrow, month >= 4 && month <= 9 ? DemoEventKind::summer_peak : DemoEventKind::winter_peak);
}

void Model::add_meters() {
    for (const auto& site : organisation_sites()) {
        meters.push_back(meter_at(meters.size(), std::string(site.label), site.interval));
        meters.back().organisation = site.organisation;
        loads.push_back(site.load);
    }
    for (std::size_t n = 0; meters.size() < kMeters; ++n) {
        const auto load = home(n, meters.size());
        const auto label = "Home " + std::to_string(n + 1) + (load.solar_kw > 0 ? ", solar panels" : "");
        meters.push_back(meter_at(meters.size(), label, n % 3 == 1 ? kQuarterHour : kHalfHour));
        loads.push_back(load);
    }
}

UtcSeconds Model::event_start(core::LocalDay day, DemoEventKind kind) const {
    const std::int64_t hour = kind == DemoEventKind::summer_peak ? 16 : 7;
    return zone.meaning({day.value * core::kSecondsPerDay + hour * kHour_s}).first;
}

/// The provider calls events on the hottest and the coldest workdays: up to two a month in high summer, one in June
/// and in each winter month.
void Model::add_past_events() {
    struct Candidate {
        core::LocalDay day;
        int month = 0;  // counted from year 0
        double severity = 0;
    };
    std::vector<Candidate> candidates;
    const auto last = zone.local_day(anchor).value - 2;
    for (auto day = zone.local_day(history.from).next(); day.value <= last; day = day.next()) {
        const auto date = civil(day);
        const auto month = static_cast<unsigned>(date.month());
        const bool is_summer = month >= 6 && month <= 8;
        const bool is_winter = month == 12 || month <= 2;
        if (!is_summer && !is_winter) continue;
        const auto kind = is_summer ? DemoEventKind::summer_peak : DemoEventKind::winter_peak;
        const auto start = event_start(day, kind);
        if (local_time(start, zone).day_type != DayType::workday) continue;
        const auto temperature = temperature_c(start);
        candidates.push_back({.day = day,
                              .month = static_cast<int>(date.year()) * 12 + static_cast<int>(month),
                              .severity = is_summer ? temperature : -temperature});
    }
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.month != b.month ? a.month < b.month : a.severity > b.severity;
    });
    std::vector<core::LocalDay> days;
    int taken = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        taken = i > 0 && candidates[i].month == candidates[i - 1].month ? taken + 1 : 0;
        const auto month = static_cast<unsigned>(civil(candidates[i].day).month());
        if (taken < (month == 7 || month == 8 ? 2 : 1)) days.push_back(candidates[i].day);
    }
    std::sort(days.begin(), days.end());
    for (const auto day : days) {
        const auto month = static_cast<unsigned>(civil(day).month());
        add_event(day, month >= 6 && month <= 8 ? DemoEventKind::summer_peak : DemoEventKind::winter_peak);
    }
}

void Model::add_event(core::LocalDay day, DemoEventKind kind) {
    const auto start = event_start(day, kind);
    DemoEvent event{
        .name = event_name(kind, day), .kind = kind, .period = {start, start + kEvent_s}, .nominations = {}};
    Response response{.period = event.period, .reduction = std::vector<double>(meters.size())};
    const auto middle = start + kEvent_s / 2;
    const auto local = local_time(middle, zone);
    for (std::size_t m = 0; m < meters.size(); ++m) {
        const bool is_home = loads[m].kind == LoadKind::home;
        // Street lights have nothing to give; of the homes some are in the programme.
        if (loads[m].kind == LoadKind::street_lights) continue;
        if (is_home && uniform(Purpose::response, m, -1) > 0.6) continue;
        const auto load_kw = expected_kw(loads[m], local, middle, temperature_c(middle));
        event.nominations.push_back(
            {.meter = m, .power_kw = std::max(1, static_cast<std::int32_t>(std::lround(0.2 * load_kw)))});
        const bool responds = uniform(Purpose::response, m, day.value) < 0.88;
        if (responds) response.reduction[m] = 0.10 + 0.20 * uniform(Purpose::response, m + kMeters, day.value);
    }
    events.push_back(std::move(event));
    responses.push_back(std::move(response));
}

double Model::temperature_c(UtcSeconds t) const {
    const auto hour = core::floor_div(t.value, kHour_s);
    const auto x = static_cast<double>(t.value - hour * kHour_s) / kHour_s;
    const auto on_the_hour = [this](std::int64_t h) {
        const auto i = h - first_hour_;
        if (i >= 0 && i < std::ssize(temperatures_)) return temperatures_[static_cast<std::size_t>(i)];
        return temperature_on_the_hour_c(h);
    };
    return (1 - x) * on_the_hour(hour) + x * on_the_hour(hour + 1);
}

/// Share of the usual load that is left: less during an event, a little more in the hour after it.
double Model::response_factor(std::size_t meter, UtcSeconds start) const {
    for (const auto& response : responses) {
        if (start < response.period.from || start >= response.period.to + kHour_s) continue;
        const auto reduction = response.reduction[meter];
        return start < response.period.to ? 1 - reduction : 1 + 0.25 * reduction;
    }
    return 1;
}

bool Model::is_silent(std::size_t meter, UtcSeconds start) const {
    // Now and then the radio loses a single interval.
    if (uniform(Purpose::lone_gap, meter, start.value) < 0.0004) return true;
    const auto within = [&](Purpose purpose, std::int64_t block_s, double chance, std::int64_t least_s,
                            std::int64_t most_s) {
        const auto block = core::floor_div(start.value, block_s);
        if (uniform(purpose, meter, 3 * block) >= chance) return false;
        const auto length = static_cast<double>(least_s) +
                            uniform(purpose, meter, 3 * block + 1) * static_cast<double>(most_s - least_s);
        const auto begin = uniform(purpose, meter, 3 * block + 2) * (static_cast<double>(block_s) - length);
        const auto offset = static_cast<double>(start.value - block * block_s);
        return offset >= begin && offset < begin + length;
    };
    // A gap of 1 to 12 hours every other month; one meter in eight falls silent for days once in half a year.
    return within(Purpose::gap, 16 * core::kSecondsPerDay, 0.28, kHour_s, 12 * kHour_s) ||
           (meter % 8 == 5 && within(Purpose::dropout, 180 * core::kSecondsPerDay, 0.9, 3 * core::kSecondsPerDay,
                                     9 * core::kSecondsPerDay));
}

/// Once in a while the forecast of a UTC day does not come.
bool Model::is_unpredicted(std::size_t meter, UtcSeconds start) const {
    return uniform(Purpose::prediction_gap, meter, core::utc_day_of(start).value) < 0.003;
}

DemoReading Model::reading(std::size_t meter, UtcSeconds start) const {
    const auto& load = loads[meter];
    const auto interval = meters[meter].interval;
    const auto middle = start + interval.value / 2;
    const auto local = local_time(middle, zone);
    const auto usual_kw = expected_kw(load, local, middle, temperature_c(middle));
    DemoReading result;

    if (!is_silent(meter, start)) {
        const auto noise = 0.7 * load.noise * bell(Purpose::fast_load, meter, start.value / interval.value) +
                           0.7 * load.noise * wander(Purpose::slow_load, meter, middle, 3 * kHour_s) +
                           0.25 * load.noise * wander(Purpose::drift, meter, middle, 6 * core::kSecondsPerDay);
        const auto used_kw = usual_kw * std::max(0.1, 1 + noise) * response_factor(meter, start);
        result.actual = energy_of(used_kw - solar_output_kw(load, middle, clearness(middle)), interval);
    }
    if (!is_unpredicted(meter, start)) {
        const auto error = 0.02 * wander(Purpose::forecast, meter, middle, core::kSecondsPerDay);
        // The forecaster sees half of what the clouds will do.
        const auto sky = load.solar_kw > 0 ? 0.5 * clearness(middle) + 0.5 * 0.70 : 0.0;
        result.predicted = energy_of(usual_kw * (1 + error) - solar_output_kw(load, middle, sky), interval);
    }
    return result;
}

}  // namespace demo

// ---- the public face
// -------------------------------------------------------------------------------------------------

DemoFleet::DemoFleet(core::UtcSeconds anchor, const core::TimeZone& zone)
    : model_(std::make_unique<demo::Model>(anchor, zone)) {}
DemoFleet::~DemoFleet() = default;
DemoFleet::DemoFleet(DemoFleet&&) noexcept = default;
DemoFleet& DemoFleet::operator=(DemoFleet&&) noexcept = default;

const std::vector<DemoOrganisation>& DemoFleet::organisations() const noexcept {
    return model_->organisations;
}
const std::vector<DemoMeter>& DemoFleet::meters() const noexcept {
    return model_->meters;
}
const std::vector<DemoEvent>& DemoFleet::events() const noexcept {
    return model_->events;
}
const std::vector<DemoAccount>& DemoFleet::accounts() const noexcept {
    return model_->accounts;
}
core::UtcRange DemoFleet::history() const noexcept {
    return model_->history;
}

DemoReading DemoFleet::reading(std::size_t meter, core::UtcSeconds start) const {
    if (start.value % model_->meters.at(meter).interval.value != 0)
        throw std::invalid_argument("DemoFleet::reading: not the start of an interval");
    return model_->reading(meter, start);
}

bool DemoHistory::next(core::ReadingBatch& batch) {
    batch.meters.clear();
    batch.slabs.clear();
    batch.values.clear();
    if (meter_ == fleet_->meters().size()) return false;

    const auto& meter = fleet_->meters()[meter_];
    const auto interval = meter.interval;
    const auto per_day = static_cast<std::size_t>(interval.per_utc_day());
    const auto history = fleet_->history();
    batch.meters.push_back(meter.number);
    for (auto day = core::utc_day_of(history.from); day.start() < history.to; day = day.next()) {
        const auto actual = batch.values.size();
        const auto predicted = actual + per_day;
        batch.values.resize(predicted + per_day, core::kMissing);
        for (std::size_t i = 0; i < per_day; ++i) {
            const auto start = day.start() + static_cast<std::int64_t>(i) * interval.value;
            if (start < history.from || start + interval.value > history.to) continue;
            const auto reading = fleet_->reading(meter_, start);
            batch.values[actual + i] = reading.actual;
            batch.values[predicted + i] = reading.predicted;
        }
        batch.slabs.push_back({.meter = 0,
                               .day = day,
                               .interval = interval,
                               .actual = static_cast<std::uint32_t>(actual),
                               .predicted = static_cast<std::uint32_t>(predicted)});
    }
    ++meter_;
    return true;
}

}  // namespace drp::portal
