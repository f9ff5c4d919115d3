/// JSON of one's own account, shared by its files.
#pragma once

#include "api/json.hpp"
#include "api/services.hpp"
#include "portal/own_account.hpp"

namespace drp::api {

/// `OwnAccount` of openapi.yaml. Asks the store.
[[nodiscard]] core::Result<json::object> own_account_json(Services& services, const portal::ActiveSession& session);
[[nodiscard]] json::object to_json(const portal::OwnAccount::SecondFactorState& state);

}  // namespace drp::api
