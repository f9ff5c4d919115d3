/// Inviting people into an organisation by mail: the link in it makes an approved member of whoever has it.
///
/// The gate has let in who may manage an organisation; here it is seen to that it is one's own. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "portal/actor.hpp"
#include "portal/programme.hpp"
#include "storage/links.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class Invitations {
  public:
    static constexpr std::int64_t kLinkSeconds = 7 * core::kSecondsPerDay;
    static constexpr std::size_t kMaxOpen = 200;  ///< of one organisation

    Invitations(storage::Store& store, const Programme& programme) : store_(&store), programme_(&programme) {}

    struct Sent {
        storage::OneTimeLink invitation;
        std::string link;  ///< to hand over where the portal sends no mails; empty where it does
    };
    /// `org` is one's own where nothing is said. A former invitation of the same address is withdrawn.
    /// Problems: organisation-not-found, field-invalid (email), email-taken, too-many-invitations.
    [[nodiscard]] core::Result<Sent> invite(const Actor& actor, std::optional<core::OrgId> org, std::string_view email,
                                            core::UtcSeconds now);
    /// Those that are open, youngest first. Problem: organisation-not-found.
    [[nodiscard]] core::Result<std::vector<storage::OneTimeLink>> list(const Actor& actor,
                                                                       std::optional<core::OrgId> org,
                                                                       core::UtcSeconds now) const;
    /// Problems: organisation-not-found, invitation-not-found.
    [[nodiscard]] core::Result<void> withdraw(const Actor& actor, std::optional<core::OrgId> org, std::int64_t id,
                                              core::UtcSeconds now);

    struct Invitation {
        std::string email;
        std::string organisation;
        core::UtcSeconds expires;
    };
    /// For the form of the invited. Problem: link-not-valid.
    [[nodiscard]] core::Result<Invitation> look_at(std::string_view token, core::UtcSeconds now) const;

  private:
    storage::Store* store_;
    const Programme* programme_;
};

/// The Problem of an invitation that was used or withdrawn, or has expired.
[[nodiscard]] core::Problem invitation_not_valid();

}  // namespace drp::portal
