#include <iostream>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "app/command.hpp"
#include "portal/accounts.hpp"
#include "portal/password_rules.hpp"
#include "portal/secrets.hpp"
#include "storage/meters.hpp"

namespace drp::app {
namespace {

struct UserOptions {
    std::string email;
    std::string first_name;
    std::string last_name;
    std::int64_t organisation = 0;
    bool is_admin = false;
    std::string meter;
};

core::Problem unknown_user(const std::string& email) {
    return {core::ProblemKind::not_found, "user-unknown", "There is no such account.", email,
            "`drp user list` shows those there are."};
}

/// Never an argument: other users of the machine can read those. Without echo on a terminal, else one line.
core::Result<std::string> read_password(const std::string& email) {
    const bool asks = isatty(STDIN_FILENO) == 1;
    termios saved{};
    if (asks) {
        fmt::print(stderr, "Password: ");
        tcgetattr(STDIN_FILENO, &saved);
        auto silent = saved;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    }
    std::string password;
    std::getline(std::cin, password);
    if (asks) {
        tcsetattr(STDIN_FILENO, TCSANOW, &saved);
        fmt::print(stderr, "\n");
    }
    if (auto acceptable = portal::acceptable_password(password, email); !acceptable) return acceptable.error();
    return password;
}

core::Result<int> add(const CommonOptions& common, const UserOptions& options) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto password = read_password(options.email);
    if (!password) return password.error();
    storage::NewUser user{options.email, options.first_name, options.last_name, portal::hash_password(*password)};
    user.status = storage::MemberStatus::approved;
    user.is_admin = options.is_admin;
    if (options.organisation != 0) user.org = core::OrgId{options.organisation};
    auto tx = store->write();
    const auto created = storage::create_user(tx, user, now());
    if (!created) return created.error();
    if (!options.meter.empty()) {
        const auto meter = storage::find_meter(tx, options.meter);
        if (!meter)
            return core::Problem{core::ProblemKind::not_found, "meter-not-found", "There is no such meter.",
                                 options.meter, ""};
        if (const auto done = storage::assign_meter(tx, meter->id, created->id); !done) return done.error();
    }
    tx.commit();
    if (common.as_json) {
        print_json({{"id", created->id.value}, {"email", created->email}});
    } else {
        fmt::print("{} added as {}\n", created->email, portal::role_name(portal::level_of(*created)));
    }
    return 0;
}

core::Result<int> list(const CommonOptions& common) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->read();
    const auto users = storage::list_users(tx);
    boost::json::array array;
    std::vector<std::vector<std::string>> rows;
    for (const auto& user : users) {
        const std::string role(portal::role_name(portal::level_of(user)));
        array.push_back(
            {{"id", user.id.value}, {"email", user.email}, {"role", role}, {"organisation", user.org_name}});
        rows.push_back({user.email, user.first_name + " " + user.last_name, role, user.org_name});
    }
    if (common.as_json) {
        print_json(array);
    } else {
        print_table({"E-MAIL", "NAME", "ROLE", "ORGANISATION"}, rows);
    }
    return 0;
}

core::Result<int> set_password(const CommonOptions& common, const std::string& email) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto password = read_password(email);
    if (!password) return password.error();
    auto tx = store->write();
    const auto user = storage::find_user_by_email(tx, email);
    if (!user) return unknown_user(email);
    storage::UserChange change;
    change.password_hash = portal::hash_password(*password);
    if (const auto done = storage::update_user(tx, user->id, change); !done) return done.error();
    storage::delete_sessions_of(tx, user->id);
    tx.commit();
    return 0;
}

core::Result<int> remove(const CommonOptions& common, const std::string& email) {
    auto store = open_store(common);
    if (!store) return store.error();
    auto tx = store->write();
    const auto user = storage::find_user_by_email(tx, email);
    if (!user) return unknown_user(email);
    if (const auto done = storage::delete_user(tx, user->id); !done) return done.error();
    tx.commit();
    return 0;
}

}  // namespace

void add_user_commands(Commands& commands) {
    auto* user = commands.app->add_subcommand("user", "Accounts: list, add, password, delete");
    user->require_subcommand(1);
    auto options = std::make_shared<UserOptions>();

    auto* list_command = commands.add("list", "List all accounts", user);
    commands.run(list_command, [&commands] { return list(commands.common); });

    auto* add_command = commands.add("add", "Add an account; the password is read from standard input", user);
    add_command->add_option("email", options->email)->required();
    add_command->add_option("--first-name", options->first_name);
    add_command->add_option("--last-name", options->last_name);
    auto* organisation = add_command->add_option("--organisation", options->organisation, "Number of the organisation");
    add_command->add_flag("--admin", options->is_admin, "Administrator of that organisation")->needs(organisation);
    add_command->add_option("--meter", options->meter, "A residential customer's meter")->excludes(organisation);
    commands.run(add_command, [&commands, options] { return add(commands.common, *options); });

    auto* password_command =
        commands.add("password", "Set a new password, read from standard input; ends all sessions", user);
    password_command->add_option("email", options->email)->required();
    commands.run(password_command, [&commands, options] { return set_password(commands.common, options->email); });

    auto* delete_command = commands.add("delete", "Delete an account", user);
    delete_command->add_option("email", options->email)->required();
    commands.run(delete_command, [&commands, options] { return remove(commands.common, options->email); });
}

}  // namespace drp::app
