#include "portal/programs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/money.hpp"
#include "portal/baseline_terms.hpp"
#include "portal/trail.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Problem field_problem(std::string_view field, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, "field-invalid", std::move(message), std::string(field), std::move(cure)};
}

std::string subject_of(core::ProgramId id) {
    return fmt::format("program {}", id.value);
}

std::string dollars(std::int64_t micro) {
    return core::to_text(core::DollarsPerKwh{micro});
}

std::string milli(const std::optional<std::int64_t>& value) {
    return value ? fmt::format("{:.3f}", static_cast<double>(*value) / 1000.0) : std::string();
}

std::string days(const std::vector<core::LocalDay>& list) {
    std::string text;
    for (const auto day : list) text += (text.empty() ? "" : " ") + core::to_iso(day);
    return text;
}

Facts facts_of(const storage::ProgramTerms& terms) {
    const auto& credit = terms.credit;
    std::string parameters;
    for (const auto& [name, value] : terms.baseline_parameters)
        parameters += fmt::format("{}{}={}", parameters.empty() ? "" : " ", name, value);
    return {{"baseline", terms.baseline_method},
            {"baseline_parameters", parameters},
            {"prefers_uploaded", terms.prefers_uploaded ? "yes" : "no"},
            {"credit", fmt::format("{} per {}", to_text(credit.kind), to_text(credit.per))},
            {"rate_dollars", dollars(credit.rate_micro_dollars)},
            {"performance_cap", milli(credit.performance_cap_milli)},
            {"penalty_floor", milli(credit.penalty_floor_milli)},
            {"penalty_dollars",
             credit.penalty_rate_micro_dollars ? dollars(*credit.penalty_rate_micro_dollars) : std::string()},
            {"wholesale_dollars_per_kw", dollars(terms.wholesale_micro_dollars_per_kw)},
            {"holidays", std::string(to_text(terms.holidays))},
            {"day_after_thanksgiving", terms.has_day_after_thanksgiving ? "yes" : "no"},
            {"own_holidays", days(terms.own_holidays)},
            {"own_workdays", days(terms.own_workdays)},
            {"notice_lead_min", std::to_string(terms.notice_lead_min)},
            {"opt_out_deadline_min", std::to_string(terms.opt_out_deadline_min)}};
}

