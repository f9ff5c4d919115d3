/// The demonstration: a small cooperative in a store of its own, alive as long as the portal runs.
#pragma once

#include <optional>
#include <vector>

#include "core/problem.hpp"
#include "portal/change_feed.hpp"
#include "portal/demo_data.hpp"
#include "portal/programme.hpp"
#include "storage/merge.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// The password of all demo accounts. Public by intention: a demonstration shows it on its log-in page.
inline constexpr const char* kDemoPassword = "demo-portal";

/// Fills an empty store: organisations, accounts, meters, a programme with its events and 13 months of readings up to
/// `now`. All or nothing but for the readings, which are merged meter by meter. Problem: store-not-empty.
[[nodiscard]] core::Result<void> install_demo(storage::Store& store, core::UtcSeconds now);

/// The anchor of the demo in this store; nothing if it holds none.
[[nodiscard]] std::optional<core::UtcSeconds> demo_anchor(const storage::Store& store);

/// For the log-in page: one account a role.
[[nodiscard]] std::vector<DemoLogIn> demo_log_ins(const storage::Store& store, core::UtcSeconds anchor);

/// Brings the demo's readings up to date: what its meters have measured since, as it would have arrived. One thread.
class DemoLife {
  public:
    DemoLife(storage::Store& store, ChangeFeed& changes, core::UtcSeconds anchor);

    /// Merges every interval that has ended before `now` and is not there yet. Returns the number of values added.
    std::int64_t catch_up(core::UtcSeconds now);

  private:
    storage::Store& store_;
    ChangeFeed& changes_;
    DemoFleet fleet_;
    core::ImportId import_{};      // of this life's readings; made with the first
    storage::MergeCounts counts_;  // of that import
    core::UtcSeconds told_until_;  // everything that ended before is in the store
};

}  // namespace drp::portal
