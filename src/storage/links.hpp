/// Links that are good once: whoever holds the token may do what the purpose says.
///
/// The token goes out in a mail and is never stored; the caller computes a hash of it (SHA-256, hex). A link that has
/// expired is not there any more, whether or not its row has been cleared away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

enum class LinkPurpose { password_reset, email_change, invitation };
[[nodiscard]] std::string_view to_text(LinkPurpose purpose) noexcept;

/// What a link is good for. It names a user, an organisation, or both, and goes when either of them goes.
struct NewLink {
    LinkPurpose purpose = LinkPurpose::password_reset;
    std::optional<core::UserId> user;
    std::optional<core::OrgId> org;
    std::string email;  ///< of an invitation and of a change of address; may be empty otherwise
};

struct OneTimeLink : NewLink {
    std::int64_t id = 0;
    core::UtcSeconds created;
    core::UtcSeconds expires;
};

/// Returns the link's number: a name for lists, of no use to whoever wants to use the link.
std::int64_t create_link(WriteTransaction& tx, std::string_view token_hash, const NewLink& link, core::UtcSeconds now,
                         core::UtcSeconds expires);
[[nodiscard]] std::optional<OneTimeLink> find_link(Transaction& tx, std::string_view token_hash, LinkPurpose purpose,
                                                   core::UtcSeconds now);
/// The same, and the link is gone: of two that use it at once, one gets it.
[[nodiscard]] std::optional<OneTimeLink> use_link(WriteTransaction& tx, std::string_view token_hash,
                                                  LinkPurpose purpose, core::UtcSeconds now);

/// Those of an organisation that have not expired, youngest first.
[[nodiscard]] std::vector<OneTimeLink> list_links_of(Transaction& tx, core::OrgId org, LinkPurpose purpose,
                                                     core::UtcSeconds now);

/// How many went.
int delete_links_of(WriteTransaction& tx, core::UserId user, LinkPurpose purpose);
int delete_links_of(WriteTransaction& tx, core::OrgId org, LinkPurpose purpose, std::string_view email);
/// Takes one of an organisation's list away; nothing if it has no such link.
std::optional<OneTimeLink> take_link(WriteTransaction& tx, core::OrgId org, LinkPurpose purpose, std::int64_t id,
                                     core::UtcSeconds now);
int delete_expired_links(WriteTransaction& tx, core::UtcSeconds now);

}  // namespace drp::storage
