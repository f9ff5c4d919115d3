/// The keys of a configuration file, as one table: from it come the reading, the JSON Schema and what `drp config show`
/// prints, so that the three cannot disagree.
///
///     Configuration into;
///     const std::vector<Setting> table{
///         flag_setting("demo", "…", into.is_demo),
///         number_setting("smtp.port", "…", into.smtp.port, 1, 65535),   // a member of the object "smtp"
///     };
///     auto stated = read_settings(text, "drp-config.json", table);
///
/// A Setting refers to the field it fills; the table does not outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "core/problem.hpp"

namespace drp::app {

struct Setting {
    std::string name;                                     ///< "smtp.port": the member `port` of the object `smtp`
    std::string meaning;                                  ///< one sentence for the person who sets it
    std::string expected;                                 ///< what a right value is: "a whole number from 1 to 65535"
    boost::json::object schema;                           ///< JSON Schema of the value
    std::function<bool(const boost::json::value&)> take;  ///< fills the field; false for a wrong value
    std::function<boost::json::value()> give;             ///< the value in effect
    bool is_required = false;                             ///< in its object, where that is there
    bool needs_its_object = false;                        ///< … and that has to be there
    bool is_secret = false;                               ///< never shown
};

[[nodiscard]] Setting text_setting(std::string name, std::string meaning, std::string& field,
                                   std::size_t max_bytes = 200);
[[nodiscard]] Setting flag_setting(std::string name, std::string meaning, bool& field);
[[nodiscard]] Setting number_setting(std::string name, std::string meaning, std::int64_t& field, std::int64_t least,
                                     std::int64_t most);
/// The whole text fits `pattern`, an ECMAScript regular expression that the schema states too.
[[nodiscard]] Setting pattern_setting(std::string name, std::string meaning, std::string& field, std::string pattern,
                                      std::string expected, std::size_t max_bytes = 200);
[[nodiscard]] Setting choice_setting(std::string name, std::string meaning, std::string& field,
                                     std::initializer_list<std::string_view> choices);

/// Names of the settings that `text` states. Problem `configuration-invalid` for what is no JSON object, an unknown
/// key, a wrong value or a missing required one; `file` is what the file is called in it.
[[nodiscard]] core::Result<std::set<std::string>> read_settings(std::string_view text, const std::string& file,
                                                                const std::vector<Setting>& table);

/// The same for what has been parsed already.
[[nodiscard]] core::Result<std::set<std::string>> read_settings(const boost::json::object& object,
                                                                const std::string& file,
                                                                const std::vector<Setting>& table);

/// The text of a file of at most 1 MiB; nothing if there is none. Problem: configuration-unreadable.
[[nodiscard]] core::Result<std::optional<std::string>> read_settings_file(const std::string& file);

/// JSON Schema (2020-12) of the whole file.
[[nodiscard]] boost::json::object schema_of(std::string_view title, std::string_view description,
                                            const std::vector<Setting>& table);

}  // namespace drp::app
