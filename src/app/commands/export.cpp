#include "portal/export.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "app/command.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

struct ExportArguments {
    std::vector<std::string> meters;
    std::string from;
    std::string to;
    std::string output = "-";
    bool wants_digest = false;
};

Result<core::UtcSeconds> bound(const storage::Calendar& calendar, const std::string& text) {
    if (const auto instant = core::parse_iso_instant(text)) return *instant;
    const auto day = core::parse_iso_day(text);
    if (!day) return day.error();
    if (*day < calendar.first_day() || *day > calendar.last_day())
        return Problem{ProblemKind::invalid_input, "range-outside", "This day lies outside the years 1990 to 2099.",
                       text, ""};
    return calendar.start_of(*day);
}

Result<core::UtcRange> range_of(const storage::Store& store, const ExportArguments& arguments) {
    auto range = portal::ReadingExport::always();
    if (!arguments.from.empty()) {
        const auto from = bound(store.calendar(), arguments.from);
        if (!from) return from.error();
        range.from = *from;
    }
    if (!arguments.to.empty()) {
        const auto to = bound(store.calendar(), arguments.to);
        if (!to) return to.error();
        range.to = *to;
    }
    if (range.is_empty())
        return Problem{ProblemKind::invalid_input, "range-empty", "The range ends before it begins.", "--from", ""};
    return range;
}

Result<std::vector<portal::VisibleMeter>> meters_of(const storage::Store& store, const ExportArguments& arguments) {
    const portal::MeterDirectory directory(store);
    const auto actor = portal::Actor::operator_at_the_machine();
    if (arguments.meters.empty()) return directory.all(actor);
    std::vector<portal::VisibleMeter> meters;
    for (const auto& number : arguments.meters) {
        auto meter = directory.find(actor, number);
        if (!meter) return meter.error();
        meters.push_back(std::move(*meter));
    }
    return meters;
}

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

Result<void> write_all(portal::ReadingExport& rows, storage::Transaction& tx, const std::string& path) {
    const Problem unwritable{ProblemKind::unavailable, "output-unwritable", "The output cannot be written.", path, ""};
    std::unique_ptr<std::FILE, CloseFile> file;
    if (path != "-") {
        file.reset(std::fopen(path.c_str(), "wb"));
        if (!file) return unwritable;
    }
    auto* out = file ? file.get() : stdout;
    std::string piece;
    for (bool has_more = true; has_more; piece.clear()) {
        has_more = rows.next(tx, piece);
        if (std::fwrite(piece.data(), 1, piece.size(), out) != piece.size()) return unwritable;
    }
    if (std::fflush(out) != 0) return unwritable;
    return {};
}

Result<int> export_readings(const CommonOptions& common, const ExportArguments& arguments) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto meters = meters_of(*store, arguments);
    if (!meters) return meters.error();
    const auto range = range_of(*store, arguments);
    if (!range) return range.error();
    const auto count = meters->size();
    portal::ReadingExport rows(std::move(*meters), *range);
    auto tx = store->read();
    if (!arguments.wants_digest) {
        if (auto written = write_all(rows, tx, arguments.output); !written) return written.error();
        return 0;
    }
    const auto digest = portal::digest_of(rows, tx);
    if (common.as_json) {
        print_json({{"sha256", digest}, {"meters", count}});
    } else {
        fmt::print("{}\n", digest);
    }
    return 0;
}

}  // namespace

void add_export_command(Commands& commands) {
    auto* command = commands.add("export", "Write readings as long CSV, in UTC, sorted by meter and time");
    auto arguments = std::make_shared<ExportArguments>();
    command->add_option("--meter", arguments->meters, "Only these meters");
    command->add_option("--from", arguments->from, "First day or instant");
    command->add_option("--to", arguments->to, "Day or instant after the last");
    command->add_option("--output,-o", arguments->output, "File; - is standard output")->capture_default_str();
    command->add_flag("--digest", arguments->wants_digest, "Print a SHA-256 over exactly that content instead");
    commands.run(command, [&commands, arguments] { return export_readings(commands.common, *arguments); });
}

}  // namespace drp::app
