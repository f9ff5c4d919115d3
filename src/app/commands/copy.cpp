#include "storage/copy.hpp"

#include <fmt/format.h>

#include "app/command.hpp"
#include "app/configuration.hpp"

namespace drp::app {
namespace {

struct CopyArguments {
    std::string from;
    std::string to;
};

core::Result<int> copy(const CommonOptions& common, const CopyArguments& arguments) {
    const auto password = database_password();
    if (!password) return password.error();
    const auto from =
        storage::Store::open(arguments.from, {.read_only = true, .migrate = false, .password = *password});
    if (!from) return from.error();
    auto to = storage::Store::open(arguments.to,
                                   {.create = true, .time_zone = from->time_zone().name(), .password = *password});
    if (!to) return to.error();
    std::string last;
    const auto progress = [&](const std::string& table, std::int64_t rows) {
        if (common.as_json) return;
        if (table != last && !last.empty()) fmt::print(stderr, "\n");
        fmt::print(stderr, "\r{}: {} rows", table, with_thousands(rows));
        last = table;
    };
    const auto done = storage::copy_store(*from, *to, progress);
    if (!last.empty()) fmt::print(stderr, "\n");
    if (!done) return done.error();
    if (common.as_json) {
        print_json(
            {{"tables", done->tables}, {"rows", done->rows}, {"copied", done->copied}, {"sha256", done->sha256}});
    } else {
        fmt::print("{} rows of {} tables, {} of them copied now; both stores have the digest {}\n",
                   with_thousands(done->rows), done->tables, with_thousands(done->copied), done->sha256);
    }
    return 0;
}

}  // namespace

void add_copy_command(Commands& commands) {
    auto* command = commands.add("copy", "Copy a whole portal into another store, of either engine");
    auto arguments = std::make_shared<CopyArguments>();
    command->add_option("--from", arguments->from, "Address of the store that is copied")->required();
    command->add_option("--to", arguments->to, "Address of the new store")->required();
    command->footer(
        "Can be interrupted and run again: it goes on where it stopped. Both stores are compared at the end.");
    commands.run(command, [&commands, arguments] { return copy(commands.common, *arguments); });
}

}  // namespace drp::app