/// Of two lists with the same names, what differs.
void keep_differences(Facts& before, Facts& after) {
    for (auto i = before.size(); i-- > 0;) {
        if (before[i] != after[i]) continue;
        before.erase(before.begin() + static_cast<std::ptrdiff_t>(i));
        after.erase(after.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

ProgramDetails details_of(storage::Transaction& tx, core::ProgramId id, core::UtcSeconds now) {
    return {storage::find_program(tx, id, now).value(), storage::list_program_versions(tx, id)};
}

/// In the order in which the store gives them back, so that equal terms are equal.
storage::ProgramTerms in_order(storage::ProgramTerms terms) {
    std::sort(terms.baseline_parameters.begin(), terms.baseline_parameters.end());
    std::sort(terms.own_holidays.begin(), terms.own_holidays.end());
    std::sort(terms.own_workdays.begin(), terms.own_workdays.end());
    return terms;
}

Result<void> check_credit(const storage::CreditRule& credit) {
    using storage::CreditKind;
    const bool has_floor = credit.penalty_floor_milli.has_value();
    if (has_floor != credit.penalty_rate_micro_dollars.has_value())
        return field_problem("terms.credit.penalty_floor", "A penalty has a floor and a rate.",
                             "Give both or neither.");
    if (credit.kind != CreditKind::capacity && (has_floor || credit.performance_cap_milli))
        return field_problem("terms.credit.kind", "Only capacity has a performance cap and a penalty.",
                             "Leave them out, or choose capacity.");
    if (credit.performance_cap_milli && (*credit.performance_cap_milli < 1 || *credit.performance_cap_milli > 10'000))
        return field_problem("terms.credit.performance_cap", "The cap is a share of the nomination.",
                             "Use more than 0, at most 10; 1 pays no more than was nominated.");
    if (has_floor && (*credit.penalty_floor_milli < 0 || *credit.penalty_floor_milli > 1000))
        return field_problem("terms.credit.penalty_floor", "The floor is a share of the nomination.", "Use 0 to 1.");
    return {};
}

Result<void> check_baseline(const storage::ProgramTerms& terms) {
    const auto method = method_with(terms.baseline_method, terms.baseline_parameters);
    if (method) return {};
    auto problem = method.error();
    const bool is_parameter = problem.code != "baseline-method-unknown";
    problem.place = is_parameter ? "terms.baseline.parameters." + problem.place : "terms.baseline.method";
    return problem;
}

Result<void> check_days(const storage::ProgramTerms& terms) {
    std::vector<core::LocalDay> all = terms.own_holidays;
    all.insert(all.end(), terms.own_workdays.begin(), terms.own_workdays.end());
    if (all.size() > kMaxOwnDays)
        return field_problem("terms.holidays.own_holidays", "These are too many days.",
                             "Name at most 200 of both kinds.");
    std::sort(all.begin(), all.end());
    const auto twice = std::adjacent_find(all.begin(), all.end());
    if (twice != all.end())
        return field_problem("terms.holidays.own_holidays", fmt::format("{} stands there twice.", core::to_iso(*twice)),
                             "A day is a holiday or a workday, once.");
    return {};
}

}  // namespace

Problem program_not_found() {
    return {ProblemKind::not_found, "program-not-found", "There is no such programme.", "program_id", ""};
}

Result<storage::ProgramRecord> program_in_use(storage::Transaction& tx, core::ProgramId id, core::UtcSeconds now) {
    auto program = storage::find_program(tx, id, now);
    if (!program) return program_not_found();
    if (program->archived)
        return Problem{ProblemKind::conflict, "program-archived", "This programme is archived.", "program_id",
                       "Take it into use again first."};
    return std::move(*program);
}

Result<void> check_terms(const storage::ProgramTerms& terms) {
    if (auto fine = check_baseline(terms); !fine) return fine;
    if (auto fine = check_credit(terms.credit); !fine) return fine;
    for (const auto& [field, minutes] : {std::pair("terms.notice_lead_min", terms.notice_lead_min),
                                         std::pair("terms.opt_out_deadline_min", terms.opt_out_deadline_min)})
        if (minutes < 0 || minutes > kMaxMinutes)
            return field_problem(field, "This is no time before the start.", "Use 0 to 10080 minutes (a week).");
    return check_days(terms);
}

std::vector<storage::ProgramRecord> list_programs(const storage::Store& store, core::UtcSeconds now) {
    auto tx = store.read();
    return storage::list_programs(tx, now);
}

Result<ProgramDetails> find_program(const storage::Store& store, core::ProgramId id, core::UtcSeconds now) {
    auto tx = store.read();
    if (!storage::find_program(tx, id, now)) return program_not_found();
    return details_of(tx, id, now);
}

Result<ProgramDetails> create_program(storage::Store& store, const Actor& actor, const ProgramWish& wish,
                                      core::UtcSeconds now) {
    if (auto fine = check_terms(wish.terms); !fine) return fine.error();
    const auto terms = in_order(wish.terms);
    auto tx = store.write();
    const auto id = storage::create_program(tx, wish.name, terms, wish.note, actor.name, now);
    if (!id) return id.error();
    if (wish.is_archived) storage::archive_program(tx, *id, now).value();
    auto facts = facts_of(terms);
    std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
    facts.insert(facts.begin(), {"name", wish.name});
    book(tx, actor, {"program.create", subject_of(*id), {}, std::move(facts)}, now);
    auto details = details_of(tx, *id, now);
    tx.commit();
    return details;
}

Result<ProgramDetails> change_program(storage::Store& store, const Actor& actor, core::ProgramId id,
                                      const ProgramWish& wish, core::UtcSeconds now) {
    if (auto fine = check_terms(wish.terms); !fine) return fine.error();
    const auto terms = in_order(wish.terms);
    auto tx = store.write();
    const auto program = storage::find_program(tx, id, now);
    if (!program) return program_not_found();
    auto before = facts_of(program->current.terms);
    auto after = facts_of(terms);
    before.insert(before.begin(), {{"name", program->name}, {"state", program->archived ? "archived" : "in use"}});
    after.insert(after.begin(), {{"name", wish.name}, {"state", wish.is_archived ? "archived" : "in use"}});
    if (wish.name != program->name)
        if (auto renamed = storage::rename_program(tx, id, wish.name); !renamed) return renamed.error();
    if (wish.is_archived != program->archived.has_value())
        storage::archive_program(tx, id, wish.is_archived ? std::optional(now) : std::nullopt).value();
    if (terms != program->current.terms)
        after.emplace_back(
            "version", std::to_string(storage::add_program_version(tx, id, terms, wish.note, actor.name, now).value()));
    else
        after.emplace_back("version", std::to_string(program->current.version));
    before.emplace_back("version", std::to_string(program->current.version));
    keep_differences(before, after);
    if (!after.empty()) book(tx, actor, {"program.change", subject_of(id), std::move(before), std::move(after)}, now);
    auto details = details_of(tx, id, now);
    tx.commit();
    return details;
}

}  // namespace drp::portal
