// drp settle: settles an event, explains a settlement, verifies a statement.
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/operator.hpp"
#include "core/exact.hpp"
#include "portal/event_clock.hpp"
#include "portal/settlements.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

struct SettleArguments {
    std::int64_t event = 0;
    std::int64_t version = 0;
    std::string reason;
    std::string meter;
    std::string output;
    std::string verify;
    bool wants_explanation = false;
    bool wants_csv = false;
};

std::string money(std::int64_t cents) {
    return core::to_decimal(core::unscaled(cents, 2), 2);
}

boost::json::object to_json(const portal::SettlementView& view) {
    const auto& totals = view.record.totals;
    return {{"settlement_id", view.record.id.value},
            {"event_id", view.record.terms.event.value},
            {"version", view.record.version},
            {"digest", view.record.digest},
            {"lines", totals.lines},
            {"settled", totals.settled},
            {"credit", money(totals.paid_cents)},
            {"exact_credit", core::to_short_decimal(core::unscaled(totals.paid_nano, 9), 9)},
            {"provider_saving", money(totals.saving_cents)},
            {"exact_provider_saving", core::to_short_decimal(core::unscaled(totals.saving_nano, 9), 9)}};
}

void print(const portal::SettlementView& view) {
    const auto& totals = view.record.totals;
    fmt::print("{}, settlement version {}: {} of {} meters settled, credits ${}, saving of the provider ${}\n",
               view.event_name, view.record.version, with_thousands(totals.settled), with_thousands(totals.lines),
               money(totals.paid_cents), money(totals.saving_cents));
    fmt::print("digest {}\n", view.record.digest);
}

Result<int> verify(const CommonOptions& common, const std::string& path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        if (!file)
            return Problem{ProblemKind::not_found, "file-unreadable", "The file cannot be read.", path,
                           "Check its name and rights."};
    }
    const auto verified = portal::verify_statement(path == "-" ? std::cin : file);
    if (!verified) return verified.error();
    boost::json::array findings;
    for (const auto& finding : verified->findings) {
        findings.push_back({{"line", finding.line},
                            {"meter", finding.meter},
                            {"field", finding.field},
                            {"stated", finding.stated},
                            {"computed", finding.computed}});
        if (!common.as_json)
            fmt::print("line {}{}{}: {} is stated as {} and computes to {}\n", finding.line,
                       finding.meter.empty() ? "" : ", meter ", finding.meter, finding.field, finding.stated,
                       finding.computed);
    }
    const auto& totals = verified->totals;
    if (common.as_json) {
        print_json({{"is_right", verified->is_right()},
                    {"digest", verified->digest},
                    {"lines", totals.lines},
                    {"credit", totals.credit},
                    {"findings", std::move(findings)}});
    } else {
        fmt::print("{}: {}, {} lines, credits ${}, digest {}\n", verified->is_right() ? "right" : "NOT RIGHT",
                   verified->terms.event_name, with_thousands(totals.lines), totals.credit, verified->digest);
    }
    return verified->is_right() ? 0 : core::exit_code(ProblemKind::damaged);
}

/// The version asked for, else the latest; nothing if the event was never settled.
Result<std::optional<portal::SettlementView>> settled_before(const portal::Settlements& settlements,
                                                             const portal::Actor& actor,
                                                             const SettleArguments& arguments) {
    const auto views = settlements.list(actor, core::EventId{arguments.event});
    if (!views) return views.error();
    for (const auto& view : *views)
        if (arguments.version == 0 || view.record.version == arguments.version) return std::optional(view);
    if (arguments.version != 0)
        return Problem{ProblemKind::not_found, "settlement-not-found", "There is no such version.", "--version", ""};
    return std::optional<portal::SettlementView>();
}

Result<void> write_statement(const storage::Store& store, portal::StatementExport file, const std::string& path) {
    std::ofstream out;
    if (path != "-") out.open(path, std::ios::binary);
    std::ostream& target = path == "-" ? std::cout : out;
    auto tx = store.read();
    std::string piece;
    for (bool has_more = true; has_more && target; piece.clear()) {
        has_more = file.next(tx, piece);
        target << piece;
    }
    if (!target.flush())
        return Problem{ProblemKind::unavailable, "output-unwritable", "The output cannot be written.", path, ""};
    return {};
}

