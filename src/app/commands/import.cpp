#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/provisional_store.hpp"
#include "formats/verdicts_csv.hpp"
#include "portal/ingest.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

struct ImportArguments {
    std::vector<std::string> files;
    std::string time_zone;
    std::string date_order = "auto";
    std::vector<std::string> meter_columns;
    std::string verdict_file;
    bool is_dry_run = false;
    bool is_strict = false;
    bool is_quiet = false;
};

constexpr int kShownVerdicts = 10;

/// Verdicts go to a file if one was named; a person sees the first few either way.
class VerdictSink {
  public:
    static Result<VerdictSink> open(const std::string& path) {
        VerdictSink sink;
        if (path.empty()) return sink;
        sink.file_.open(path, std::ios::binary | std::ios::trunc);
        if (!sink.file_)
            return Problem{ProblemKind::invalid_input, "verdicts-unwritable", "The file of verdicts cannot be written.",
                           path, ""};
        std::string header;
        formats::append_verdict_header(header);
        sink.file_ << header;
        return sink;
    }

    void add(const std::string& file, const formats::Verdict& verdict) {
        if (file_.is_open()) {
            std::string line;
            formats::append_verdict(line, file, verdict);
            file_ << line;
        }
        if (shown_.size() < kShownVerdicts)
            shown_.push_back(fmt::format("{}:{}:{}: '{}' {}", file, verdict.line, verdict.column, verdict.value,
                                         formats::message(verdict.reason)));
    }

    [[nodiscard]] Result<void> close(const std::string& path) {
        if (!file_.is_open()) return {};
        file_.close();
        if (file_) return {};
        return Problem{ProblemKind::unavailable, "verdicts-unwritable", "The verdicts could not be written.", path,
                       "Make room on the disk."};
    }
    [[nodiscard]] const std::vector<std::string>& shown() const noexcept { return shown_; }

  private:
    std::ofstream file_;
    std::vector<std::string> shown_;
};

Result<portal::ImportOptions> options_for(const ImportArguments& arguments, const std::string& file) {
    portal::ImportOptions options;
    options.file_name = file == "-" ? "standard input" : std::filesystem::path(file).filename().string();
    options.meter_columns = arguments.meter_columns;
    options.is_dry_run = arguments.is_dry_run;
    if (arguments.date_order == "mdy") options.date_order = formats::DateOrder::month_day_year;
    if (arguments.date_order == "dmy") options.date_order = formats::DateOrder::day_month_year;
    if (!arguments.time_zone.empty()) {
        auto zone = core::TimeZone::find(arguments.time_zone);
        if (!zone) return zone.error();
        options.zone = std::move(*zone);
    }
    return options;
}

boost::json::object to_json(const portal::ImportReport& report) {
    boost::json::object refusals;
    for (const auto& [reason, count] : report.tally.refusals) refusals[reason] = count;
    boost::json::object object{{"file", report.file_name},
                               {"rows", report.summary.rows},
                               {"meters", report.summary.meters},
                               {"new", report.tally.counts.added},
                               {"equal", report.tally.counts.equal},
                               {"corrected", report.tally.counts.corrected},
                               {"refused", report.tally.counts.refused},
                               {"blank", report.summary.blank_cells},
                               {"negative", report.summary.negative_values},
                               {"rounded_predictions", report.summary.rounded_predictions},
                               {"dry_run", report.is_dry_run},
                               {"refusals", std::move(refusals)}};
    if (report.problem) object["problem"] = core::to_text(*report.problem);
    return object;
}

void print_report(const portal::ImportReport& report) {
    const auto& summary = report.summary;
    fmt::print("{}: {} rows, {} meters: {} new, {} equal, {} corrected, {} refused{}\n", report.file_name,
               with_thousands(static_cast<std::int64_t>(summary.rows)), summary.meters,
               with_thousands(report.tally.counts.added), with_thousands(report.tally.counts.equal),
               with_thousands(report.tally.counts.corrected), with_thousands(report.tally.counts.refused),
               report.is_dry_run ? " (dry run, nothing written)" : "");
    const auto note = [](const char* what, std::uint64_t count) {
        if (count > 0) fmt::print("  {} {}\n", with_thousands(static_cast<std::int64_t>(count)), what);
    };
    note("blank cells, no reading", summary.blank_cells);
    note("negative readings, kept (net metering)", summary.negative_values);
    note("predictions rounded to whole Wh", summary.rounded_predictions);
    if (!summary.ignored_columns.empty())
        fmt::print("  columns that are no meters: {}\n", fmt::join(summary.ignored_columns, ", "));
    if (!summary.absent_meter_columns.empty())
        fmt::print("  asked for, not in the file: {}\n", fmt::join(summary.absent_meter_columns, ", "));
    for (const auto& [reason, count] : report.tally.refusals)
        fmt::print("  refused: {} x {}\n", with_thousands(count), reason);
    if (report.problem) fmt::print("  stopped: {}\n", core::to_text(*report.problem));
}

/// All files of one command.
class ImportRun {
  public:
    ImportRun(const CommonOptions& common, const ImportArguments& arguments, storage::Store& store, VerdictSink& sink)
        : common_(common), arguments_(arguments), store_(store), sink_(sink) {}

