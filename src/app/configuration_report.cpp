#include "app/configuration_report.hpp"

#include <cstdlib>
#include <set>

#include "app/environment.hpp"
#include "app/provider_configuration.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;
using core::Problem;
using core::Result;
using View = api::ConfigurationView;

constexpr const char* kProgrammeFile = "drp-config.json";
constexpr const char* kProviderFile = "provider-config.json";

json::value shown(const Setting& setting, bool is_set) {
    if (setting.is_secret) return is_set ? "set" : "not set";
    return setting.give();
}

void add_programme(View& view, Configuration& configuration) {
    for (const auto& setting : settings_of(configuration)) {
        const bool is_stated = configuration.stated.contains(setting.name);
        view.settings.push_back({kProgrammeFile, setting.name, shown(setting, is_stated),
                                 is_stated ? "file" : "default", setting.meaning, setting.is_secret});
    }
}

void add_provider(View& view, ProviderConfiguration& provider, bool is_there) {
    for (const auto& setting : settings_of(provider)) {
        const bool is_set = is_there && !setting.give().as_string().empty();
        view.settings.push_back({kProviderFile, setting.name, shown(setting, is_set), is_set ? "file" : "default",
                                 setting.meaning, setting.is_secret});
    }
}

void add_environment(View& view) {
    Environment environment;
    for (const auto& setting : settings_of(environment)) {
        const char* value = std::getenv(setting.name.c_str());
        const bool is_set = value != nullptr && *value != '\0';
        auto text = setting.is_secret ? json::value(is_set ? "set" : "not set")
                    : is_set          ? json::value(value)
                                      : json::value(nullptr);
        view.settings.push_back({"environment", setting.name, std::move(text), is_set ? "environment" : "default",
                                 setting.meaning, setting.is_secret});
    }
}

void add_warnings(View& view, const Configuration& configuration) {
    const auto warn = [&](const char* code, const char* message) { view.warnings.push_back({code, message}); };
    if (!configuration.claim_codes)
        warn("claim-codes-off",
             "Claim codes are switched off: whoever knows a meter's number can register it and read its data.");
    if (configuration.public_url.empty())
        warn("public-url-missing", "public_url is not set: mails cannot hold links to this portal.");
    if (!configuration.smtp.is_set())
        warn("smtp-missing", "smtp is not set: no mail leaves, and administrators hand out links themselves.");
    else if (configuration.smtp.security == "none")
        warn("smtp-not-secure", "Mails go to the mail server without encryption.");
    if (!configuration.second_factor_required_up_to)
        warn("second-factor-optional", "No role has to use a second factor.");
}

}  // namespace

Result<View> configuration_report(const std::filesystem::path& folder) {
    auto configuration = load_configuration(folder / kProgrammeFile);
    if (!configuration) return configuration.error();
    auto provider = load_provider_configuration(folder / kProviderFile);
    if (!provider) return provider.error();
    if (auto environment = check_environment(); !environment) return environment.error();
    View view;
    add_programme(view, *configuration);
    auto stated = provider->value_or(ProviderConfiguration{});
    add_provider(view, stated, provider->has_value());
    add_environment(view);
    add_warnings(view, *configuration);
    return view;
}

std::vector<Problem> configuration_problems(const std::filesystem::path& folder) {
    std::vector<Problem> problems;
    const auto collect = [&](const auto& result) {
        if (!result) problems.push_back(result.error());
    };
    collect(load_configuration(folder / kProgrammeFile));
    collect(load_provider_configuration(folder / kProviderFile));
    collect(check_environment());
    for (const auto* name :
         {"DRP_DB_PASSWORD", "DRP_PORTAL_KEY", "DRP_REDIS_PASSWORD", "DRP_SMTP_PASSWORD", "DRP_IMPORT_TOKEN"})
        collect(secret_from_environment(name));
    return problems;
}

}  // namespace drp::app
