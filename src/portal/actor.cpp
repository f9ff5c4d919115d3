#include "portal/actor.hpp"

namespace drp::portal {

std::string_view role_name(Level level) noexcept {
    switch (level) {
        case Level::system_administrator:
            return "system_administrator";
        case Level::power_provider:
            return "power_provider";
        case Level::organisation_administrator:
            return "organisation_administrator";
        case Level::organisation_user:
            return "organisation_user";
        case Level::residential_user:
            return "residential_user";
        case Level::pending:
            break;
    }
    return "pending";
}

bool is_public(UseCase use_case) noexcept {
    switch (use_case) {
        case UseCase::see_portal:
        case UseCase::log_in:
        case UseCase::check_session:
            return true;
        default:
            return false;
    }
}

bool is_allowed(const Actor& actor, UseCase use_case) noexcept {
    if (is_public(use_case) || actor.kind == ActorKind::operator_) return true;
    if (!actor.is_authenticated()) return false;
    if (actor.kind == ActorKind::import_token)
        return use_case == UseCase::import_readings || use_case == UseCase::see_import_result;
    switch (use_case) {
        case UseCase::log_out:
        case UseCase::see_own_account:
            return true;
        case UseCase::see_meters:
        case UseCase::export_readings:
        case UseCase::watch_readings:
            return actor.level <= Level::residential_user;
        case UseCase::see_imports:
        case UseCase::see_import_result:
            return actor.level <= Level::power_provider;
        case UseCase::import_readings:
            return actor.level == Level::system_administrator;
        default:
            return false;
    }
}

}  // namespace drp::portal
