/// The list of all claim codes, by what they are for. The codes themselves are computed by portal/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/claims.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct ListedClaim {
    std::int64_t subject = 0;  ///< inner key of the meter, or id of the organisation
    std::string number;        ///< of the meter, or the organisation's number
    std::string name;          ///< label of the meter, or name of the organisation
    std::string address;       ///< of the meter
    ClaimRecord claim;
    core::UtcSeconds created;  ///< of the subject
};

struct ClaimFilter {
    enum class State : std::uint8_t { any, open, used, revoked };
    State state = State::any;
    std::optional<core::OrgId> org;    ///< meters of this organisation
    std::optional<bool> is_assigned;   ///< meters
    std::vector<std::string> numbers;  ///< these only; empty: all
};

/// Retired meters and the provider need no code and are left out. Searched by number, name and address; sorted by
/// number, name, since. Problem: query-invalid.
[[nodiscard]] core::Result<Listed<ListedClaim>> list_claims(Transaction& tx, ClaimKind kind, const ClaimFilter& filter,
                                                            const PageQuery& page);

}  // namespace drp::storage
