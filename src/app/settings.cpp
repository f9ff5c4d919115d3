#include "app/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr std::size_t kMaxFileBytes = 1024 * 1024;

Problem wrong(const std::string& file, std::string_view key, std::string_view expected) {
    const auto shown = core::excerpt(key, 60);
    return {ProblemKind::invalid_input, "configuration-invalid",
            fmt::format("The key '{}' is wrong: expected {}.", shown, expected), fmt::format("{}: {}", file, shown),
            ""};
}

std::optional<std::string_view> text_of(const json::value& value, std::size_t max_bytes) {
    if (!value.is_string()) return std::nullopt;
    const std::string_view text = value.get_string();
    if (text.size() > max_bytes || !core::is_valid_utf8(text)) return std::nullopt;
    return text;
}

/// "smtp" of "smtp.port"; empty for a key of the file itself.
std::string_view group_of(std::string_view name) {
    const auto point = name.find('.');
    return point == std::string_view::npos ? std::string_view{} : name.substr(0, point);
}

std::string_view member_of(std::string_view name) {
    return name.substr(name.find('.') + 1);
}

/// Reads the members of one object: the file, or a group in it.
class ObjectReader {
  public:
    ObjectReader(const std::string& file, const std::vector<Setting>& table, std::set<std::string>& stated)
        : file_(file), table_(table), stated_(stated) {}

    Result<void> read(const json::object& object, const std::string& group) {
        for (const auto& [key, value] : object) {
            const auto name = group.empty() ? std::string(key) : group + "." + std::string(key);
            if (auto taken = take(name, value, group); !taken) return taken;
        }
        for (const auto& setting : table_)
            if (setting.is_required &&
                (group_of(setting.name) == group || (group.empty() && setting.needs_its_object)) &&
                !stated_.contains(setting.name))
                return wrong(file_, setting.name, setting.expected + " (it is missing)");
        return {};
    }

  private:
    Result<void> take(const std::string& name, const json::value& value, const std::string& group) {
        if (group.empty() && is_group(name)) {
            if (!value.is_object()) return wrong(file_, name, "an object with " + known_in(name));
            return read(value.get_object(), name);
        }
        const auto found =
            std::find_if(table_.begin(), table_.end(), [&](const Setting& setting) { return setting.name == name; });
        // A key with a full stop in its own name is not the member of a group.
        if (found == table_.end() || group_of(name) != group) return wrong(file_, name, "one of " + known_in(group));
        if (!found->take(value)) return wrong(file_, name, found->expected);
        stated_.insert(name);
        return {};
    }

    bool is_group(std::string_view name) const {
        return std::any_of(table_.begin(), table_.end(),
                           [&](const Setting& setting) { return group_of(setting.name) == name; });
    }

    std::string known_in(std::string_view group) const {
        std::set<std::string_view> names;
        for (const auto& setting : table_) {
            const auto its_group = group_of(setting.name);
            if (its_group == group)
                names.insert(member_of(setting.name));
            else if (group.empty())
                names.insert(its_group);
        }
        return fmt::format("{}", fmt::join(names, ", "));
    }

    const std::string& file_;
    const std::vector<Setting>& table_;
    std::set<std::string>& stated_;
};

}  // namespace

Setting text_setting(std::string name, std::string meaning, std::string& field, std::size_t max_bytes) {
    return {std::move(name),
            std::move(meaning),
            fmt::format("a text of at most {} bytes", max_bytes),
            json::object{{"type", "string"}, {"maxLength", max_bytes}},
            [&field, max_bytes](const json::value& value) {
                const auto text = text_of(value, max_bytes);
                if (text) field = *text;
                return text.has_value();
            },
            [&field] { return json::value(field); }};
}

Setting flag_setting(std::string name, std::string meaning, bool& field) {
    return {std::move(name),
            std::move(meaning),
            "true or false",
            json::object{{"type", "boolean"}},
            [&field](const json::value& value) {
                if (value.is_bool()) field = value.get_bool();
                return value.is_bool();
            },
            [&field] { return json::value(field); }};
}

