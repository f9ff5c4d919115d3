/// What the machine itself can do: the bounds of every other figure.
#pragma once

#include <filesystem>

namespace drp::benchmarks {

/// Reports memcpy_gb_s (64 MiB from one place to another, one thread) and fsync_ms (4 KiB appended and synced).
void measure_machine(const std::filesystem::path& folder);

}  // namespace drp::benchmarks
