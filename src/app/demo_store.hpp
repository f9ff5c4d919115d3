/// Making a demonstration's store: whole or not at all.
#pragma once

#include <string>

#include "core/problem.hpp"
#include "core/time.hpp"

namespace drp::app {

/// Fills a new store at `address` with the demo of portal/demo.hpp. A file is made beside its place and moved there
/// when it is complete; a database is filled in one transaction: a process that dies leaves no half of it, and of two
/// that do it at once one fills the database. Problems: store-exists (a file, or a database that is not empty), and
/// what opening and filling a store can fail with.
[[nodiscard]] core::Result<void> make_demo_store(const std::string& address, const std::string& time_zone,
                                                 core::UtcSeconds now);

}  // namespace drp::app
