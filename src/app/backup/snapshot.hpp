/// The content of every backup: the store at one moment as one SQLite file, whichever engine it is on.
#pragma once

#include <filesystem>
#include <string>

#include "core/problem.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// The path of a store that is a file; empty for one on a server. Problem: address-invalid.
[[nodiscard]] core::Result<std::filesystem::path> file_of(const std::string& store);

/// The address of a store in this file.
[[nodiscard]] std::string address_of(const std::filesystem::path& file);

/// Writes the file, which must not exist, while others read and write the store. A store on a server is read in one
/// snapshot, row by row, and both are compared at the end. Problems: those of copying and of making a store.
[[nodiscard]] core::Result<void> take_snapshot(const storage::Store& store, const std::filesystem::path& file);

/// Puts what such a file holds into a store on a server that has nothing yet; what was interrupted goes on. Both are
/// compared at the end. Problems: store-exists, and those of copying and of opening a store.
[[nodiscard]] core::Result<void> put_back(const std::filesystem::path& file, const std::string& store,
                                          const std::string& password);

}  // namespace drp::app
