/// Who is asking. Every use case takes an Actor; only the session, the import token and the command line make one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace drp::portal {

/// SPEC 1. A smaller number may do more.
enum class Level : std::uint8_t {
    system_administrator = 0,
    power_provider = 1,
    organisation_administrator = 2,
    organisation_user = 3,
    residential_user = 4,
    pending = 5,  ///< not yet approved, or rejected
};

/// "system_administrator"; the names of the API.
[[nodiscard]] std::string_view role_name(Level level) noexcept;

enum class ActorKind : std::uint8_t {
    visitor,       ///< nobody is logged in
    user,          ///< a session
    import_token,  ///< a machine that may import, nothing else
    operator_,     ///< whoever can run `drp` on the store's own machine: may do everything
};

struct Actor {
    ActorKind kind = ActorKind::visitor;
    Level level = Level::pending;
    std::optional<core::UserId> user;
    std::optional<core::OrgId> organisation;
    std::string session_hash;  ///< of the session that spoke; empty for others

    [[nodiscard]] static Actor visitor() { return {}; }
    [[nodiscard]] static Actor import_token() { return {.kind = ActorKind::import_token}; }
    [[nodiscard]] static Actor operator_at_the_machine() {
        return {.kind = ActorKind::operator_, .level = Level::system_administrator};
    }
    [[nodiscard]] bool is_authenticated() const noexcept { return kind != ActorKind::visitor; }
    [[nodiscard]] bool sees_all_meters() const noexcept {
        return is_authenticated() && kind != ActorKind::import_token && level <= Level::power_provider;
    }
};

/// What can be asked of the portal, one name for one row of the authorisation table.
enum class UseCase : std::uint8_t {
    see_portal,         ///< name, programme rules, log-in page, documents
    log_in,             ///<
    check_session,      ///< whether a session is there
    log_out,            ///<
    see_own_account,    ///<
    see_meters,         ///< meters the actor may see, their series and figures; which ones: MeterDirectory
    export_readings,    ///< readings of those meters
    see_imports,        ///< import jobs and their verdicts
    import_readings,    ///<
    watch_readings,     ///< the live stream of those meters
    see_import_result,  ///< one job; a machine may watch what it sent
};

/// The authorisation table (SPEC 1). The one place where a role is compared.
[[nodiscard]] bool is_allowed(const Actor& actor, UseCase use_case) noexcept;

/// True where the use case may be asked by anyone.
[[nodiscard]] bool is_public(UseCase use_case) noexcept;

}  // namespace drp::portal
