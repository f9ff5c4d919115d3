#include "portal/settlement_explain.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/exact.hpp"
#include "core/time_zone.hpp"

namespace drp::portal {
namespace {

using core::Exact;
using core::parse_exact;
using core::to_short_decimal;
using core::unscaled;
using formats::StatementLine;
using formats::StatementTerms;

constexpr int kPlaces = 9;

std::string wall_clock(const core::TimeZone& zone, core::UtcSeconds t) {
    const auto seconds = core::floor_div(zone.to_local(t).value, 60) % 1440;
    return fmt::format("{:02}:{:02}", seconds / 60, seconds % 60);
}

std::string kwh(core::WattHours wh) {
    return core::to_decimal(unscaled(wh.value, 3), 3);
}

Exact decimal(const std::string& text) {
    return parse_exact(text).value_or(Exact(0));
}

/// With its unit; a dash where it is not known.
std::string kw(const std::string& text) {
    return text.empty() ? "–" : text + " kW";
}

constexpr std::pair<std::string_view, std::string_view> kWhyPassed[] = {
    {"other_day_kind", "not a day like the event's"},
    {"holiday", "a holiday"},
    {"event_day", "the day of another event"},
    {"outage_day", "there was an outage"},
    {"no_readings", "no readings"},
    {"incomplete", "readings of the day are missing"},
    {"hours_incomplete", "a reading of the event's hours is missing"},
    {"skipped_by_clock", "its clock skipped the event's hours"},
    {"low_use", "used far less than the other days"},
    {"not_kept", "qualifies, and the method leaves it out"},
};

std::string why_passed(const std::string& why) {
    for (const auto& [name, text] : kWhyPassed)
        if (name == why) return std::string(text);
    return why;
}

/// The steps, one function each, in the order in which one would do them.
class Deriver {
  public:
    Deriver(const StatementTerms& terms, const StatementLine& line, const core::TimeZone& zone)
        : terms_(terms), line_(line), zone_(zone) {}

    std::vector<DerivationStep> steps() {
        event();
        if (line_.is_opted_out) {
            step("Result", {"The meter opted out of this event: nothing is computed and nothing is paid."});
            return std::move(steps_);
        }
        if (line_.baseline) {
            days();
            baseline();
            adjustment();
        }
        if (!line_.problem.empty())
            step("Result", {line_.problem, "Nothing is paid until the event is settled again."});
        if (line_.result) {
            use();
            performance();
            credit();
            saving();
        }
        if (line_.band) band();
        return std::move(steps_);
    }

  private:
    void step(std::string title, std::vector<std::string> lines) {
        steps_.push_back({std::move(title), std::move(lines)});
    }

    void event() {
        step("Event",
             {fmt::format("{}, {} {} to {}, times in {}{}", terms_.event_name,
                          core::to_iso(zone_.local_day(terms_.period.from)), wall_clock(zone_, terms_.period.from),
                          wall_clock(zone_, terms_.period.to), terms_.time_zone, terms_.is_test ? " (a test)" : ""),
              fmt::format(
                  "Meter {}{}{}, nomination {}{}", line_.meter, line_.customer.empty() ? "" : ", ", line_.customer,
                  kw(line_.nomination_kw),
                  line_.firm_service_level_kw.empty() ? "" : ", firm service level " + kw(line_.firm_service_level_kw)),
              fmt::format("Programme {}, version {} of its terms; settlement version {}", terms_.program,
                          terms_.program_version, terms_.version)});
    }

    void days() {
        std::vector<std::string> lines{fmt::format("Baseline method {}.", terms_.method)};
        if (!line_.baseline->step.empty())
            lines.push_back(fmt::format("There were not enough like days: {}.", line_.baseline->step));
        for (const auto& day : line_.baseline->used) {
            std::string readings;
            for (const auto wh : day.wh) readings += (readings.empty() ? "" : " + ") + kwh(wh);
            lines.push_back(fmt::format("{}: used. {} kWh, mean {} kW, weight {}", core::to_iso(day.day), readings,
                                        day.kw, day.weight));
        }
        for (const auto& day : line_.baseline->passed_over)
            lines.push_back(fmt::format("{}: passed over, {}.", core::to_iso(day.day), why_passed(day.why)));
        step("Days", std::move(lines));
    }

    /// "07:00: (106.160 + 102.224 + 105.504) / 3 = 104.629333333 kWh", where all days weigh the same.
    void baseline() {
        const auto& used = line_.baseline->used;
        std::vector<std::string> lines;
        const bool is_plain_mean = !used.empty() && std::all_of(used.begin(), used.end(), [&](const auto& day) {
            return day.weight == used.front().weight;
        });
        for (std::size_t i = 0; i < line_.baseline->kwh.size(); ++i) {
            const auto begin = terms_.period.from + static_cast<std::int64_t>(i) * line_.readings.interval.value;
            std::string terms;
            for (const auto& day : used) {
                if (!terms.empty()) terms += " + ";
                if (!is_plain_mean) terms += day.weight + " x ";
                terms += i < day.wh.size() ? kwh(day.wh[i]) : "?";
            }
            const bool is_adjusted = line_.baseline->adjustment.has_value();
            if (terms.empty() || is_adjusted) {
                lines.push_back(fmt::format("{}: {} kWh{}", wall_clock(zone_, begin), line_.baseline->kwh[i],
                                            is_adjusted ? " after adjustment" : ""));
            } else {
                const auto sum = is_plain_mean ? fmt::format("({}) / {}", terms, used.size()) : terms;
                lines.push_back(fmt::format("{}: {} = {} kWh", wall_clock(zone_, begin), sum, line_.baseline->kwh[i]));
            }
        }
        step("Baseline", std::move(lines));
    }

