#include "app/configuration.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "core/text.hpp"
#include "core/time_zone.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kMaxFileBytes = 1024 * 1024;

Problem wrong(const std::string& file, std::string_view key, std::string expected) {
    return {ProblemKind::invalid_input, "configuration-invalid",
            fmt::format("The key '{}' is wrong: expected {}.", core::excerpt(key, 60), expected),
            fmt::format("{}: {}", file, core::excerpt(key, 60)), ""};
}

/// Takes one key's value into the configuration; a text says what was expected instead.
using Reader = std::function<std::optional<std::string>(const json::value&, Configuration&)>;

Reader text_into(std::optional<std::string> Configuration::*field) {
    return [field](const json::value& value, Configuration& into) -> std::optional<std::string> {
        if (!value.is_string() || value.get_string().size() > 200) return "a text of at most 200 bytes";
        into.*field = std::string(value.get_string());
        return std::nullopt;
    };
}

std::optional<std::string> read_zone(const json::value& value, Configuration& into) {
    if (!value.is_string() || !core::TimeZone::find(std::string(value.get_string())))
        return "an IANA time zone such as \"America/Chicago\"";
    into.time_zone = std::string(value.get_string());
    return std::nullopt;
}

std::optional<std::string> read_credit_factor(const json::value& value, Configuration& into) {
    // A text, because a JSON number is binary and 0.1 $/kWh is not.
    const auto price =
        value.is_string() ? core::parse_price(std::string(value.get_string())) : Result<core::DollarsPerKwh>(Problem{});
    if (!price) return "a price in $/kWh as text, such as \"0.085\"";
    into.credit_factor = *price;
    return std::nullopt;
}

std::optional<std::string> read_demo(const json::value& value, Configuration& into) {
    if (!value.is_bool()) return "true or false";
    into.is_demo = value.get_bool();
    return std::nullopt;
}

const std::map<std::string, Reader, std::less<>>& readers() {
    static const std::map<std::string, Reader, std::less<>> table{
        {"name", text_into(&Configuration::name)},
        {"provider", text_into(&Configuration::provider)},
        {"contact", text_into(&Configuration::contact)},
        {"time_zone", read_zone},
        {"credit_factor_dollars_per_kwh", read_credit_factor},
        {"demo", read_demo},
    };
    return table;
}

std::string known_keys() {
    std::string keys;
    for (const auto& [key, reader] : readers()) keys += (keys.empty() ? "" : ", ") + key;
    return keys;
}

}  // namespace

Result<Configuration> parse_configuration(std::string_view text, const std::string& name) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error || !value.is_object())
        return Problem{ProblemKind::invalid_input, "configuration-invalid", "This is no JSON object.", name,
                       error ? error.message() + "." : ""};
    Configuration configuration;
    for (const auto& [key, member] : value.get_object()) {
        const auto reader = readers().find(std::string_view(key));
        if (reader == readers().end()) return wrong(name, key, "one of " + known_keys());
        if (const auto expected = reader->second(member, configuration)) return wrong(name, key, *expected);
    }
    return configuration;
}

Result<Configuration> load_configuration(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return Configuration{};
    std::ifstream in(file, std::ios::binary);
    std::string text;
    if (in && std::filesystem::file_size(file) <= kMaxFileBytes)
        text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (!in || text.empty())
        return Problem{ProblemKind::invalid_input, "configuration-unreadable",
                       "The configuration cannot be read or is empty.", file.string(), ""};
    return parse_configuration(text, file.string());
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

}  // namespace drp::app
