/// Claim codes as the system administrator sees and keeps them.
///
/// Codes are shown only where they are asked for, and that they were is booked. Any thread.
#pragma once

#include <string>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/claims.hpp"
#include "storage/claim_list.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class ClaimAdmin {
  public:
    ClaimAdmin(storage::Store& store, const Claims& claims) : store_(&store), claims_(&claims) {}

    struct Row {
        storage::ListedClaim listed;
        std::string code;  ///< empty unless it is shown; only of open ones
    };
    [[nodiscard]] core::Result<storage::Listed<Row>> list(ClaimKind kind, const storage::ClaimFilter& filter,
                                                          const storage::PageQuery& page) const;
    /// The same with the codes of those that are open. Booked with how many: those of the page or, where a list is read
    /// page by page without its total, at its first page all that fit.
    [[nodiscard]] core::Result<storage::Listed<Row>> show(const Actor& actor, ClaimKind kind,
                                                          const storage::ClaimFilter& filter,
                                                          const storage::PageQuery& page, core::UtcSeconds now);

    /// Other codes for these meters or organisations, by number; all or none. Problems: meter-not-found,
    /// organisation-not-found.
    [[nodiscard]] core::Result<void> renew(const Actor& actor, ClaimKind kind, const std::vector<std::string>& numbers,
                                           core::UtcSeconds now);
    /// No code is good for them until it is renewed. The same Problems.
    [[nodiscard]] core::Result<void> revoke(const Actor& actor, ClaimKind kind, const std::vector<std::string>& numbers,
                                            core::UtcSeconds now);

  private:
    storage::Store* store_;
    const Claims* claims_;
};

}  // namespace drp::portal
