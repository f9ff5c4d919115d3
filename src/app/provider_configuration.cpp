#include "app/provider_configuration.hpp"

#include <fstream>

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/secrets.hpp"
#include "portal/trail.hpp"
#include "storage/accounts.hpp"
#include "storage/organizations.hpp"

namespace drp::app {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kMinPasswordBytes = 10;
constexpr const char* kPassword = "administrator.password";

Setting required(Setting setting) {
    setting.is_required = true;
    setting.needs_its_object = true;
    return setting;
}

Setting secret(Setting setting) {
    setting.is_secret = true;
    return setting;
}

Problem wrong_password(const std::string& file, std::string message) {
    return {ProblemKind::invalid_input, "configuration-invalid", std::move(message), file + ": " + kPassword,
            fmt::format("State {0} or {0}_file, of at least {1} characters.", kPassword, kMinPasswordBytes)};
}

/// The password itself, wherever it stands. A relative file is beside the configuration.
Result<std::string> password_of(const ProviderConfiguration& configuration, const std::filesystem::path& file) {
    auto password = configuration.password;
    if (!configuration.password_file.empty()) {
        if (!password.empty()) return wrong_password(file.string(), "The password is given twice.");
        std::ifstream in(file.parent_path() / configuration.password_file);
        if (!std::getline(in, password)) return wrong_password(file.string(), "The password's file cannot be read.");
        password = std::string(core::trimmed(password));
    }
    if (password.size() < kMinPasswordBytes) return wrong_password(file.string(), "The password is too short.");
    return password;
}

}  // namespace

std::vector<Setting> settings_of(ProviderConfiguration& into) {
    return {
        required(pattern_setting("organisation.name", "Name of the provider's organisation.", into.organisation,
                                 R"([^\s])", "a text that is not blank")),
        required(pattern_setting("administrator.email", "Who logs in first.", into.email,
                                 R"(^[^@<>,; \t\r\n]+@[A-Za-z0-9.-]+$)", "an e-mail address", 254)),
        text_setting("administrator.first_name", "Given name.", into.first_name),
        text_setting("administrator.last_name", "Family name.", into.last_name),
        secret(text_setting(kPassword, "First password, which has to be changed at the first log-in.", into.password,
                            1024)),
        text_setting("administrator.password_file", "A file that holds it instead, beside this one if relative.",
                     into.password_file),
    };
}

Result<std::optional<ProviderConfiguration>> load_provider_configuration(const std::filesystem::path& file) {
    const auto text = read_settings_file(file.string());
    if (!text) return text.error();
    if (!*text) return std::optional<ProviderConfiguration>();
    ProviderConfiguration configuration;
    const auto stated = read_settings(**text, file.string(), settings_of(configuration));
    if (!stated) return stated.error();
    auto password = password_of(configuration, file);
    if (!password) return password.error();
    configuration.password = std::move(*password);
    return std::optional(std::move(configuration));
}

Result<bool> make_provider(storage::Store& store, const ProviderConfiguration& configuration, core::UtcSeconds now) {
    {
        auto tx = store.read();
        if (storage::provider_organization(tx)) return false;
    }
    const auto hash = portal::hash_password(configuration.password);
    auto tx = store.write();
    const auto organisation = storage::create_organization(tx, configuration.organisation, true, now);
    if (!organisation) return organisation.error();
    storage::NewUser user{configuration.email, configuration.first_name, configuration.last_name, hash};
    user.org = organisation->id;
    user.status = storage::MemberStatus::approved;
    user.is_admin = true;
    user.must_change_password = true;
    const auto administrator = storage::create_user(tx, user, now);
    if (!administrator) return administrator.error();
    const auto portal = portal::the_portal_itself();
    portal::book(tx, portal,
                 {"organisation.create",
                  portal::subject_of(organisation->id),
                  {},
                  {{"name", configuration.organisation}, {"is_provider", "true"}}},
                 now);
    portal::book(tx, portal,
                 {"user.create", portal::subject_of(administrator->id), {}, {{"email", configuration.email}}}, now);
    tx.commit();
    return true;
}

}  // namespace drp::app
