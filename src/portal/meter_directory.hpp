/// Which meters there are, whose they are, and who may see them: the one place where ownership is checked.
///
/// A use case that touches one meter's readings takes a VisibleMeter, and only this directory makes one, for an actor
/// who may see it. So no handler can forget to ask. A meter that exists but is not the actor's is answered exactly like
/// one that does not exist.
///
/// Kept in memory, because every request asks; refresh() after meters or mappings changed. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// Proof that an actor may see this meter.
class VisibleMeter {
  public:
    [[nodiscard]] core::MeterId id() const noexcept { return id_; }
    [[nodiscard]] const std::string& number() const noexcept { return number_; }

  private:
    friend class MeterDirectory;
    VisibleMeter(core::MeterId id, std::string number) : id_(id), number_(std::move(number)) {}
    core::MeterId id_;
    std::string number_;
};

class MeterDirectory {
  public:
    explicit MeterDirectory(const storage::Store& store) : store_(&store) { refresh(); }

    /// Reads meters and mappings anew.
    void refresh();

    /// By its number, or by one that it had before it was replaced. `meter-not-found` for a meter that is not there or
    /// not the actor's.
    [[nodiscard]] core::Result<VisibleMeter> find(const Actor& actor, std::string_view number) const;
    /// All of them, by number.
    [[nodiscard]] std::vector<VisibleMeter> all(const Actor& actor) const;
    /// For news about meters: no strings are made.
    [[nodiscard]] bool is_visible(const Actor& actor, core::MeterId meter) const;
    /// Nobody is told live of a retired one.
    [[nodiscard]] bool is_retired(core::MeterId meter) const;
    /// Empty if unknown.
    [[nodiscard]] std::string number_of(core::MeterId meter) const;

  private:
    struct Snapshot;
    [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;

    const storage::Store* store_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace drp::portal
