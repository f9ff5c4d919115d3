#include "analytics/time_of_week.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "analytics/least_squares.hpp"

namespace drp::analytics {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kSecondsOfDay = 86'400;
constexpr std::size_t kFewestBeyondKnot = 20;
constexpr double kOccupiedShare = 0.65;
constexpr std::size_t kFewestOccupiedSlots = 3;

constexpr double celsius(double fahrenheit) {
    return (fahrenheit - 32) * 5 / 9;
}

void require_columns(const WeekColumns& when) {
    if (when.slot.size() != when.time.size() ||
        (!when.temperature_c.empty() && when.temperature_c.size() != when.time.size()))
        throw std::invalid_argument("time of week: columns of one length are needed");
}

}  // namespace

std::vector<std::uint16_t> week_slots(core::UtcSeconds first, core::IntervalSeconds interval, std::size_t count,
                                      const core::TimeZone& zone) {
    constexpr std::int64_t kWeek = 7 * core::kSecondsPerDay;
    constexpr std::int64_t kMonday = 3 * core::kSecondsPerDay;  // 1970-01-01 was a Thursday
    std::vector<std::uint16_t> slots(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto local = zone.to_local(first + static_cast<std::int64_t>(i) * interval.value).value + kMonday;
        slots[i] = static_cast<std::uint16_t>((local - core::floor_div(local, kWeek) * kWeek) / interval.value);
    }
    return slots;
}

/// The usable training intervals, side by side.
struct TimeOfWeekModel::Training {
    std::vector<core::UtcSeconds> time;
    std::vector<std::uint16_t> slot;
    std::vector<double> load_kw;
    std::vector<double> temperature_c;  ///< empty without temperature
    std::size_t slots = 0;              ///< one more than the largest

    Training(const WeekColumns& when, std::span<const double> load) {
        const bool needs_temperature = !when.temperature_c.empty();
        time.reserve(load.size());
        slot.reserve(load.size());
        load_kw.reserve(load.size());
        temperature_c.reserve(needs_temperature ? load.size() : 0);
        for (std::size_t i = 0; i < load.size(); ++i) {
            if (i > 0 && when.time[i] < when.time[i - 1])
                throw std::invalid_argument("time of week: training times must ascend");
            if (std::isnan(load[i]) || (needs_temperature && std::isnan(when.temperature_c[i]))) continue;
            time.push_back(when.time[i]);
            slot.push_back(when.slot[i]);
            load_kw.push_back(load[i]);
            if (needs_temperature) temperature_c.push_back(when.temperature_c[i]);
            slots = std::max(slots, when.slot[i] + std::size_t{1});
        }
    }
    [[nodiscard]] std::size_t size() const { return time.size(); }

    /// From the first to the last interval, as many apart as come closest to the timescale.
    [[nodiscard]] std::vector<core::UtcSeconds> centres(double timescale_days) const {
        const double days = static_cast<double>(time.back() - time.front()) / kSecondsOfDay;
        const double segments = std::max(1.0, std::ceil(days / timescale_days));
        const auto n = static_cast<double>(size());
        std::vector<core::UtcSeconds> result;
        for (double j = segments; j >= 0; --j) {
            constexpr double kRounding = 0.001;
            const double ordinal = std::floor(n - (n - 1) / segments * j + kRounding);
            result.push_back(time[static_cast<std::size_t>(ordinal) - 1]);
        }
        return result;
    }
};

std::optional<TimeOfWeekModel> TimeOfWeekModel::fit(const WeekColumns& when, std::span<const double> load_kw,
                                                    double timescale_days) {
    require_columns(when);
    if (load_kw.size() != when.time.size()) throw std::invalid_argument("time of week: a load for each time is needed");
    const Training training(when, load_kw);
    if (training.size() == 0) return std::nullopt;
    TimeOfWeekModel model;
    model.timescale_days_ = timescale_days;
    model.uses_temperature_ = !when.temperature_c.empty();
    model.observations_ = training.size();
    model.is_occupied_.assign(training.slots, false);
    if (model.uses_temperature_) {
        model.choose_knots(training.temperature_c);
        model.choose_occupied(training);
    }
    for (const auto centre : training.centres(timescale_days))
        model.regressions_.push_back(model.regress(training, centre));
    return model;
}

