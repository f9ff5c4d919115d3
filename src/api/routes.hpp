/// Every route of the portal. openapi.yaml describes each; a test holds the two against each other.
#pragma once

#include "api/caller.hpp"

namespace drp::api {

/// All of them, behind the gate. `services` outlives the router.
[[nodiscard]] Router make_router(Services& services);

// One file per resource.
void add_portal_routes(Router& router, Services& services);   ///< portal.cpp: what it says of itself, health, metrics
void add_session_routes(Router& router, Services& services);  ///< session.cpp
void add_user_routes(Router& router, Services& services);     ///< user.cpp
void add_own_account_routes(Router& router, Services& services);        ///< own_account.cpp
void add_own_second_factor_routes(Router& router, Services& services);  ///< own_second_factor.cpp
void add_own_email_routes(Router& router, Services& services);          ///< own_email.cpp
void add_own_data_routes(Router& router, Services& services);           ///< own_data.cpp
void add_meter_routes(Router& router, Services& services);              ///< meters.cpp
void add_map_routes(Router& router, Services& services);                ///< map.cpp: map and ranking
void add_vis_routes(Router& router, Services& services);                ///< vis.cpp
void add_analysis_routes(Router& router, Services& services);           ///< vis_analysis.cpp
void add_detail_routes(Router& router, Services& services);             ///< vis_details.cpp
void add_stream_routes(Router& router, Services& services);             ///< vis_stream.cpp
void add_import_routes(Router& router, Services& services);             ///< data_import.cpp
void add_temperature_routes(Router& router, Services& services);        ///< temperature.cpp
void add_export_routes(Router& router, Services& services);             ///< data_export.cpp
void add_admin_meter_routes(Router& router, Services& services);        ///< admin_meters.cpp
void add_admin_token_routes(Router& router, Services& services);        ///< admin_tokens.cpp
void add_joining_routes(Router& router, Services& services);      ///< joining.cpp: registering, forgotten passwords
void add_invitation_routes(Router& router, Services& services);   ///< invitations.cpp
void add_admin_claim_routes(Router& router, Services& services);  ///< admin_claims.cpp

void add_admin_organization_routes(Router& router, Services& services);  ///< admin_organizations.cpp
void add_admin_user_routes(Router& router, Services& services);          ///< admin_users.cpp
void add_admin_audit_routes(Router& router, Services& services);         ///< admin_audit.cpp
void add_organization_routes(Router& router, Services& services);        ///< organization.cpp
void add_organization_code_routes(Router& router, Services& services);   ///< organization_code.cpp

void add_program_routes(Router& router, Services& services);      ///< programs.cpp: programmes and their terms
void add_enrolment_routes(Router& router, Services& services);    ///< enrolments.cpp
void add_outage_routes(Router& router, Services& services);       ///< outages.cpp
void add_event_routes(Router& router, Services& services);        ///< events.cpp
void add_event_board_routes(Router& router, Services& services);  ///< event_board.cpp
void add_settlement_routes(Router& router, Services& services);   ///< settlements.cpp
void add_laboratory_routes(Router& router, Services& services);   ///< laboratory.cpp: and the peak-hour advisor

void add_alert_routes(Router& router, Services& services);  ///< alerts.cpp: what people want to be told of

void add_admin_configuration_routes(Router& router, Services& services);  ///< admin_configuration.cpp

}  // namespace drp::api
