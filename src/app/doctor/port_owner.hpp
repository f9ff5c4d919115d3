/// Which process listens at a port of this machine.
#pragma once

#include <cstdint>
#include <optional>

namespace drp::app {

/// The process that listens there if it runs the same program as this one; its files have to be readable to this user.
[[nodiscard]] std::optional<std::int64_t> same_program_at(std::uint16_t port);

}  // namespace drp::app
