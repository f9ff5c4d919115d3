/// All data held about a person, as a zip of CSV files: account, sessions, activity, meters, and the readings of a
/// residential user's own meter. Never a secret: no password hash, no codes, no tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "formats/zip_writer.hpp"
#include "portal/export.hpp"
#include "portal/meter_directory.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// Made piece by piece, so that it needs little memory. One thread at a time.
class OwnData {
  public:
    /// The store and the directory outlive it.
    OwnData(const storage::Store& store, const MeterDirectory& directory, Actor actor, core::UtcSeconds now)
        : store_(&store), directory_(&directory), actor_(std::move(actor)), now_(now) {}

    /// Appends the next piece of the zip; false when there is nothing more.
    [[nodiscard]] bool next(std::string& out);

  private:
    enum class Stage { account, activity, readings, end, done };

    void write_account(storage::Transaction& tx);
    [[nodiscard]] bool write_activity(storage::Transaction& tx);
    [[nodiscard]] bool write_readings(storage::Transaction& tx);

    const storage::Store* store_;
    const MeterDirectory* directory_;
    Actor actor_;
    core::UtcSeconds now_;
    formats::ZipWriter zip_;
    Stage stage_ = Stage::account;
    std::int64_t last_line_ = -1;  ///< of the activity; -1: not begun
    std::optional<ReadingExport> readings_;
    bool readings_has_begun_ = false;
};

}  // namespace drp::portal
