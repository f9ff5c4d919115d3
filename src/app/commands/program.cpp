#include <fstream>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "api/program_terms.hpp"
#include "app/command.hpp"
#include "app/operator.hpp"
#include "core/money.hpp"
#include "portal/enrolment_csv.hpp"
#include "portal/programs.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

struct TermsOptions {
    std::string file;  ///< terms as JSON; everything else is laid over it
    std::string name;
    std::string note;
    std::string baseline;
    std::vector<std::string> parameters;
    std::string credit;
    std::string per;
    std::string rate;
    std::string wholesale;
    std::string holidays;
    std::int64_t notice_min = -1;
    std::int64_t opt_out_min = -1;
    bool archive = false;
    bool restore = false;
};

std::string dollars(std::int64_t micro) {
    return core::to_text(core::DollarsPerKwh{micro});
}

boost::json::object to_json(const storage::ProgramRecord& program) {
    boost::json::object object{{"id", program.id.value},
                               {"name", program.name},
                               {"version", program.current.version},
                               {"terms", api::terms_json(program.current.terms)},
                               {"enrolled_meters", program.enrolled},
                               {"nominated_kw", program.nominated.kw()},
                               {"events", program.events}};
    object["archived"] = program.archived ? boost::json::value(core::to_iso(*program.archived)) : nullptr;
    return object;
}

Result<int> list(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    const auto programs = portal::list_programs(*store, now());
    boost::json::array array;
    std::vector<std::vector<std::string>> rows;
    for (const auto& program : programs) {
        const auto& terms = program.current.terms;
        array.push_back(to_json(program));
        rows.push_back({fmt::format("{}", program.id.value), program.name, terms.baseline_method,
                        fmt::format("{} $ {} per {}", dollars(terms.credit.rate_micro_dollars),
                                    storage::to_text(terms.credit.kind), storage::to_text(terms.credit.per)),
                        fmt::format("{}", program.enrolled), fmt::format("{:.3f}", program.nominated.kw()),
                        program.archived ? "archived" : ""});
    }
    if (common.as_json) {
        print_json(array);
    } else {
        print_table({"NUMBER", "NAME", "BASELINE", "CREDIT", "METERS", "KW", ""}, rows);
    }
    return 0;
}

void print(const CommonOptions& common, const portal::ProgramDetails& details) {
    auto object = to_json(details.program);
    boost::json::array versions;
    for (const auto& version : details.versions)
        versions.push_back({{"version", version.version},
                            {"made", core::to_iso(version.made)},
                            {"made_by", version.made_by},
                            {"note", version.note},
                            {"terms", api::terms_json(version.terms)}});
    object["versions"] = std::move(versions);
    if (common.as_json) {
        print_json(object);
        return;
    }
    fmt::print("programme {} '{}', version {}, {} meters, {:.3f} kW nominated\n", details.program.id.value,
               details.program.name, details.program.current.version, details.program.enrolled,
               details.program.nominated.kw());
    for (const auto& version : details.versions)
        fmt::print("version {} of {} by {} {}\n  {}\n", version.version, core::to_iso(version.made), version.made_by,
                   version.note, boost::json::serialize(api::terms_json(version.terms)));
}

Result<int> show(const CommonOptions& common, const std::string& named) {
    auto store = open_store(common);
    if (!store) return store.error();
    const auto program = program_named(*store, named);
    if (!program) return program.error();
    const auto details = portal::find_program(*store, program->id, now());
    if (!details) return details.error();
    print(common, *details);
    return 0;
}

Result<boost::json::object> terms_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    if (!file || error || !value.is_object())
        return Problem{ProblemKind::invalid_input, "file-unreadable", "The file has no JSON object of terms.", path,
                       "`drp program show NAME --json` shows what one looks like, under `terms`."};
    return std::move(value.get_object());
}

