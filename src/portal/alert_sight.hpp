/// What the rules speak of, as it is at one time: from the store and from the machine.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/time.hpp"
#include "portal/alert_plan.hpp"
#include "portal/programme.hpp"
#include "storage/alert_rules.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// What the process can say of the machine it runs on.
struct MachineState {
    struct Disk {
        std::string place;         ///< "host:/var/lib/drp"
        std::int64_t free_mb = 0;  ///< 10^6 bytes, of those that the portal may use
        std::int64_t total_mb = 0;
    };
    std::optional<Disk> disk;
    bool knows_backups = false;  ///< somebody said where they lie
    std::optional<core::UtcSeconds> newest_backup;
};

/// May this person be told of that? A rule of somebody who may not any more is silent.
[[nodiscard]] bool may_be_told(const Actor& actor, storage::AlertKind kind, storage::AlertScope scope);
/// The person of a rule, as the gate would see it.
[[nodiscard]] Actor person_of(const storage::LiveAlertRule& live);

/// How far back a condition is looked for: an import that comes once a day is seen whole.
inline constexpr std::int64_t kAlertLookBackSeconds = core::kSecondsPerDay;

/// Looks again and again, one thread at a time. Keeps what saves it reading series that have not changed.
class AlertSeer {
  public:
    /// `known` as plan_alerts() takes them.
    [[nodiscard]] AlertSight look(storage::Transaction& tx, std::span<const storage::LiveAlertRule> rules,
                                  std::span<const storage::Alert> known, const MachineState& machine,
                                  core::UtcSeconds now);

    /// What was seen came to nothing: everything is looked at again.
    void forget() { fingerprint_.clear(); }

  private:
    std::string fingerprint_;  // of the readings that were compared last
};

}  // namespace drp::portal
