#include "api/program_terms.hpp"

#include <algorithm>
#include <cmath>

#include "api/json.hpp"
#include "core/money.hpp"
#include "core/text.hpp"

namespace drp::api {
namespace {

using core::Result;

constexpr std::size_t kMaxTextBytes = 60;
constexpr std::size_t kMaxParameters = 20;

std::string rate_text(std::int64_t micro_dollars) {
    return core::to_text(core::DollarsPerKwh{micro_dollars});
}

json::value share(const std::optional<std::int64_t>& milli) {
    return milli ? json::value(static_cast<double>(*milli) / 1000.0) : json::value(nullptr);
}

json::array to_json(const std::vector<core::LocalDay>& days) {
    json::array array;
    for (const auto day : days) array.push_back(json::value(core::to_iso(day)));
    return array;
}

json::object to_json(const storage::CreditRule& credit) {
    return {{"kind", to_text(credit.kind)},
            {"per", to_text(credit.per)},
            {"rate_dollars", rate_text(credit.rate_micro_dollars)},
            {"performance_cap", share(credit.performance_cap_milli)},
            {"penalty_floor", share(credit.penalty_floor_milli)},
            {"penalty_dollars", credit.penalty_rate_micro_dollars
                                    ? json::value(rate_text(*credit.penalty_rate_micro_dollars))
                                    : json::value(nullptr)}};
}

/// Members of an object with the path of each, so that a Problem names the field.
class Section {
  public:
    static Result<Section> of(const json::value& value, std::string path,
                              std::initializer_list<std::string_view> known) {
        if (!value.is_object()) return field_problem(path, "The field '" + path + "' is no object.");
        for (const auto& member : value.get_object())
            if (std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end())
                return field_problem(path + "." + core::excerpt(member.key(), 40), "This field is not known.");
        return Section(value.get_object(), std::move(path));
    }

    [[nodiscard]] std::string path(std::string_view name) const { return path_ + "." + std::string(name); }

    /// null if it is absent.
    [[nodiscard]] const json::value& at(std::string_view name) const {
        static const json::value kNull;
        const auto* found = object_->if_contains(name);
        return found == nullptr ? kNull : *found;
    }

    [[nodiscard]] Result<std::string> text(std::string_view name, std::string_view otherwise) const {
        const auto& value = at(name);
        if (value.is_null()) {
            if (!otherwise.empty()) return std::string(otherwise);
            return field_problem(path(name), "The field '" + path(name) + "' is missing.");
        }
        if (!value.is_string() || value.get_string().empty() || value.get_string().size() > kMaxTextBytes)
            return field_problem(path(name), "The field '" + path(name) + "' is no short text.");
        return std::string(value.get_string());
    }

    [[nodiscard]] Result<bool> flag(std::string_view name, bool otherwise) const {
        const auto& value = at(name);
        if (value.is_null()) return otherwise;
        if (!value.is_bool()) return field_problem(path(name), "The field '" + path(name) + "' is no true or false.");
        return value.get_bool();
    }

    [[nodiscard]] Result<std::int64_t> integer(std::string_view name, std::int64_t otherwise) const {
        const auto& value = at(name);
        if (value.is_null()) return otherwise;
        if (!value.is_int64()) return field_problem(path(name), "The field '" + path(name) + "' is no whole number.");
        return value.get_int64();
    }

    [[nodiscard]] Result<std::optional<std::int64_t>> thousandths(std::string_view name) const {
        const auto& value = at(name);
        if (value.is_null()) return std::optional<std::int64_t>();
        constexpr double kMost = 1000;
        if (!value.is_number() || std::abs(value.to_number<double>()) > kMost)
            return field_problem(path(name), "The field '" + path(name) + "' is no share.", "Write 0.5 for half.");
        return std::optional<std::int64_t>(std::llround(value.to_number<double>() * 1000.0));
    }

    [[nodiscard]] Result<std::int64_t> rate(std::string_view name, std::string_view otherwise) const {
        const auto written = text(name, otherwise);
        if (!written) return written.error();
        return read_rate(*written, path(name));
    }

    [[nodiscard]] Result<std::vector<core::LocalDay>> days(std::string_view name) const {
        std::vector<core::LocalDay> days;
        const auto& value = at(name);
        if (value.is_null()) return days;
        if (!value.is_array() || value.get_array().size() > portal::kMaxOwnDays)
            return field_problem(path(name), "The field '" + path(name) + "' is no list of days.",
                                 "Name at most 200 days.");
        for (const auto& item : value.get_array()) {
            auto day = Result<core::LocalDay>(core::Problem{});
            if (item.is_string()) day = core::parse_iso_day(item.get_string());
            if (!day) return field_problem(path(name), "There is something that is no day.", "Write 2026-12-24.");
            days.push_back(*day);
        }
        return days;
    }

