/// Who is asking. Every use case takes an Actor; only the session, the import token and the command line make one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
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

/// Does `level` do as much as `least`, or more? False without a `least`.
[[nodiscard]] bool is_at_least(Level level, std::optional<Level> least) noexcept;

enum class ActorKind : std::uint8_t {
    visitor,    ///< nobody is logged in
    user,       ///< a session
    token,      ///< a machine with an API token: may do what its scopes say, nothing else
    operator_,  ///< whoever can run `drp` on the store's own machine: may do everything
};

/// What an API token is good for.
struct TokenScopes {
    bool may_import = false;
    bool may_export = false;
    bool may_read = false;  ///< meters, series and figures of all meters
};

/// What a person has to do before anything else is open.
enum class Duty : std::uint8_t { none, change_password, enrol_second_factor };

struct Actor {
    ActorKind kind = ActorKind::visitor;
    Level level = Level::pending;
    std::optional<core::UserId> user;
    std::optional<core::OrgId> organisation;
    std::string session_hash;  ///< of the session that spoke; empty for others
    Duty duty = Duty::none;
    TokenScopes scopes;                    ///< of a token
    std::optional<std::int64_t> token_id;  ///< of a token that the portal keeps
    std::string name;                      ///< for the audit trail: e-mail, name of the token, login at the machine
    std::string address;                   ///< where the request came from; empty for the operator

    [[nodiscard]] static Actor visitor() { return {}; }
    [[nodiscard]] static Actor token(TokenScopes scopes, std::string name) {
        return {.kind = ActorKind::token, .scopes = scopes, .name = std::move(name)};
    }
    [[nodiscard]] static Actor operator_at_the_machine(std::string name = "operator") {
        return {.kind = ActorKind::operator_, .level = Level::system_administrator, .name = std::move(name)};
    }
    [[nodiscard]] bool is_authenticated() const noexcept { return kind != ActorKind::visitor; }
    [[nodiscard]] bool sees_all_meters() const noexcept {
        if (kind == ActorKind::token) return scopes.may_export || scopes.may_read;
        return is_authenticated() && level <= Level::power_provider;
    }
};

/// What can be asked of the portal, one name for one row of the authorisation table.
enum class UseCase : std::uint8_t {
    see_portal,            ///< name, programme rules, log-in page, documents
    log_in,                ///<
    check_session,         ///< whether a session is there
    register_account,      ///< with a meter's or an organisation's number and claim code
    reset_password,        ///< ask for a link, and use one
    use_link,              ///< confirm an e-mail address, look at an invitation
    log_out,               ///<
    see_own_account,       ///< and its sessions, and all data held about oneself
    change_own_account,    ///< names, e-mail, password, second factor, preferences, sessions; delete it
    manage_alerts,         ///< what one wants to be told of, and what was
    see_meters,            ///< meters the actor may see, their series and figures; which ones: MeterDirectory
    export_readings,       ///< readings of those meters
    watch_readings,        ///< the live stream of those meters
    see_events,            ///< response events: those of one's own meters, without drafts; the provider's staff: all
    manage_events,         ///< draw up, schedule, cancel
    see_settlements,       ///< how events were settled: lines of one's own meters; the provider's staff: all
    settle_events,         ///< settle, and settle again
    acknowledge_event,     ///< say for one's organisation or oneself that an event has been noted
    opt_out,               ///< take one's meters out of an event, and in again, until its deadline
    see_programs,          ///< programmes, their terms and enrolments, drafts of events, who was notified
    manage_programs,       ///< make and change programmes, enrol meters
    see_ranking,           ///< how one's organisation stands among the others
    see_organisation,      ///< members and meters of one's own organisation; the system administrator: of any
    manage_organisation,   ///< its members, invitations and join code
    see_imports,           ///< import jobs and their verdicts
    see_import_result,     ///< one job; a machine may watch what it sent
    import_readings,       ///<
    undo_import,           ///<
    manage_organisations,  ///< create, rename, delete
    manage_meters,         ///< create, describe, retire, replace, assign
    manage_users,          ///< find, unlock, change role, hand out a reset link
    manage_claims,         ///< see, renew and revoke claim codes
    manage_tokens,         ///< API tokens
    see_audit,             ///< the audit trail
    see_configuration,     ///< every setting with its source
};

/// The authorisation table (SPEC 1). The one place where a role is compared.
[[nodiscard]] bool is_allowed(const Actor& actor, UseCase use_case) noexcept;

/// True where the use case may be asked by anyone.
[[nodiscard]] bool is_public(UseCase use_case) noexcept;

/// The organisation whose people the actor may manage: the one `asked` for, or one's own where nothing is asked. The
/// system administrator manages any, an organisation's administrator its own. Nothing: none, or not that one; whoever
/// is answered must not be able to tell whether it exists.
[[nodiscard]] std::optional<core::OrgId> managed_organisation(const Actor& actor, std::optional<core::OrgId> asked);

/// The same for a person: `users_org` is the organisation that person belongs to, if any.
[[nodiscard]] bool may_manage_user(const Actor& actor, std::optional<core::OrgId> users_org);

/// The organisation whose people and meters the actor may look at: asked for, or one's own. Members of the provider
/// look at any. Nothing is answered as above.
[[nodiscard]] std::optional<core::OrgId> visible_organisation(const Actor& actor, std::optional<core::OrgId> asked);

/// The entity whose meters are the actor's own: its organisation, or a resident itself. Nothing for whoever sees all
/// meters or none.
[[nodiscard]] std::optional<std::int64_t> own_entity(const Actor& actor) noexcept;

/// "see_meters"; for the printed table and for tests.
[[nodiscard]] std::string_view use_case_name(UseCase use_case) noexcept;

/// Every use case, in the order above.
[[nodiscard]] std::span<const UseCase> all_use_cases() noexcept;

}  // namespace drp::portal
