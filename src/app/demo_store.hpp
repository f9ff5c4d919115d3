/// Making a demonstration's store: whole or not at all.
#pragma once

#include <string>

#include "core/problem.hpp"
#include "core/time.hpp"

namespace drp::app {

/// Fills a new store at `address` (sqlite only) with the demo of portal/demo.hpp. It is made beside its place and moved
/// there when it is complete, so that a process that dies leaves no half of it. Problems: store-exists, and what
/// opening and filling a store can fail with.
[[nodiscard]] core::Result<void> make_demo_store(const std::string& address, const std::string& time_zone,
                                                 core::UtcSeconds now);

}  // namespace drp::app
