#include "portal/preferences.hpp"

#include <algorithm>
#include <string>

#include "core/text.hpp"

namespace drp::portal {
namespace {

constexpr std::array kTable{
    Preference{"clock", {"12h", "24h", ""}},
    Preference{"unit", {"kW", "kWh", ""}},  // which of the two the charts begin with
    Preference{"colours", {"auto", "light", "dark"}},
    Preference{"event_notices", {"on", "off", ""}},
    Preference{"weekly_summary", {"off", "on", ""}},
};

core::Problem unknown(std::string_view key, std::string cure) {
    return {core::ProblemKind::invalid_input, "preference-unknown", "There is no such choice.",
            "preferences." + core::excerpt(key, 40), std::move(cure)};
}

}  // namespace

std::span<const Preference> all_preferences() noexcept {
    return kTable;
}

core::Result<void> check_preference(std::string_view key, std::string_view value) {
    const auto found = std::find_if(kTable.begin(), kTable.end(), [&](const auto& row) { return row.key == key; });
    if (found == kTable.end()) return unknown(key, "");
    if (!value.empty() && std::find(found->values.begin(), found->values.end(), value) != found->values.end())
        return {};
    std::string cure = "Choose one of:";
    for (const auto allowed : found->values)
        if (!allowed.empty()) cure += " " + std::string(allowed);
    return unknown(key, cure + ".");
}

}  // namespace drp::portal