    void adjustment() {
        const auto& made = line_.baseline->adjustment;
        if (!made) return;
        const auto unit = made->kind == "ratio" ? "" : " kW";
        std::vector<std::string> lines{fmt::format("Mean of the window on the event's day {}, of the baseline {}.",
                                                   kw(made->event_day_kw), kw(made->baseline_kw))};
        if (made->before_cap.empty()) {
            lines.emplace_back("No adjustment could be made: the window has no readings to compare.");
        } else {
            lines.push_back(fmt::format("{}: {}{}; after its limits {}{}.",
                                        made->kind == "ratio" ? "Ratio" : "Difference", made->before_cap, unit,
                                        made->after_cap, unit));
        }
        step("Adjustment", std::move(lines));
    }

    void use() {
        std::vector<std::string> lines;
        const auto& readings = line_.readings;
        for (auto t = terms_.period.from; t < terms_.period.to; t = t + readings.interval.value) {
            const auto i = static_cast<std::size_t>((t - readings.start) / readings.interval.value);
            if (i < readings.wh.size())
                lines.push_back(fmt::format("{}: {} kWh", wall_clock(zone_, t), kwh(readings.wh[i])));
        }
        lines.push_back(fmt::format("Sum: {} kWh", line_.result->metered_kwh));
        step("Use during the event", std::move(lines));
    }

    void performance() {
        const auto hours = Exact(terms_.period.to - terms_.period.from) / 3600;
        std::vector<std::string> lines{fmt::format("({} - {}) kWh / {} h = {} kW", line_.result->baseline_kwh,
                                                   line_.result->metered_kwh, to_short_decimal(hours, 6),
                                                   line_.result->performance_kw)};
        if (line_.result->factor.empty()) {
            lines.emplace_back("There is no nomination, and so no factor.");
        } else {
            lines.push_back(fmt::format("Factor: {} kW / {} event{} / {} kW = {}", line_.result->performance_kw,
                                        terms_.events, terms_.events == 1 ? "" : "s", line_.nomination_kw,
                                        line_.result->factor));
        }
        step("Performance", std::move(lines));
    }

    void credit() {
        const auto& result = *line_.result;
        std::vector<std::string> lines;
        if (terms_.credit_kind == "performance") {
            lines.push_back(fmt::format("max(0, {} kW / {} x {} $/kW) = {} $", result.performance_kw, terms_.events,
                                        terms_.rate, result.unadjusted_credit));
            if (result.exact_credit != result.unadjusted_credit)
                lines.push_back(fmt::format("The factor is above 1: nomination x rate = {} kW x {} $/kW = {} $",
                                            line_.nomination_kw, terms_.rate, result.exact_credit));
        } else if (terms_.credit_kind == "energy") {
            lines.push_back(fmt::format("{} $/kWh x the sum over intervals of max(0, baseline - use) = {} $",
                                        terms_.rate, result.exact_credit));
        } else {
            lines.push_back(fmt::format(
                "nomination x {} $/kW x factor (from 0{}){} = {} $", terms_.rate,
                terms_.cap.empty() ? "" : " to " + terms_.cap,
                terms_.floor.empty()
                    ? ""
                    : fmt::format(" - nomination x {} $/kW x what is short of {}", terms_.penalty_rate, terms_.floor),
                result.exact_credit));
        }
        lines.push_back(fmt::format("Rounded once, half to even: {} $", result.credit));
        step("Credit", std::move(lines));
    }

    void saving() {
        const auto& result = *line_.result;
        step("Saving of the provider", {fmt::format("max(0, performance) x wholesale cost = {} kW x {} $/kW = {} $",
                                                    result.delivered_kw, terms_.wholesale_cost, result.saving)});
    }

    void band() {
        const auto& band = *line_.band;
        std::vector<std::string> lines{fmt::format(
            "Tried on {} like days without an event, the method leaves the true performance between {} and {} kW "
            "in {} % of cases.",
            band.days, band.from_kw, band.to_kw, to_short_decimal(decimal(band.confidence) * 100, 1))};
        if (line_.result) {
            const bool is_sure = decimal(band.from_kw) > 0 || decimal(band.to_kw) < 0;
            lines.push_back(fmt::format("{} kW ± {} kW{}", line_.result->performance_kw, band.kw,
                                        is_sure ? "." : ": not distinguishable from zero."));
        }
        step("How sure", std::move(lines));
    }

    const StatementTerms& terms_;
    const StatementLine& line_;
    const core::TimeZone& zone_;
    std::vector<DerivationStep> steps_;
};

}  // namespace

core::Result<Derivation> derive(StatementTerms terms, StatementLine line) {
    const auto zone = core::TimeZone::find(terms.time_zone);
    if (!zone) return zone.error();
    auto steps = Deriver(terms, line, *zone).steps();
    return Derivation{std::move(terms), std::move(line), std::move(steps)};
}

std::string to_text(const Derivation& derivation) {
    std::string text;
    for (const auto& step : derivation.steps) {
        text += step.title + "\n";
        for (const auto& line : step.lines) text += "  " + line + "\n";
    }
    return text;
}

}  // namespace drp::portal
