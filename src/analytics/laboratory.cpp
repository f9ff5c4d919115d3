#include "analytics/laboratory.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <thread>

#include "analytics/placebo.hpp"

namespace drp::analytics {

namespace {

constexpr double kGoodRelativeRmse = 0.2;
constexpr double kFewestCovered = 0.8;
constexpr double kEqual = 0.005;  // half a percentage point

/// What one meter contributes; [window * methods + method].
struct MeterPart {
    std::optional<core::Problem> fault;
    std::vector<PlaceboErrors> errors;
};

MeterPart test_meter(const LaboratoryQuestion& question, const LaboratoryMeter& meter, const core::TimeZone& zone) {
    MeterPart part;
    const auto days = LoadDays::cut(meter.history, zone, question.holidays);
    const PlaceboQuestion asked{.first = question.first,
                                .last = question.last,
                                .on_weekdays = question.on_weekdays,
                                .on_other_days = question.on_other_days,
                                .event_days = meter.event_days,
                                .outage_days = meter.outage_days,
                                .firm_service_level_kw = meter.firm_service_level_kw,
                                .temperature_c = meter.temperature_c};
    PlaceboTest test(days, asked);
    for (const auto& window : question.windows) {
        auto errors = test.run(question.methods, window);
        if (!errors) {
            part.fault = errors.error();
            return part;
        }
        std::move(errors->begin(), errors->end(), std::back_inserter(part.errors));
    }
    return part;
}

double credited_kwh(const PlaceboErrors& errors, double nomination_kw, double hours) {
    if (errors.days.empty()) return 0;
    double sum = 0;
    for (const auto& day : errors.days) sum += std::max(0.0, day.error_kw() + nomination_kw) * hours;
    return sum / static_cast<double>(errors.days.size());
}

Accuracy accuracy_of(const PlaceboErrors& errors) {
    return {.days = errors.days.size(),
            .mean_observed_kw = errors.events.observed / static_cast<double>(errors.events.n),
            .bias_kw = errors.events.bias(),
            .nmbe = errors.events.nmbe(),
            .cvrmse = errors.intervals.cvrmse(),
            .relative_rmse = errors.hours.cvrmse()};
}

/// Adds a meter's days to the portfolio's; both in order of days.
void add_days(const std::vector<PlaceboDay>& days, std::vector<PlaceboDay>& sums) {
    auto place = sums.begin();
    for (const auto& day : days) {
        place = std::lower_bound(place, sums.end(), day.day,
                                 [](const PlaceboDay& sum, core::LocalDay wanted) { return sum.day < wanted; });
        if (place == sums.end() || place->day != day.day) place = sums.insert(place, {.day = day.day});
        place->observed_kw += day.observed_kw;
        place->baseline_kw += day.baseline_kw;
    }
}

void add_meter(const PlaceboErrors& errors, double nomination_kw, double hours, MethodInWindow& result) {
    result.events_with_baseline += errors.days.size();
    result.events_with_readings += errors.days.size() + errors.without;
    result.credited_kwh += credited_kwh(errors, nomination_kw, hours);
    add_days(errors.days, result.portfolio_days);
    result.meters.push_back(errors.days.empty() ? std::nullopt : std::optional(accuracy_of(errors)));
}

void finish(MethodInWindow& result) {
    ErrorSums sums;
    for (const auto& day : result.portfolio_days) sums.add(day.observed_kw, day.baseline_kw);
    result.portfolio = {.days = sums.n,
                        .mean_observed_kw = sums.n == 0 ? 0 : sums.observed / static_cast<double>(sums.n),
                        .bias_kw = sums.bias(),
                        .nmbe = sums.nmbe(),
                        .relative_rmse = sums.cvrmse()};
    std::size_t known = 0;
    std::size_t good = 0;
    for (const auto& meter : result.meters) {
        if (!meter || !meter->relative_rmse) continue;
        ++known;
        good += *meter->relative_rmse < kGoodRelativeRmse ? 1U : 0U;
    }
    if (known > 0) result.share_under_20 = static_cast<double>(good) / static_cast<double>(known);
}

std::optional<double> median(std::vector<double> values) {
    if (values.empty()) return std::nullopt;
    return quantile(values, 0.5);
}

std::optional<double> mean(const std::vector<double>& values) {
    if (values.empty()) return std::nullopt;
    double sum = 0;
    for (const auto value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

void summarise(MethodSummary& summary) {
    std::vector<double> errors;
    std::vector<double> biases;
    std::vector<double> shares;
    std::size_t wanted = 0;
    std::size_t found = 0;
    for (const auto& window : summary.windows) {
        for (const auto& meter : window.meters)
            if (meter && meter->relative_rmse) errors.push_back(*meter->relative_rmse);
        if (window.portfolio.nmbe) biases.push_back(*window.portfolio.nmbe);
        if (window.share_under_20) shares.push_back(*window.share_under_20);
        wanted += window.events_with_readings;
        found += window.events_with_baseline;
    }
    summary.median_relative_rmse = median(std::move(errors));
    summary.portfolio_nmbe = mean(biases);
    summary.share_under_20 = mean(shares);
    summary.coverage = wanted == 0 ? 0 : static_cast<double>(found) / static_cast<double>(wanted);
}

/// Those of `candidates` whose figure is within kEqual of the smallest.
template <class Figure>
std::vector<std::size_t> smallest(const std::vector<std::size_t>& candidates, Figure&& figure) {
    double best = figure(candidates.front());
    for (const auto candidate : candidates) best = std::min(best, figure(candidate));
    std::vector<std::size_t> equals;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(equals),
                 [&](std::size_t candidate) { return figure(candidate) <= best + kEqual; });
    return equals;
}

Recommendation recommend(const LaboratoryQuestion& question, const std::vector<MethodSummary>& methods) {
    Recommendation result;
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < methods.size(); ++i) {
        const bool is_estimate = !std::holds_alternative<FirmServiceLevel>(question.methods[i].rule);
        const bool is_covered = methods[i].coverage >= kFewestCovered && methods[i].median_relative_rmse;
        (is_estimate && is_covered ? candidates : result.left_out).push_back(i);
    }
    if (candidates.empty()) return result;
    const auto error = [&](std::size_t i) { return *methods[i].median_relative_rmse; };
    const auto bias = [&](std::size_t i) { return std::abs(methods[i].portfolio_nmbe.value_or(0)); };
    result.equals = smallest(candidates, error);
    const auto unbiased = smallest(result.equals, bias);
    result.method = unbiased.front();
    result.reason = result.equals.size() == 1 ? Recommendation::Reason::lowest_error
                    : unbiased.size() == 1    ? Recommendation::Reason::least_bias_of_equals
                                              : Recommendation::Reason::simplest_of_equals;
    std::erase(candidates, *result.method);
    if (!candidates.empty())
        result.runner_up = *std::min_element(candidates.begin(), candidates.end(),
                                             [&](std::size_t a, std::size_t b) { return error(a) < error(b); });
    return result;
}

/// The parts of all meters, in their order, whoever computed them.
std::vector<MeterPart> test_meters(const LaboratoryQuestion& question, unsigned threads) {
    std::vector<MeterPart> parts(question.meters.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::exception_ptr> failures(std::max(1U, threads));
    const auto work = [&](std::size_t worker) {
        try {
            const auto zone = question.zone;  // a copy belongs to one thread
            for (auto meter = next++; meter < parts.size(); meter = next++)
                parts[meter] = test_meter(question, question.meters[meter], zone);
        } catch (...) {
            failures[worker] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t worker = 1; worker < failures.size(); ++worker) helpers.emplace_back(work, worker);
        work(0);
    }
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
    return parts;
}

}  // namespace

core::Result<Laboratory> run_laboratory(const LaboratoryQuestion& question, unsigned threads) {
    const auto parts = test_meters(question, threads);
    Laboratory laboratory;
    for (std::size_t m = 0; m < question.methods.size(); ++m) {
        MethodSummary summary{.method_id = question.methods[m].id};
        for (std::size_t w = 0; w < question.windows.size(); ++w) {
            auto& window = summary.windows.emplace_back();
            for (std::size_t meter = 0; meter < parts.size(); ++meter) {
                if (parts[meter].fault) return *parts[meter].fault;
                add_meter(parts[meter].errors[w * question.methods.size() + m], question.meters[meter].nomination_kw,
                          question.windows[w].hours(), window);
            }
            finish(window);
        }
        summarise(summary);
        laboratory.methods.push_back(std::move(summary));
    }
    laboratory.recommendation = recommend(question, laboratory.methods);
    return laboratory;
}

core::Dollars switching_effect(const MethodInWindow& from, const MethodInWindow& to, core::DollarsPerKwh price) {
    return core::credit(core::EnergyWh{std::llround((to.credited_kwh - from.credited_kwh) * 1000)}, price);
}

}  // namespace drp::analytics
