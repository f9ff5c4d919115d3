#include "app/configuration.hpp"

#include <cstdlib>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "core/time_zone.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::int64_t kMostRequests = 1'000'000'000;

// A person's browser resolves these: the portal's own address, and that of the map's tiles.
constexpr const char* kPublicUrl = R"(^(https://[A-Za-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?/?$)";
constexpr const char* kTileUrl =
    R"(^(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/{}?=&%@-]+$)";
constexpr const char* kHost = R"(^[A-Za-z0-9.:-]+$)";
constexpr const char* kMailAddress = R"(^[^@<>,; \t\r\n]+@[A-Za-z0-9.-]+$)";

/// A text that, while nothing states it, comes from the store.
Setting optional_text_setting(std::string name, std::string meaning, std::optional<std::string>& field) {
    auto scratch = std::make_shared<std::string>();
    auto setting = text_setting(std::move(name), std::move(meaning), *scratch);
    setting.take = [scratch, take = std::move(setting.take), &field](const json::value& value) {
        if (!take(value)) return false;
        field = *scratch;
        return true;
    };
    setting.give = [&field] { return field ? json::value(*field) : json::value(nullptr); };
    return setting;
}

Setting zone_setting(std::string name, std::string meaning, std::optional<std::string>& field) {
    auto setting = optional_text_setting(std::move(name), std::move(meaning), field);
    setting.expected = "an IANA time zone such as \"America/Chicago\"";
    setting.take = [take = std::move(setting.take)](const json::value& value) {
        return value.is_string() && core::TimeZone::find(std::string(value.get_string())) && take(value);
    };
    return setting;
}

// A text, because a JSON number is binary and 0.1 $/kWh is not.
Setting price_setting(std::string name, std::string meaning, core::DollarsPerKwh& field) {
    return {std::move(name),
            std::move(meaning),
            "a price in $/kWh as text, such as \"0.085\"",
            json::object{{"type", "string"}, {"pattern", R"(^[0-9]{1,6}(\.[0-9]{1,6})?$)"}},
            [&field](const json::value& value) {
                if (!value.is_string()) return false;
                const auto price = core::parse_price(std::string(value.get_string()));
                if (price) field = *price;
                return price.has_value();
            },
            [&field] { return json::value(core::to_text(field)); }};
}

Setting level_setting(std::string name, std::string meaning, std::optional<portal::Level>& field) {
    constexpr std::int64_t kLast = 2;
    return {std::move(name),
            std::move(meaning),
            "0, 1, 2 or null",
            json::object{{"enum", json::array{0, 1, kLast, nullptr}}},
            [&field](const json::value& value) {
                if (value.is_null()) field.reset();
                if (!value.is_int64()) return value.is_null();
                if (value.get_int64() < 0 || value.get_int64() > kLast) return false;
                field = static_cast<portal::Level>(value.get_int64());
                return true;
            },
            [&field] { return field ? json::value(static_cast<int>(*field)) : json::value(nullptr); }};
}

Setting required(Setting setting) {
    setting.is_required = true;
    return setting;
}

}  // namespace

