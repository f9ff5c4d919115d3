#include "storage/check.hpp"

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/configuration.hpp"

namespace drp::app {
namespace {

std::string place_of(const storage::Finding& finding) {
    std::string place;
    if (!finding.meter.empty()) place += " meter " + finding.meter;
    if (finding.utc_day) place += " UTC day " + core::to_iso(*finding.utc_day);
    if (finding.local_day) place += " local day " + core::to_iso(*finding.local_day);
    return place;
}

boost::json::object to_json(const storage::Finding& finding) {
    boost::json::object object{{"code", finding.code}, {"message", finding.message}, {"meter", finding.meter}};
    if (finding.utc_day) object["utc_day"] = core::to_iso(*finding.utc_day);
    if (finding.local_day) object["local_day"] = core::to_iso(*finding.local_day);
    return object;
}

core::Result<int> check(const CommonOptions& common) {
    auto password = database_password();
    if (!password) return password.error();
    auto store =
        storage::Store::open(common.store, {.read_only = true, .migrate = false, .password = std::move(*password)});
    if (!store) return store.error();
    auto tx = store->read();
    boost::json::array findings;
    const auto report = [&](const storage::Finding& finding) {
        if (common.as_json) {
            findings.push_back(to_json(finding));
        } else {
            fmt::print("{}:{} {}\n", finding.code, place_of(finding), finding.message);
        }
    };
    const auto summary = storage::check_store(tx, report);
    if (common.as_json) {
        print_json({{"clean", summary.is_clean()},
                    {"meters", summary.meters},
                    {"blocks", summary.blocks},
                    {"values", summary.values},
                    {"findings", std::move(findings)}});
    } else {
        fmt::print("{}: {} meters, {} blocks, {} values, {} findings\n", summary.is_clean() ? "clean" : "NOT CLEAN",
                   with_thousands(summary.meters), with_thousands(summary.blocks), with_thousands(summary.values),
                   with_thousands(summary.findings));
    }
    return summary.is_clean() ? 0 : core::exit_code(core::ProblemKind::damaged);
}

}  // namespace

void add_check_command(Commands& commands) {
    auto* command = commands.add("check", "Verify the store: blocks decode, sums agree, references and rules hold");
    command->footer("Exits with 7 and names meter and day where anything is wrong.");
    commands.run(command, [&commands] { return check(commands.common); });
}

}  // namespace drp::app