void TimeOfWeekModel::choose_knots(std::span<const double> temperature_c) {
    const auto is_sparse = [&](auto is_beyond) {
        return static_cast<std::size_t>(std::count_if(temperature_c.begin(), temperature_c.end(), is_beyond)) <
               kFewestBeyondKnot;
    };
    for (const double knot : kKnotsF) knots_c_.push_back(celsius(knot));
    while (knots_c_.size() > 1 && is_sparse([&](double t) { return t > knots_c_.back(); })) knots_c_.pop_back();
    while (knots_c_.size() > 1 && is_sparse([&](double t) { return t < knots_c_.front(); }))
        knots_c_.erase(knots_c_.begin());
}

void TimeOfWeekModel::choose_occupied(const Training& training) {
    constexpr double kCold = celsius(50);
    constexpr double kWarm = celsius(65);
    const auto n = static_cast<Eigen::Index>(training.size());
    const Eigen::Map<const Eigen::ArrayXd> temperature(training.temperature_c.data(), n);
    const Eigen::Map<const Eigen::VectorXd> load(training.load_kw.data(), n);
    Eigen::MatrixXd x(n, 4);
    x.col(0).setOnes();
    x.col(1) = (temperature - kCold).min(0);
    x.col(2) = (temperature - kWarm).max(0);
    x.col(3) = load;
    auto reduced = x;
    const auto b = least_squares(reduced, {x.col(0).norm(), x.col(1).norm(), x.col(2).norm()});

    std::vector<std::size_t> above(training.slots);
    std::vector<std::size_t> all(training.slots);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto slot = training.slot[static_cast<std::size_t>(i)];
        above[slot] += x(i, 3) > b[0] + b[1] * x(i, 1) + b[2] * x(i, 2) ? 1U : 0U;
        ++all[slot];
    }
    for (std::size_t s = 0; s < training.slots; ++s)
        is_occupied_[s] = static_cast<double>(above[s]) > kOccupiedShare * static_cast<double>(all[s]);
    if (std::count(is_occupied_.begin(), is_occupied_.end(), true) < static_cast<std::ptrdiff_t>(kFewestOccupiedSlots))
        is_occupied_.assign(training.slots, false);
}

TimeOfWeekModel::Slopes TimeOfWeekModel::parts_of(double temperature_c) const noexcept {
    Slopes parts{};
    parts[0] = std::min(temperature_c, knots_c_.front());
    for (std::size_t j = 1; j < knots_c_.size(); ++j)
        parts[j] = std::clamp(temperature_c - knots_c_[j - 1], 0.0, knots_c_[j] - knots_c_[j - 1]);
    parts[knots_c_.size()] = std::max(temperature_c - knots_c_.back(), 0.0);
    return parts;
}

double TimeOfWeekModel::weight(core::UtcSeconds time, core::UtcSeconds centre) const noexcept {
    const double days = static_cast<double>(time - centre) / kSecondsOfDay;
    return timescale_days_ * timescale_days_ / (timescale_days_ * timescale_days_ + days * days);
}

TimeOfWeekModel::Regression TimeOfWeekModel::regress(const Training& training, core::UtcSeconds centre) const {
    std::vector<double> weights(training.size());
    std::transform(training.time.begin(), training.time.end(), weights.begin(),
                   [&](core::UtcSeconds time) { return weight(time, centre); });
    Regression regression{.centre = centre, .level_kw = std::vector<double>(training.slots, kNaN)};
    if (!uses_temperature_) {
        fit_levels(training, weights, regression.level_kw);
        return regression;
    }
    fit_mode(training, weights, false, regression);
    fit_mode(training, weights, true, regression);
    return regression;
}

/// Without temperature the weighted mean of each slot is the whole regression.
void TimeOfWeekModel::fit_levels(const Training& training, std::span<const double> weights,
                                 std::span<double> level_kw) {
    std::vector<double> weight(training.slots);
    std::vector<double> weighted(training.slots);
    for (std::size_t i = 0; i < training.size(); ++i) {
        weight[training.slot[i]] += weights[i];
        weighted[training.slot[i]] += weights[i] * training.load_kw[i];
    }
    for (std::size_t s = 0; s < training.slots; ++s)
        if (weight[s] > 0) level_kw[s] = weighted[s] / weight[s];
}

