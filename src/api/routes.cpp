#include "api/routes.hpp"

#include "api/acknowledgements.hpp"

namespace drp::api {

Router make_router(Services& services) {
    Router router(make_gate(services));
    add_portal_routes(router, services);
    add_session_routes(router, services);
    add_user_routes(router, services);
    add_own_account_routes(router, services);
    add_own_second_factor_routes(router, services);
    add_own_data_routes(router, services);
    add_own_email_routes(router, services);
    add_joining_routes(router, services);
    add_invitation_routes(router, services);
    add_meter_routes(router, services);
    add_map_routes(router, services);
    add_vis_routes(router, services);
    add_analysis_routes(router, services);
    add_detail_routes(router, services);
    add_stream_routes(router, services);
    add_import_routes(router, services);
    add_export_routes(router, services);
    add_temperature_routes(router, services);
    add_admin_organization_routes(router, services);
    add_admin_user_routes(router, services);
    add_admin_audit_routes(router, services);
    add_organization_routes(router, services);
    add_admin_meter_routes(router, services);
    add_admin_claim_routes(router, services);
    add_admin_token_routes(router, services);
    add_acknowledgement_routes(router, services);
    add_alert_routes(router, services);
    add_admin_configuration_routes(router, services);
    add_organization_code_routes(router, services);
    add_program_routes(router, services);
    add_enrolment_routes(router, services);
    add_outage_routes(router, services);
    add_event_routes(router, services);
    add_event_board_routes(router, services);
    add_settlement_routes(router, services);
    add_laboratory_routes(router, services);
    return router;
}

}  // namespace drp::api
