#include "portal/actor.hpp"

#include <array>

namespace drp::portal {

bool is_at_least(Level level, std::optional<Level> least) noexcept {
    return least && level <= *least;
}

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

namespace {

/// One bit a level.
using Levels = unsigned;
constexpr Levels only(Level level) {
    return 1U << static_cast<unsigned>(level);
}
constexpr Levels up_to(Level level) {
    return (only(level) << 1U) - 1;
}
constexpr Levels kEveryone = 1U << 6U;  ///< without logging in

struct Row {
    UseCase use_case;
    std::string_view name;
    Levels levels;                       ///< that may, or kEveryone
    bool TokenScopes::*scope = nullptr;  ///< with which a token may too
    bool is_open_with_a_duty = false;    ///< even before a password has been changed or a second factor enrolled
};

constexpr std::array kTable{
    Row{UseCase::see_portal, "see_portal", kEveryone},
    Row{UseCase::log_in, "log_in", kEveryone},
    Row{UseCase::check_session, "check_session", kEveryone},
    Row{UseCase::register_account, "register_account", kEveryone},
    Row{UseCase::reset_password, "reset_password", kEveryone},
    Row{UseCase::use_link, "use_link", kEveryone},
    Row{UseCase::log_out, "log_out", up_to(Level::pending), nullptr, true},
    Row{UseCase::see_own_account, "see_own_account", up_to(Level::pending), nullptr, true},
    Row{UseCase::change_own_account, "change_own_account", up_to(Level::pending), nullptr, true},
    Row{UseCase::manage_alerts, "manage_alerts", up_to(Level::residential_user)},
    Row{UseCase::see_meters, "see_meters", up_to(Level::residential_user), &TokenScopes::may_read},
    Row{UseCase::export_readings, "export_readings", up_to(Level::residential_user), &TokenScopes::may_export},
    Row{UseCase::watch_readings, "watch_readings", up_to(Level::residential_user), &TokenScopes::may_read},
    Row{UseCase::see_events, "see_events", up_to(Level::residential_user), &TokenScopes::may_read},
    Row{UseCase::manage_events, "manage_events", up_to(Level::system_administrator)},
    Row{UseCase::see_settlements, "see_settlements", up_to(Level::residential_user), &TokenScopes::may_read},
    Row{UseCase::settle_events, "settle_events", up_to(Level::system_administrator)},
    Row{UseCase::acknowledge_event, "acknowledge_event",
        up_to(Level::residential_user) & ~up_to(Level::power_provider)},
    Row{UseCase::opt_out, "opt_out", up_to(Level::residential_user) & ~only(Level::power_provider)},
    Row{UseCase::see_programs, "see_programs", up_to(Level::power_provider)},
    Row{UseCase::manage_programs, "manage_programs", up_to(Level::system_administrator)},
    Row{UseCase::see_ranking, "see_ranking", up_to(Level::organisation_user)},
    Row{UseCase::see_organisation, "see_organisation", up_to(Level::organisation_administrator)},
    Row{UseCase::manage_organisation, "manage_organisation",
        only(Level::system_administrator) | only(Level::organisation_administrator)},
    Row{UseCase::see_imports, "see_imports", up_to(Level::power_provider)},
    Row{UseCase::see_import_result, "see_import_result", up_to(Level::power_provider), &TokenScopes::may_import},
    Row{UseCase::import_readings, "import_readings", up_to(Level::system_administrator), &TokenScopes::may_import},
    Row{UseCase::undo_import, "undo_import", up_to(Level::system_administrator)},
    Row{UseCase::manage_organisations, "manage_organisations", up_to(Level::system_administrator)},
    Row{UseCase::manage_meters, "manage_meters", up_to(Level::system_administrator)},
    Row{UseCase::manage_users, "manage_users", up_to(Level::system_administrator)},
    Row{UseCase::manage_claims, "manage_claims", up_to(Level::system_administrator)},
    Row{UseCase::manage_tokens, "manage_tokens", up_to(Level::system_administrator)},
    Row{UseCase::see_audit, "see_audit", up_to(Level::system_administrator)},
    Row{UseCase::see_configuration, "see_configuration", up_to(Level::system_administrator)},
};

/// The table is in the order of the enumeration, so that a use case is its own index.
constexpr bool is_in_order() {
    for (std::size_t i = 0; i < kTable.size(); ++i)
        if (static_cast<std::size_t>(kTable[i].use_case) != i) return false;
    return true;
}
static_assert(is_in_order());

const Row& row_of(UseCase use_case) noexcept {
    return kTable[static_cast<std::size_t>(use_case)];
}

}  // namespace

bool is_public(UseCase use_case) noexcept {
    return row_of(use_case).levels == kEveryone;
}

bool is_allowed(const Actor& actor, UseCase use_case) noexcept {
    const auto& row = row_of(use_case);
    switch (actor.kind) {
        case ActorKind::operator_:
            return true;
        case ActorKind::token:
            return row.levels == kEveryone || (row.scope != nullptr && actor.scopes.*row.scope);
        case ActorKind::user:
            if (row.levels == kEveryone) return true;
            return (row.levels & only(actor.level)) != 0 && (actor.duty == Duty::none || row.is_open_with_a_duty);
        case ActorKind::visitor:
            break;
    }
    return row.levels == kEveryone;
}

std::optional<core::OrgId> managed_organisation(const Actor& actor, std::optional<core::OrgId> asked) {
    const auto org = asked ? asked : actor.organisation;
    return org && may_manage_user(actor, org) ? org : std::nullopt;
}

bool may_manage_user(const Actor& actor, std::optional<core::OrgId> users_org) {
    if (!is_allowed(actor, UseCase::manage_organisation)) return false;
    if (actor.level == Level::system_administrator) return true;
    return actor.level == Level::organisation_administrator && users_org && users_org == actor.organisation;
}

std::optional<core::OrgId> visible_organisation(const Actor& actor, std::optional<core::OrgId> asked) {
    const auto org = asked ? asked : actor.organisation;
    if (!org || !is_allowed(actor, UseCase::see_organisation)) return std::nullopt;
    return actor.level <= Level::power_provider || org == actor.organisation ? org : std::nullopt;
}

std::optional<std::int64_t> own_entity(const Actor& actor) noexcept {
    if (actor.kind != ActorKind::user || actor.sees_all_meters()) return std::nullopt;
    if (actor.level == Level::residential_user && actor.user) return actor.user->value;
    if (actor.level <= Level::organisation_user && actor.organisation) return actor.organisation->value;
    return std::nullopt;
}

std::string_view use_case_name(UseCase use_case) noexcept {
    return row_of(use_case).name;
}

std::span<const UseCase> all_use_cases() noexcept {
    static constexpr auto kAll = [] {
        std::array<UseCase, kTable.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = kTable[i].use_case;
        return all;
    }();
    return kAll;
}

}  // namespace drp::portal
