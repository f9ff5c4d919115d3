/// Where the portal's own key (portal/keys.hpp) comes from.
#pragma once

#include <string>

#include "core/problem.hpp"
#include "portal/keys.hpp"

namespace drp::app {

/// The key of the store at `store_address`: DRP_PORTAL_KEY or DRP_PORTAL_KEY_FILE (at least 32 characters), else the
/// file `portal-key` beside the store, which is made (64 random hex digits, for its owner alone) where there is none.
/// A store on a server has no such folder: there the variable has to be set.
/// Two processes that make it at once get the same one. `drp serve` and the commands that need the key all ask here.
/// Problems: secret-given-twice, secret-unreadable, secret-too-short, portal-key-missing,
/// portal-key-unreadable.
[[nodiscard]] core::Result<portal::PortalKey> portal_key_of(const std::string& store_address);

}  // namespace drp::app
