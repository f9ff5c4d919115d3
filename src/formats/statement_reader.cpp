// Statements, read with suspicion: they come from outside.
#include <limits>

#include <boost/json.hpp>

#include "formats/statement.hpp"

namespace drp::formats {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

/// Walks an object of known fields. The first thing that is wrong is kept; what is read after it does not matter.
class Fields {
  public:
    explicit Fields(const json::value& value, std::string place = "") : place_(std::move(place)) {
        if (const auto* object = value.if_object()) {
            object_ = *object;
        } else {
            fail("");
        }
    }

    [[nodiscard]] std::string text(std::string_view name) { return text_of(take(name), name); }
    [[nodiscard]] std::string text_or_empty(std::string_view name) {
        const auto value = take(name);
        return value.is_null() ? std::string{} : text_of(value, name);
    }
    [[nodiscard]] std::int64_t number(std::string_view name) { return number_of(take(name), name); }
    [[nodiscard]] bool flag(std::string_view name) {
        const auto value = take(name);
        if (!value.is_bool()) fail(name);
        return value.is_bool() && value.get_bool();
    }
    [[nodiscard]] core::UtcSeconds instant(std::string_view name) {
        const auto instant = core::parse_iso_instant(text(name));
        if (!instant) fail(name);
        return instant ? *instant : core::UtcSeconds{};
    }
    [[nodiscard]] core::IntervalSeconds interval(std::string_view name) {
        const auto interval = core::interval_of(number(name));
        if (!interval) fail(name);
        return interval.value_or(core::IntervalSeconds{1800});
    }
    [[nodiscard]] core::LocalDay day(std::string_view name) { return day_of(take(name), name); }
    [[nodiscard]] std::vector<core::LocalDay> days(std::string_view name) {
        std::vector<core::LocalDay> days;
        for (const auto& value : array(name)) days.push_back(day_of(value, name));
        return days;
    }
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) {
        std::vector<std::string> texts;
        for (const auto& value : array(name)) texts.push_back(text_of(value, name));
        return texts;
    }
    [[nodiscard]] json::array array(std::string_view name) {
        auto value = take(name);
        if (!value.is_array()) fail(name);
        return value.is_array() ? std::move(value.get_array()) : json::array{};
    }
    [[nodiscard]] bool has(std::string_view name) const { return object_.contains(name); }
    [[nodiscard]] json::value take(std::string_view name) {
        const auto found = object_.find(name);
        if (found == object_.end()) {
            fail(name);
            return nullptr;
        }
        auto value = std::move(found->value());
        object_.erase(found);
        return value;
    }
    /// An object inside this one; what it finds wrong is this one's problem.
    template <class Read>
    auto within(std::string_view name, Read&& read) {
        Fields inner(take(name), path(name));
        auto value = read(inner);
        adopt(inner);
        return value;
    }
    template <class Read>
    auto each(std::string_view name, Read&& read) {
        std::vector<decltype(read(std::declval<Fields&>()))> values;
        for (const auto& value : array(name)) {
            Fields inner(value, path(name));
            values.push_back(read(inner));
            adopt(inner);
        }
        return values;
    }
    void fail(std::string_view name) {
        if (!wrong_) wrong_ = path(name);
    }
    /// Nothing was wrong, and nothing is left over.
    [[nodiscard]] const std::optional<std::string>& wrong() {
        if (!object_.empty()) fail(object_.begin()->key());
        return wrong_;
    }

  private:
    [[nodiscard]] std::string path(std::string_view name) const {
        if (place_.empty()) return std::string(name);
        return name.empty() ? place_ : place_ + "." + std::string(name);
    }
    void adopt(Fields& inner) {
        if (!wrong_) wrong_ = inner.wrong();
    }
    std::string text_of(const json::value& value, std::string_view name) {
        if (!value.is_string()) fail(name);
        return value.is_string() ? std::string(value.get_string()) : std::string{};
    }
    std::int64_t number_of(const json::value& value, std::string_view name) {
        if (!value.is_int64()) fail(name);
        return value.is_int64() ? value.get_int64() : 0;
    }
    core::LocalDay day_of(const json::value& value, std::string_view name) {
        const auto day = core::parse_iso_day(text_of(value, name));
        if (!day) fail(name);
        return day ? *day : core::LocalDay{};
    }