  private:
    Section(const json::object& object, std::string path) : object_(&object), path_(std::move(path)) {}
    const json::object* object_;
    std::string path_;
};

/// The word of an enumeration.
template <class Enum>
Result<Enum> choice(const Section& section, std::string_view name, std::string_view otherwise,
                    std::optional<Enum> (*value_of)(std::string_view) noexcept, std::string_view words) {
    const auto text = section.text(name, otherwise);
    if (!text) return text.error();
    if (const auto value = value_of(*text)) return *value;
    return field_problem(section.path(name), "There is no such choice.", "Use one of " + std::string(words) + ".");
}

Result<void> read_parameters(const json::value& value, storage::ProgramTerms& terms) {
    if (value.is_null()) return {};
    const std::string path = "terms.baseline.parameters";
    if (!value.is_object() || value.get_object().size() > kMaxParameters)
        return field_problem(path, "The field '" + path + "' is no object of parameters.");
    for (const auto& member : value.get_object()) {
        const auto is_text = member.value().is_string() && !member.value().get_string().empty() &&
                             member.value().get_string().size() <= kMaxTextBytes;
        if (!is_text)
            return field_problem(path + "." + core::excerpt(member.key(), 40), "A parameter is a short text.",
                                 "Write numbers in quotes.");
        terms.baseline_parameters.emplace_back(member.key(), member.value().get_string());
    }
    return {};
}

Result<void> read_baseline(const json::value& value, storage::ProgramTerms& terms) {
    const auto section = Section::of(value, "terms.baseline", {"method", "parameters", "prefers_uploaded"});
    if (!section) return section.error();
    auto method = section->text("method", "");
    if (!method) return method.error();
    terms.baseline_method = std::move(*method);
    const auto prefers_uploaded = section->flag("prefers_uploaded", true);
    if (!prefers_uploaded) return prefers_uploaded.error();
    terms.prefers_uploaded = *prefers_uploaded;
    return read_parameters(section->at("parameters"), terms);
}

Result<storage::CreditRule> read_credit(const json::value& value) {
    const auto section = Section::of(
        value, "terms.credit", {"kind", "per", "rate_dollars", "performance_cap", "penalty_floor", "penalty_dollars"});
    if (!section) return section.error();
    const auto kind = choice(*section, "kind", "", storage::credit_kind_of, "performance_kw, energy_kwh, capacity");
    if (!kind) return kind.error();
    const auto per = choice(*section, "per", "event", storage::credit_per_of, "event, season");
    if (!per) return per.error();
    const auto rate = section->rate("rate_dollars", "");
    if (!rate) return rate.error();
    const auto cap = section->thousandths("performance_cap");
    if (!cap) return cap.error();
    const auto floor = section->thousandths("penalty_floor");
    if (!floor) return floor.error();
    storage::CreditRule credit{*kind, *per, *rate, *cap, *floor, std::nullopt};
    if (!section->at("penalty_dollars").is_null()) {
        const auto penalty = section->rate("penalty_dollars", "");
        if (!penalty) return penalty.error();
        credit.penalty_rate_micro_dollars = *penalty;
    }
    return credit;
}

Result<void> read_holidays(const json::value& value, storage::ProgramTerms& terms) {
    if (value.is_null()) return {};
    const auto section =
        Section::of(value, "terms.holidays", {"rule", "has_day_after_thanksgiving", "own_holidays", "own_workdays"});
    if (!section) return section.error();
    const auto rule = choice(*section, "rule", "nerc", storage::holiday_rule_of, "none, nerc, us_federal");
    if (!rule) return rule.error();
    const auto friday = section->flag("has_day_after_thanksgiving", false);
    if (!friday) return friday.error();
    auto holidays = section->days("own_holidays");
    if (!holidays) return holidays.error();
    auto workdays = section->days("own_workdays");
    if (!workdays) return workdays.error();
    terms.holidays = *rule;
    terms.has_day_after_thanksgiving = *friday;
    terms.own_holidays = std::move(*holidays);
    terms.own_workdays = std::move(*workdays);
    return {};
}

}  // namespace

json::object terms_json(const storage::ProgramTerms& terms) {
    json::object parameters;
    for (const auto& [name, value] : terms.baseline_parameters) parameters.emplace(name, value);
    return {{"baseline", json::object{{"method", terms.baseline_method},
                                      {"parameters", std::move(parameters)},
                                      {"prefers_uploaded", terms.prefers_uploaded}}},
            {"credit", to_json(terms.credit)},
            {"wholesale_dollars_per_kw", rate_text(terms.wholesale_micro_dollars_per_kw)},
            {"holidays", json::object{{"rule", to_text(terms.holidays)},
                                      {"has_day_after_thanksgiving", terms.has_day_after_thanksgiving},
                                      {"own_holidays", to_json(terms.own_holidays)},
                                      {"own_workdays", to_json(terms.own_workdays)}}},
            {"notice_lead_min", terms.notice_lead_min},
            {"opt_out_deadline_min", terms.opt_out_deadline_min}};
}

Result<storage::ProgramTerms> read_terms(const json::value& value) {
    const auto section = Section::of(
        value, "terms",
        {"baseline", "credit", "wholesale_dollars_per_kw", "holidays", "notice_lead_min", "opt_out_deadline_min"});
    if (!section) return section.error();
    storage::ProgramTerms terms;
    if (auto done = read_baseline(section->at("baseline"), terms); !done) return done.error();
    const auto credit = read_credit(section->at("credit"));
    if (!credit) return credit.error();
    terms.credit = *credit;
    const auto wholesale = section->rate("wholesale_dollars_per_kw", "0");
    if (!wholesale) return wholesale.error();
    terms.wholesale_micro_dollars_per_kw = *wholesale;
    if (auto done = read_holidays(section->at("holidays"), terms); !done) return done.error();
    const auto lead = section->integer("notice_lead_min", terms.notice_lead_min);
    if (!lead) return lead.error();
    terms.notice_lead_min = *lead;
    const auto deadline = section->integer("opt_out_deadline_min", terms.opt_out_deadline_min);
    if (!deadline) return deadline.error();
    terms.opt_out_deadline_min = *deadline;
    return terms;
}

Result<std::int64_t> read_rate(std::string_view text, std::string_view field) {
    const auto price = core::parse_price(text);
    if (!price)
        return field_problem(field, "This is no amount in dollars.",
                             "Write 0 to 999999 with at most six decimals, in quotes, such as \"2.80\".");
    return price->micro;
}

}  // namespace drp::api