Result<void> explain(const storage::Store& store, const portal::Settlements& settlements, const portal::Actor& actor,
                     const portal::SettlementView& view, const SettleArguments& arguments) {
    std::vector<std::string> meters{arguments.meter};
    if (arguments.meter.empty()) {
        meters.clear();
        auto tx = store.read();
        const auto lines = storage::list_lines(tx, view.record.id, {}, {.limit = -1, .with_total = false});
        if (!lines) return lines.error();
        for (const auto& line : lines->rows) meters.push_back(line.number);
    }
    for (const auto& meter : meters) {
        const auto derivation = settlements.explain(actor, view.record.id, meter);
        if (!derivation) return derivation.error();
        fmt::print("{}\n", portal::to_text(*derivation));
    }
    return {};
}

Result<int> settle(const CommonOptions& common, const SettleArguments& arguments) {
    auto store = open_store(common);
    if (!store) return store.error();
    const portal::MeterDirectory directory(*store);
    portal::Programme programme;
    programme.zone = store->time_zone();
    portal::EventClock(*store, programme).advance(now());  // where no server is running
    portal::Settlements settlements(*store, directory, programme);
    const auto actor = the_operator();
    auto before = settled_before(settlements, actor, arguments);
    if (!before) return before.error();
    const bool only_looks = arguments.wants_explanation || !arguments.output.empty() || arguments.version != 0;
    auto view = std::move(*before);
    if (!view || (!arguments.reason.empty() && !only_looks)) {
        auto made = settlements.settle(actor, core::EventId{arguments.event}, arguments.reason, now(),
                                       portal::Settlements::Notices::none);
        if (!made) return made.error();
        view = std::move(*made);
    }
    if (!arguments.output.empty()) {
        auto file = settlements.statement(
            actor, view->record.id, std::nullopt,
            arguments.wants_csv ? portal::StatementExport::Form::csv : portal::StatementExport::Form::jsonl);
        if (!file) return file.error();
        if (auto written = write_statement(*store, std::move(*file), arguments.output); !written)
            return written.error();
        if (arguments.output == "-") return 0;
    }
    if (arguments.wants_explanation) {
        if (auto done = explain(*store, settlements, actor, *view, arguments); !done) return done.error();
    }
    if (common.as_json) {
        print_json(to_json(*view));
    } else {
        print(*view);
    }
    return 0;
}

}  // namespace

void add_settle_command(Commands& commands) {
    auto* command = commands.add("settle", "Settle an event, explain how it was settled, or verify a statement");
    const auto arguments = std::make_shared<SettleArguments>();
    auto* event = command->add_option("--event", arguments->event, "Number of the event (drp event list)");
    command->add_option("--reason", arguments->reason, "Why an event is settled again, as the next version")
        ->needs(event);
    command->add_option("--version", arguments->version, "Look at this version; the latest otherwise")->needs(event);
    command->add_flag("--explain", arguments->wants_explanation, "Print the whole derivation")->needs(event);
    command->add_option("--meter", arguments->meter, "Explain this meter only")->needs(event);
    auto* output =
        command->add_option("--output", arguments->output, "Write the statement to this file; - is standard output")
            ->needs(event);
    command->add_flag("--csv", arguments->wants_csv, "The statement as CSV, without its derivation")->needs(output);
    command
        ->add_option("--verify", arguments->verify,
                     "Compute a downloaded statement anew from its own contents; needs no store. - is standard input")
        ->excludes(event);
    command->footer(
        "An event that is over is settled, without notices to anybody; one that was settled before is shown, or with "
        "--reason settled again.\n"
        "--verify exits with 7 where anything does not follow.");
    commands.run(command, [&commands, arguments]() -> Result<int> {
        if (!arguments->verify.empty()) return verify(commands.common, arguments->verify);
        if (arguments->event > 0) return settle(commands.common, *arguments);
        return Problem{ProblemKind::invalid_input, "event-missing", "No event is named.", "--event",
                       "Name one with --event, or a file with --verify."};
    });
}

}  // namespace drp::app