void put(boost::json::object& object, std::string_view section, std::string_view name, boost::json::value value) {
    if (!object.contains(section)) object[section] = boost::json::object();
    if (object[section].is_object()) object[section].get_object()[name] = std::move(value);
}

/// The terms that `base` stands for with what the command line says laid over it.
Result<storage::ProgramTerms> terms_of(const TermsOptions& options, boost::json::object base) {
    if (!options.file.empty()) {
        auto read = terms_file(options.file);
        if (!read) return read.error();
        base = std::move(*read);
    }
    if (!options.baseline.empty()) base["baseline"] = boost::json::object{{"method", options.baseline}};
    for (const auto& parameter : options.parameters) {
        const auto equals = parameter.find('=');
        if (equals == std::string::npos)
            return Problem{ProblemKind::invalid_input, "usage", "A parameter is NAME=VALUE.", parameter, ""};
        if (!base.contains("baseline")) put(base, "baseline", "parameters", boost::json::object());
        put(base["baseline"].as_object(), "parameters", parameter.substr(0, equals),
            boost::json::value(parameter.substr(equals + 1)));
    }
    if (!options.credit.empty()) put(base, "credit", "kind", boost::json::value(options.credit));
    if (!options.per.empty()) put(base, "credit", "per", boost::json::value(options.per));
    if (!options.rate.empty()) put(base, "credit", "rate_dollars", boost::json::value(options.rate));
    if (!options.wholesale.empty()) base["wholesale_dollars_per_kw"] = options.wholesale;
    if (!options.holidays.empty()) put(base, "holidays", "rule", boost::json::value(options.holidays));
    if (options.notice_min >= 0) base["notice_lead_min"] = options.notice_min;
    if (options.opt_out_min >= 0) base["opt_out_deadline_min"] = options.opt_out_min;
    return api::read_terms(base);
}

Result<int> create(const CommonOptions& common, const TermsOptions& options) {
    auto terms = terms_of(options, {});
    if (!terms) return terms.error();
    auto store = open_store(common);
    if (!store) return store.error();
    const auto made =
        portal::create_program(*store, the_operator(), {options.name, *terms, options.note, false}, now());
    if (!made) return made.error();
    print(common, *made);
    return 0;
}

Result<int> change(const CommonOptions& common, const std::string& named, const TermsOptions& options) {
    auto store = open_store(common);
    if (!store) return store.error();
    const auto program = program_named(*store, named);
    if (!program) return program.error();
    auto terms = terms_of(options, api::terms_json(program->current.terms));
    if (!terms) return terms.error();
    const bool is_archived = options.archive || (program->archived && !options.restore);
    const portal::ProgramWish wish{options.name.empty() ? program->name : options.name, *terms, options.note,
                                   is_archived};
    const auto changed = portal::change_program(*store, the_operator(), program->id, wish, now());
    if (!changed) return changed.error();
    print(common, *changed);
    return 0;
}

void add_terms_options(CLI::App* command, TermsOptions& options) {
    command->add_option("--terms", options.file, "A JSON file with the terms, as `program show --json` prints them");
    command->add_option("--note", options.note, "Why the terms are so; kept with the version");
    command->add_option("--baseline", options.baseline, "Baseline method, such as 3-day or 10-of-10-adjusted");
    command->add_option("--parameter", options.parameters, "NAME=VALUE of the baseline method; may be repeated");
    command->add_option("--credit", options.credit, "performance_kw, energy_kwh or capacity");
    command->add_option("--per", options.per, "The rate is per event or per season");
    command->add_option("--rate", options.rate, "Dollars for a kW (of energy_kwh for a kWh)");
    command->add_option("--wholesale", options.wholesale, "Wholesale cost of demand, dollars for a kW");
    command->add_option("--holidays", options.holidays, "none, nerc or us_federal");
    command->add_option("--notice", options.notice_min, "Minutes of notice before the start")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--opt-out", options.opt_out_min, "Minutes before the start at which opting out ends")
        ->check(CLI::NonNegativeNumber);
}