    json::object object_;
    std::string place_;
    std::optional<std::string> wrong_;
};

Problem invalid(std::string place) {
    return {ProblemKind::invalid_input, "statement-invalid", "This is no statement of a settlement, or it was altered.",
            std::move(place), "Download it again."};
}

/// Parses and reads a whole line.
template <class Read>
auto read_object(std::string_view text, Read&& read) -> Result<decltype(read(std::declval<Fields&>()))> {
    if (text.size() > kMaxStatementLineBytes) return invalid("");
    json::error_code error;
    const auto value = json::parse(text, error);
    if (error) return invalid("");
    Fields fields(value);
    auto object = read(fields);
    if (const auto& wrong = fields.wrong()) return invalid(*wrong);
    return object;
}

std::vector<core::WattHours> energies_of(Fields& fields) {
    std::vector<core::WattHours> energies;
    for (const auto& value : fields.array("wh")) {
        const auto* number = value.if_int64();
        if (value.is_null()) {
            energies.push_back(core::kMissing);
        } else if (number != nullptr && *number >= -core::kMaxReadingWh && *number <= core::kMaxReadingWh) {
            energies.push_back({static_cast<std::int32_t>(*number)});
        } else {
            fields.fail("wh");
        }
    }
    return energies;
}

StatementReadings readings_of(Fields& fields) {
    return {fields.instant("start"), fields.interval("interval_s"), energies_of(fields)};
}

StatementTemperature temperature_of(Fields& fields) {
    StatementTemperature temperature{fields.instant("start"), fields.interval("interval_s"), {}};
    for (const auto& value : fields.array("celsius")) {
        if (value.is_null()) {
            temperature.celsius.push_back(std::numeric_limits<double>::quiet_NaN());
        } else if (value.is_number()) {
            temperature.celsius.push_back(value.to_number<double>());
        } else {
            fields.fail("celsius");
        }
    }
    return temperature;
}

StatementAdjustment adjustment_of(Fields& fields) {
    return {fields.text("kind"),
            fields.text("outcome"),
            fields.text_or_empty("event_day_kw"),
            fields.text_or_empty("baseline_kw"),
            fields.text_or_empty("before_cap"),
            fields.text("after_cap")};
}

StatementBand band_of(Fields& fields) {
    return {fields.text("kw"), fields.text("from_kw"), fields.text("to_kw"), fields.text("confidence"),
            fields.number("days")};
}

StatementResult result_of(Fields& fields) {
    StatementResult result;
    result.baseline_kwh = fields.text("baseline_kwh");
    result.metered_kwh = fields.text("metered_kwh");
    result.performance_kw = fields.text("performance_kw");
    result.factor = fields.text_or_empty("factor");
    result.unadjusted_credit = fields.text("unadjusted_credit");
    result.exact_credit = fields.text("exact_credit");
    result.credit = fields.text("credit");
    result.delivered_kw = fields.text("delivered_kw");
    result.exact_saving = fields.text("exact_saving");
    result.saving = fields.text("saving");
    return result;
}

/// The object `name`, or null.
template <class Read>
auto optional_object(Fields& fields, std::string_view name, Read&& read)
    -> std::optional<decltype(read(std::declval<Fields&>()))> {
    const auto value = fields.take(name);
    if (value.is_null()) return std::nullopt;
    Fields inner(value, std::string(name));
    auto object = read(inner);
    if (const auto& wrong = inner.wrong()) fields.fail(*wrong);
    return object;
}

StatementBaseline baseline_of(Fields& fields) {
    StatementBaseline baseline;
    baseline.used = fields.each("used", [](Fields& day) {
        return StatementUsedDay{day.day("day"), day.text("kw"), day.text("weight"), energies_of(day)};
    });
    baseline.passed_over = fields.each("passed_over", [](Fields& day) {
        return StatementPassedDay{day.day("day"), day.text("why")};
    });
    baseline.step = fields.text("step");
    baseline.adjustment = optional_object(fields, "adjustment", adjustment_of);
    baseline.kwh = fields.texts("kwh");
    return baseline;
}

