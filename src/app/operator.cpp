#include "app/operator.hpp"

#include <charconv>
#include <cstdlib>

#include "app/command.hpp"
#include "portal/programs.hpp"

namespace drp::app {

portal::Actor the_operator() {
    for (const auto* variable : {"SUDO_USER", "LOGNAME", "USER"})
        if (const auto* name = std::getenv(variable); name != nullptr && *name != '\0')
            return portal::Actor::operator_at_the_machine(name);
    return portal::Actor::operator_at_the_machine();
}

core::Result<storage::ProgramRecord> program_named(const storage::Store& store, const std::string& named) {
    auto tx = store.read();
    core::ProgramId id;
    const auto [end, error] = std::from_chars(named.data(), named.data() + named.size(), id.value);
    if (error == std::errc() && end == named.data() + named.size())
        if (auto program = storage::find_program(tx, id, now())) return std::move(*program);
    if (auto program = storage::find_program(tx, std::string_view(named), now())) return std::move(*program);
    auto problem = portal::program_not_found();
    problem.place = named;
    problem.cure = "`drp program list` shows those there are.";
    return problem;
}

}  // namespace drp::app