struct EnrolOptions {
    std::string file;
    std::string program;
    bool is_trial = false;
};

Result<std::string> text_of(const std::string& path) {
    if (path == "-") return std::string{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) return Problem{ProblemKind::not_found, "file-unreadable", "The file cannot be read.", path, ""};
    return text;
}

Result<int> enrol(const CommonOptions& common, const EnrolOptions& options) {
    const auto text = text_of(options.file);
    if (!text) return text.error();
    auto drafts = portal::read_enrolment_csv(*text);
    if (!drafts) return drafts.error();
    auto store = open_store(common);
    if (!store) return store.error();
    const auto program = program_named(*store, options.program);
    if (!program) return program.error();
    const bool only_looks = options.is_trial || !drafts->wrong.empty();
    auto wrong = portal::enrol(*store, the_operator(), program->id, drafts->drafts, only_looks, now());
    if (!wrong) return wrong.error();
    wrong->insert(wrong->end(), drafts->wrong.begin(), drafts->wrong.end());
    if (!wrong->empty()) {
        for (const auto& [line, problem] : *wrong)
            fmt::print(stderr, "{}:{}: {}\n", options.file, line, core::to_text(problem));
        return Problem{
            ProblemKind::invalid_input, "enrolments-invalid",
            fmt::format("{} of {} enrolments cannot be made; no meter was enrolled.", wrong->size(), drafts->count()),
            options.file, "Mend these lines and try again."};
    }
    if (common.as_json)
        print_json({{"count", drafts->count()}, {"is_dry_run", only_looks}, {"program", program->id.value}});
    else
        fmt::print("{} meters {} in '{}'\n", drafts->count(), only_looks ? "could be enrolled" : "enrolled",
                   program->name);
    return 0;
}

}  // namespace

void add_program_commands(Commands& commands) {
    auto* program = commands.app->add_subcommand("program", "Programmes: list, show, create, change");
    program->require_subcommand(1);
    auto named = std::make_shared<std::string>();
    auto options = std::make_shared<TermsOptions>();

    auto* list_command = commands.add("list", "List all programmes", program);
    commands.run(list_command, [&commands] { return list(commands.common); });

    auto* show_command = commands.add("show", "A programme with every version of its terms", program);
    show_command->add_option("program", *named, "Name or number")->required();
    commands.run(show_command, [&commands, named] { return show(commands.common, *named); });

    auto* create_command = commands.add("create", "Make a programme", program);
    create_command->add_option("name", options->name, "Its name")->required();
    add_terms_options(create_command, *options);
    commands.run(create_command, [&commands, options] { return create(commands.common, *options); });

    auto* change_command = commands.add("change", "Change a programme; other terms become a new version", program);
    change_command->add_option("program", *named, "Name or number")->required();
    change_command->add_option("--name", options->name, "A new name");
    change_command->add_flag("--archive", options->archive, "Takes no new enrolments and events");
    change_command->add_flag("--restore", options->restore, "In use again");
    add_terms_options(change_command, *options);
    commands.run(change_command, [&commands, named, options] { return change(commands.common, *named, *options); });
}

void add_enrol_command(Commands& commands) {
    auto options = std::make_shared<EnrolOptions>();
    auto* command = commands.add("enrol", "Enrol the meters of a CSV file in a programme, all or none");
    command->footer(
        "The file begins with a header; columns, in any order: meter_id, nomination_kw,\n"
        "firm_service_level_kw, from, to, contact,\n"
        "contact_name. Only meter_id is needed; from and to are days such as 2026-06-01, `to` not included.");
    command->add_option("file", options->file, "The CSV file; - reads standard input")->required();
    command->add_option("--program", options->program, "Name or number of the programme")->required();
    command->add_flag("--dry-run", options->is_trial, "Look only");
    commands.run(command, [&commands, options] { return enrol(commands.common, *options); });
}

}  // namespace drp::app