/// The training intervals of one mode, as rows of the regressors and the load, with each slot's weighted means.
struct TimeOfWeekModel::ModeRows {
    using Row = std::array<double, kMaxParts + 1>;  ///< the parts of the temperature range in use, then the load
    std::size_t parts = 0;
    std::vector<Row> values;
    std::vector<double> weights;
    std::vector<std::uint16_t> slot;
    std::vector<Row> means;           ///< by slot
    std::vector<double> slot_weight;  ///< 0: the mode has no value in that slot

    void reserve(std::size_t count) {
        values.reserve(count);
        weights.reserve(count);
        slot.reserve(count);
    }
    void add(std::uint16_t s, double weight, const Row& row) {
        values.push_back(row);
        weights.push_back(weight);
        slot.push_back(s);
        slot_weight[s] += weight;
        for (std::size_t j = 0; j <= parts; ++j) means[s][j] += weight * row[j];
    }
    void finish() {
        for (std::size_t s = 0; s < means.size(); ++s)
            for (std::size_t j = 0; j <= parts && slot_weight[s] > 0; ++j) means[s][j] /= slot_weight[s];
    }
    /// Frisch and Waugh: with its slot's weighted mean taken off each value, the slopes follow without a column for
    /// each slot. That makes a problem of 6 columns out of one of 678.
    [[nodiscard]] std::vector<double> slopes() const {
        if (values.empty()) return {};
        Eigen::MatrixXd x(static_cast<Eigen::Index>(values.size()), static_cast<Eigen::Index>(parts) + 1);
        std::vector<double> scale(parts + 1);
        for (std::size_t r = 0; r < values.size(); ++r) {
            const auto& mean = means[slot[r]];
            const double root = std::sqrt(weights[r]);
            for (std::size_t j = 0; j <= parts; ++j) {
                scale[j] += weights[r] * values[r][j] * values[r][j];
                x(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(j)) = root * (values[r][j] - mean[j]);
            }
        }
        scale.pop_back();
        for (auto& norm : scale) norm = std::sqrt(norm);
        return least_squares(x, scale);
    }
};

void TimeOfWeekModel::fit_mode(const Training& training, std::span<const double> weights, bool occupied,
                               Regression& out) const {
    ModeRows rows{.parts = knots_c_.size() + 1,
                  .values = {},
                  .weights = {},
                  .slot = {},
                  .means = std::vector<ModeRows::Row>(training.slots),
                  .slot_weight = std::vector<double>(training.slots)};
    rows.reserve(training.size());
    for (std::size_t i = 0; i < training.size(); ++i) {
        if (is_occupied_[training.slot[i]] != occupied) continue;
        ModeRows::Row row{};
        const auto parts = parts_of(training.temperature_c[i]);
        std::copy(parts.begin(), parts.end(), row.begin());
        row[rows.parts] = training.load_kw[i];
        rows.add(training.slot[i], weights[i], row);
    }
    rows.finish();
    auto& slopes = occupied ? out.occupied : out.unoccupied;
    const auto b = rows.slopes();
    std::copy(b.begin(), b.end(), slopes.begin());
    for (std::size_t s = 0; s < training.slots; ++s) {
        if (rows.slot_weight[s] <= 0) continue;
        out.level_kw[s] = rows.means[s][rows.parts];
        for (std::size_t j = 0; j < rows.parts; ++j) out.level_kw[s] -= slopes[j] * rows.means[s][j];
    }
}

std::vector<double> TimeOfWeekModel::predict(const WeekColumns& when) const {
    require_columns(when);
    if (uses_temperature_ && when.temperature_c.empty() && !when.time.empty())
        throw std::invalid_argument("time of week: this model needs temperatures");
    std::vector<double> result(when.time.size(), kNaN);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const auto slot = when.slot[i];
        if (slot >= is_occupied_.size()) continue;
        const auto parts = uses_temperature_ ? parts_of(when.temperature_c[i]) : Slopes{};
        double sum = 0;
        double weights = 0;
        for (const auto& regression : regressions_) {
            const auto& slopes = is_occupied_[slot] ? regression.occupied : regression.unoccupied;
            double kw = regression.level_kw[slot];
            for (std::size_t j = 0; j < kMaxParts; ++j) kw += slopes[j] * parts[j];
            const double w = weight(when.time[i], regression.centre);
            sum += w * (kw < 0 ? 0 : kw);  // not std::max: what is not known stays not known
            weights += w;
        }
        if (!uses_temperature_ || !std::isnan(when.temperature_c[i])) result[i] = sum / weights;
    }
    return result;
}

}  // namespace drp::analytics
