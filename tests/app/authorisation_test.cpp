// docs/authorisation.md is printed from the code: the table of roles, and which use case each address asks.
// DRP_WRITE_DOCS=1 in the environment writes it anew.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/portal_server.hpp"
#include "portal/actor.hpp"

namespace drp::app {
namespace {

using portal::Actor;
using portal::ActorKind;
using portal::UseCase;

constexpr const char* kPreamble = R"(# Who may do what

Printed from the code (`portal/actor.cpp` and the routes of `src/api/`); a test fails when it is out of date. The gate in front of every
handler asks this table, before the body of a request is read. Which *meters*, *members* and *organisations* somebody may see or change
within a use case is decided where they are looked up: what is not one's own is answered exactly like what does not exist.

Levels: 0 system administrator, 1 power provider, 2 organisation administrator, 3 organisation user, 4 residential user, 5 pending or
rejected. Whoever has to change a password or to enrol a second factor first may see and change the own account and log out, whatever
the level.

## Use cases

| use case | visitor | 5 | 4 | 3 | 2 | 1 | 0 | token that may |
|---|:-:|:-:|:-:|:-:|:-:|:-:|:-:|---|
)";

std::string mark(const Actor& actor, UseCase use_case) {
    return portal::is_allowed(actor, use_case) ? "x" : " ";
}

std::string scopes_for(UseCase use_case) {
    if (portal::is_public(use_case)) return "anything";
    std::string scopes;
    const auto add = [&](portal::TokenScopes granted, const char* name) {
        if (portal::is_allowed(Actor::token(granted, ""), use_case))
            scopes += (scopes.empty() ? "" : ", ") + std::string(name);
    };
    add({.may_import = true}, "import");
    add({.may_export = true}, "export");
    add({.may_read = true}, "read");
    return scopes;
}

std::string printed(const std::vector<RouteSummary>& routes) {
    std::ostringstream out;
    out << kPreamble;
    for (const auto use_case : portal::all_use_cases()) {
        out << "| " << portal::use_case_name(use_case) << " | " << mark(Actor::visitor(), use_case);
        for (int level = 5; level >= 0; --level)
            out << " | " << mark({.kind = ActorKind::user, .level = static_cast<portal::Level>(level)}, use_case);
        out << " | " << scopes_for(use_case) << " |\n";
    }
    out << "\n## Addresses\n\n| method | address | operation | use case |\n|---|---|---|---|\n";
    for (const auto& route : routes)
        out << fmt::format("| {} | `{}` | {} | {} |\n", route.method, route.path, route.operation,
                           portal::use_case_name(route.use_case));
    return out.str();
}

TEST(Authorisation, IsDocumentedAsItIs) {
    const auto folder = std::filesystem::temp_directory_path() / ("drp-authorisation-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::string now;
    {
        ServeOptions options;
        options.folder = folder;
        options.store = "sqlite://" + (folder / "drp.db").string();
        options.port = 0;
        options.request_log = "none";
        options.io_threads = 1;
        const auto server = PortalServer::start(options).value();
        now = printed(server->routes());
    }
    std::filesystem::remove_all(folder);
    const auto file = std::filesystem::path(DRP_SOURCE_DIR) / "docs/authorisation.md";
    if (std::getenv("DRP_WRITE_DOCS") != nullptr) std::ofstream(file, std::ios::binary) << now;
    std::ifstream in(file, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()), now)
        << "write it anew: DRP_WRITE_DOCS=1 build/dev/tests/app/app_test --gtest_filter=Authorisation.*";
}

}  // namespace
}  // namespace drp::app
