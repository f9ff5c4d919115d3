/// Who runs `drp` on the store's own machine, and what commands are told by name.
#pragma once

#include <string>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "storage/programs.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// For the audit trail: the login of whoever runs the command.
[[nodiscard]] portal::Actor the_operator();

/// By its number, else by its name. Problem: program-not-found.
[[nodiscard]] core::Result<storage::ProgramRecord> program_named(const storage::Store& store, const std::string& named);

}  // namespace drp::app