std::vector<Setting> settings_of(Configuration& into) {
    return {
        text_setting("name", "What the portal is called.", into.name),
        optional_text_setting("provider", "What people call the provider; its organisation's name if absent.",
                              into.provider),
        text_setting("contact", "E-mail address or page where people get help.", into.contact),
        zone_setting("time_zone", "The provider's time zone; must be the store's, which keeps it for ever.",
                     into.time_zone),
        price_setting("credit_factor_dollars_per_kwh", "What a saved kWh is worth.", into.credit_factor),
        flag_setting("demo", "Says that this is a demonstration.", into.is_demo),
        pattern_setting("public_url", "The portal's address as people reach it; stands in the links of mails.",
                        into.public_url, kPublicUrl,
                        "an absolute https address without a path, such as \"https://portal.example\""),
        flag_setting("claim_codes", "Whether registering needs the claim code. Off only for a demonstration.",
                     into.claim_codes),
        level_setting("second_factor_required_up_to_level",
                      "Accounts of this level and of more powerful ones need a second factor; null: none does.",
                      into.second_factor_required_up_to),
        required(pattern_setting("smtp.host", "The mail server.", into.smtp.host, kHost, "the name of a host", 253)),
        number_setting("smtp.port", "Its port.", into.smtp.port, 1, 65535),
        choice_setting("smtp.security", "How the connection is made safe.", into.smtp.security,
                       {"starttls", "tls", "none"}),
        text_setting("smtp.user", "Who logs in there; its password is DRP_SMTP_PASSWORD.", into.smtp.user),
        required(pattern_setting("smtp.from", "The sender of the portal's mails.", into.smtp.from, kMailAddress,
                                 "an e-mail address", 254)),
        text_setting("smtp.ca_file", "Certificates to trust with TLS, PEM; the system's unless stated.",
                     into.smtp.ca_file),
        required(pattern_setting("map.tile_url", "Tiles below the map's outlines, fetched by people's browsers.",
                                 into.map_tile_url, kTileUrl, "an https address with {z}, {x} and {y}, without {s}",
                                 500)),
        required(text_setting("map.attribution", "Who made those tiles; stands on the map.", into.map_attribution)),
        number_setting("rate_limits.per_address_per_minute", "Requests of one address that is not logged in.",
                       into.rate_limits.per_address_per_minute, 1, kMostRequests),
        number_setting("rate_limits.per_account_per_minute", "Requests of one account, from wherever.",
                       into.rate_limits.per_account_per_minute, 1, kMostRequests),
        number_setting("rate_limits.per_token_per_minute", "Requests of one API token.",
                       into.rate_limits.per_token_per_minute, 1, kMostRequests),
        flag_setting("alert_webhooks.to_private_addresses",
                     "Whether alerts may call webhooks at addresses that are not public: hosts of your own network.",
                     into.alert_webhooks.to_private_addresses),
        flag_setting("alert_webhooks.over_http", "Whether alerts may call webhooks without TLS.",
                     into.alert_webhooks.over_http),
        text_setting("alert_webhooks.ca_file", "Certificates to trust with webhooks, PEM; the system's unless stated.",
                     into.alert_webhooks.ca_file),
    };
}

Result<Configuration> parse_configuration(std::string_view text, const std::string& name) {
    Configuration configuration;
    auto stated = read_settings(text, name, settings_of(configuration));
    if (!stated) return stated.error();
    configuration.stated = std::move(*stated);
    return configuration;
}

Result<Configuration> load_configuration(const std::filesystem::path& file) {
    auto text = read_settings_file(file.string());
    if (!text) return text.error();
    return *text ? parse_configuration(**text, file.string()) : Result<Configuration>(Configuration{});
}

void apply(const Configuration& configuration, portal::Programme& programme) {
    programme.name = configuration.name;
    programme.contact = configuration.contact;
    programme.credit_factor = configuration.credit_factor;
    if (configuration.provider) programme.provider = *configuration.provider;
    programme.public_url = configuration.public_url;
    if (programme.public_url.ends_with('/')) programme.public_url.pop_back();
    programme.claim_codes_required = configuration.claim_codes;
    programme.sends_mail = configuration.smtp.is_set();
    programme.second_factor_required_up_to = configuration.second_factor_required_up_to;
    if (!configuration.map_tile_url.empty())
        programme.map_tiles = portal::MapTiles{configuration.map_tile_url, configuration.map_attribution};
}

Result<std::string> secret_from_environment(const std::string& name) {
    const char* direct = std::getenv(name.c_str());
    const char* from_file = std::getenv((name + "_FILE").c_str());
    if (direct != nullptr && from_file != nullptr)
        return Problem{ProblemKind::invalid_input, "secret-given-twice",
                       fmt::format("{0} and {0}_FILE are both set.", name), name, "Keep one of them."};
    if (direct != nullptr) return std::string(direct);
    if (from_file == nullptr) return std::string();
    std::ifstream in(from_file);
    std::string line;
    if (!in || !std::getline(in, line))
        return Problem{ProblemKind::invalid_input, "secret-unreadable", "The secret's file cannot be read.",
                       name + "_FILE", ""};
    return std::string(core::trimmed(line));
}

Result<std::string> database_password() {
    return secret_from_environment("DRP_DB_PASSWORD");
}

}  // namespace drp::app