StatementTotals totals_of(Fields& fields) {
    StatementTotals totals;
    totals.lines = fields.number("lines");
    totals.settled = fields.number("settled");
    totals.nominated_kw = fields.text("nominated_kw");
    totals.delivered_kw = fields.text("delivered_kw");
    totals.credit = fields.text("credit");
    totals.exact_credit = fields.text("exact_credit");
    totals.saving = fields.text("saving");
    totals.exact_saving = fields.text("exact_saving");
    return totals;
}

StatementTerms terms_of(Fields& fields) {
    StatementTerms terms;
    if (fields.text("format") != kStatementFormat) fields.fail("format");
    fields.within("program", [&](Fields& in) {
        terms.program = in.text("name");
        terms.program_version = in.number("version");
        return 0;
    });
    fields.within("event", [&](Fields& in) {
        terms.event = in.number("id");
        terms.event_name = in.text("name");
        terms.is_test = in.flag("is_test");
        terms.period = {in.instant("start"), in.instant("end")};
        terms.time_zone = in.text("time_zone");
        return 0;
    });
    fields.within("settlement", [&](Fields& in) {
        terms.version = in.number("version");
        terms.made = in.instant("made");
        return 0;
    });
    fields.within("baseline", [&](Fields& in) {
        terms.method = in.text("method");
        const auto parameters = in.take("parameters");
        if (!parameters.is_object()) in.fail("parameters");
        if (parameters.is_object())
            for (const auto& [name, value] : parameters.get_object()) {
                if (!value.is_string()) in.fail("parameters");
                if (value.is_string()) terms.parameters.emplace_back(name, std::string(value.get_string()));
            }
        return 0;
    });
    fields.within("holidays", [&](Fields& in) {
        terms.holiday_rule = in.text("rule");
        terms.has_day_after_thanksgiving = in.flag("day_after_thanksgiving");
        terms.added_holidays = in.days("added");
        terms.removed_holidays = in.days("removed");
        return 0;
    });
    fields.within("credit", [&](Fields& in) {
        terms.credit_kind = in.text("kind");
        terms.rate = in.text("rate");
        terms.wholesale_cost = in.text("wholesale_cost");
        terms.events = in.number("events");
        terms.cap = in.text_or_empty("cap");
        terms.floor = in.text_or_empty("floor");
        terms.penalty_rate = in.text_or_empty("penalty_rate");
        return 0;
    });
    return terms;
}

StatementLine line_of(Fields& fields) {
    StatementLine line;
    line.meter = fields.text("meter");
    line.customer = fields.text("customer");
    line.nomination_kw = fields.text("nomination_kw");
    if (fields.has("firm_service_level_kw")) line.firm_service_level_kw = fields.text("firm_service_level_kw");
    line.is_opted_out = fields.flag("opted_out");
    line.readings = fields.within("readings", readings_of);
    line.event_days = fields.days("event_days");
    line.outage_days = fields.days("outage_days");
    line.temperature = optional_object(fields, "temperature", temperature_of);
    line.status = fields.text("status");
    line.problem = fields.text_or_empty("problem");
    line.baseline = optional_object(fields, "baseline", baseline_of);
    line.result = optional_object(fields, "result", result_of);
    line.band = optional_object(fields, "band", band_of);
    return line;
}

}  // namespace

Result<StatementTerms> read_terms(std::string_view text) {
    return read_object(text, terms_of);
}

Result<StatementLine> read_line(std::string_view text) {
    return read_object(text, line_of);
}

Result<StatementEnd> read_end(std::string_view text) {
    return read_object(text, [](Fields& fields) {
        auto totals = fields.within("totals", totals_of);
        return StatementEnd{std::move(totals), fields.text("digest")};
    });
}

}  // namespace drp::formats