Setting number_setting(std::string name, std::string meaning, std::int64_t& field, std::int64_t least,
                       std::int64_t most) {
    return {std::move(name),
            std::move(meaning),
            fmt::format("a whole number from {} to {}", least, most),
            json::object{{"type", "integer"}, {"minimum", least}, {"maximum", most}},
            [&field, least, most](const json::value& value) {
                if (!value.is_int64() || value.get_int64() < least || value.get_int64() > most) return false;
                field = value.get_int64();
                return true;
            },
            [&field] { return json::value(field); }};
}

Setting pattern_setting(std::string name, std::string meaning, std::string& field, std::string pattern,
                        std::string expected, std::size_t max_bytes) {
    json::object schema{{"type", "string"}, {"maxLength", max_bytes}, {"pattern", pattern}};
    return {std::move(name),
            std::move(meaning),
            std::move(expected),
            std::move(schema),
            [&field, max_bytes, form = std::regex(pattern)](const json::value& value) {
                const auto text = text_of(value, max_bytes);
                if (!text || !std::regex_search(text->begin(), text->end(), form)) return false;
                field = *text;
                return true;
            },
            [&field] { return json::value(field); }};
}

Setting choice_setting(std::string name, std::string meaning, std::string& field,
                       std::initializer_list<std::string_view> choices) {
    const std::vector<std::string> known(choices.begin(), choices.end());
    return {std::move(name),
            std::move(meaning),
            fmt::format("one of {}", fmt::join(known, ", ")),
            json::object{{"enum", json::value_from(known)}},
            [&field, known](const json::value& value) {
                const auto text = text_of(value, 40);
                if (!text || std::find(known.begin(), known.end(), *text) == known.end()) return false;
                field = *text;
                return true;
            },
            [&field] { return json::value(field); }};
}

Result<std::set<std::string>> read_settings(std::string_view text, const std::string& file,
                                            const std::vector<Setting>& table) {
    boost::system::error_code error;
    const auto value = json::parse(text, error);
    if (error || !value.is_object())
        return Problem{ProblemKind::invalid_input, "configuration-invalid", "This is no JSON object.", file,
                       error ? error.message() + "." : ""};
    return read_settings(value.get_object(), file, table);
}

Result<std::set<std::string>> read_settings(const json::object& object, const std::string& file,
                                            const std::vector<Setting>& table) {
    std::set<std::string> stated;
    if (auto read = ObjectReader(file, table, stated).read(object, ""); !read) return read.error();
    return stated;
}

Result<std::optional<std::string>> read_settings_file(const std::string& file) {
    if (!std::filesystem::exists(file)) return std::optional<std::string>();
    std::ifstream in(file, std::ios::binary);
    std::string text;
    if (in && std::filesystem::file_size(file) <= kMaxFileBytes)
        text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    if (!in || text.empty())
        return Problem{ProblemKind::invalid_input, "configuration-unreadable",
                       "The configuration cannot be read or is empty.", file, ""};
    return std::optional(std::move(text));
}

json::object schema_of(std::string_view title, std::string_view description, const std::vector<Setting>& table) {
    json::object properties;
    json::array required;
    std::set<std::string> needed;  // objects that have to be there
    for (const auto& setting : table) {
        auto schema = setting.schema;
        schema["description"] = setting.meaning;
        const auto group = group_of(setting.name);
        auto* into = &properties;
        auto* required_there = &required;
        if (!group.empty()) {
            auto& object = properties[group];
            if (object.is_null())
                object = json::object{{"type", "object"},
                                      {"additionalProperties", false},
                                      {"properties", json::object{}},
                                      {"required", json::array{}}};
            into = &object.as_object()["properties"].as_object();
            required_there = &object.as_object()["required"].as_array();
        }
        (*into)[member_of(setting.name)] = std::move(schema);
        if (setting.is_required) required_there->emplace_back(member_of(setting.name));
        if (setting.needs_its_object && needed.insert(std::string(group)).second) required.emplace_back(group);
    }
    return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"title", title},
            {"description", description},
            {"type", "object"},
            {"additionalProperties", false},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

}  // namespace drp::app