    Result<int> run() {
        // One transaction for everything: a refusal in the last file undoes the first.
        std::optional<storage::WriteTransaction> shared;
        if (arguments_.is_strict) shared.emplace(store_.write());
        for (const auto& file : arguments_.files) {
            auto report = import(file, shared ? &*shared : nullptr);
            if (!report) return report.error();
            reports_.push_back(std::move(*report));
        }
        if (arguments_.is_strict && refused() > 0) {
            tell();
            return Problem{ProblemKind::invalid_input, "import-refused", "There are refusals, so nothing was imported.",
                           "", "Mend the files, or import without --strict."};
        }
        if (shared && !arguments_.is_dry_run) shared->commit();
        tell();
        for (const auto& report : reports_)
            if (report.problem) return core::exit_code(report.problem->kind);
        return 0;
    }

  private:
    Result<portal::ImportReport> import(const std::string& file, storage::WriteTransaction* shared) {
        auto options = options_for(arguments_, file);
        if (!options) return options.error();
        auto source = formats::open_file(file);
        if (!source) return source.error();
        ProgressLine line(options->file_name, arguments_.is_quiet || common_.as_json);
        const portal::ImportObserver observer{
            .progress =
                [&](const portal::ImportReport& report) {
                    line.update(static_cast<std::uint64_t>(report.tally.bytes_read), report.total_bytes,
                                report.tally.rows);
                },
            .verdict = [&](const formats::Verdict& verdict) { sink_.add(options->file_name, verdict); }};
        if (shared != nullptr) return portal::import_file_within(*shared, std::move(*source), *options, observer, now);
        return portal::import_file(store_, std::move(*source), *options, observer, now);
    }

    [[nodiscard]] std::int64_t refused() const {
        std::int64_t count = 0;
        for (const auto& report : reports_) count += report.tally.counts.refused + (report.problem ? 1 : 0);
        return count;
    }

    void tell() const {
        if (common_.as_json) {
            boost::json::array files;
            for (const auto& report : reports_) files.push_back(to_json(report));
            print_json({{"files", std::move(files)}, {"refused", refused()}});
            return;
        }
        for (const auto& report : reports_) print_report(report);
        for (const auto& verdict : sink_.shown()) fmt::print("    {}\n", verdict);
        if (refused() > kShownVerdicts) fmt::print("    …; --verdicts FILE writes all of them\n");
    }

    const CommonOptions& common_;
    const ImportArguments& arguments_;
    storage::Store& store_;
    VerdictSink& sink_;
    std::vector<portal::ImportReport> reports_;
};

Result<int> import_into(storage::Store& store, const CommonOptions& common, const ImportArguments& arguments) {
    auto sink = VerdictSink::open(arguments.verdict_file);
    if (!sink) return sink.error();
    const auto result = ImportRun(common, arguments, store, *sink).run();
    if (auto closed = sink->close(arguments.verdict_file); !closed) return closed.error();
    return result;
}

/// A new store takes the zone of its first import; afterwards --time-zone speaks of the files alone. Where nothing may
/// be written, or nothing but the whole, a store that is not needed in the end leaves no trace either.
Result<int> import_into_new(const CommonOptions& common, const ImportArguments& arguments) {
    if (!arguments.is_dry_run && !arguments.is_strict) {
        auto store = open_store(common, true, arguments.time_zone);
        if (!store) return store.error();
        return import_into(*store, common, arguments);
    }
    auto provisional = ProvisionalStore::make(common.store, arguments.time_zone);
    if (!provisional) return provisional.error();
    const auto result = import_into(provisional->store(), common, arguments);
    if (result && *result == 0 && !arguments.is_dry_run) provisional->keep();
    return result;
}

Result<int> import_files(const CommonOptions& common, const ImportArguments& arguments) {
    auto store = open_store(common, false);
    if (store) return import_into(*store, common, arguments);
    // A store whose making was interrupted has no time zone yet, and takes the one that is named now.
    const auto& code = store.error().code;
    if (code == "store-missing" || code == "store-needs-migration") return import_into_new(common, arguments);
    return store.error();
}

}  // namespace

void add_import_command(Commands& commands) {
    auto* command =
        commands.add("import", "Import readings and predictions: AMI exports and long CSV, also .gz and .zst");
    auto arguments = std::make_shared<ImportArguments>();
    command->add_option("files", arguments->files, "CSV files; - is standard input")->required();
    command->add_option("--time-zone", arguments->time_zone, "IANA zone of times without one (the store's by default)");
    command->add_option("--date-order", arguments->date_order, "Of dates such as 3/4/2021")
        ->check(CLI::IsMember({"auto", "mdy", "dmy"}))
        ->capture_default_str();
    command
        ->add_option("--meter-columns", arguments->meter_columns,
                     "Headers of a wide file that are meters though no plain numbers")
        ->delimiter(',');
    command->add_option("--verdicts", arguments->verdict_file, "Write every refusal to this CSV file");
    command->add_flag("--dry-run", arguments->is_dry_run, "Count everything, write nothing");
    command->add_flag("--strict", arguments->is_strict, "Any refusal is fatal and nothing is written");
    command->add_flag("--quiet", arguments->is_quiet, "No progress");
    command->footer("Good rows go in, every refused one gets a verdict; running it again changes nothing.");
    commands.run(command, [&commands, arguments] { return import_files(commands.common, *arguments); });
}

}  // namespace drp::app
