#include "api/json.hpp"

namespace drp::api {

json::object to_json(core::UtcRange range) {
    return {{"from", core::to_iso(range.from)}, {"to", core::to_iso(range.to)}};
}

json::object to_json(const storage::MeterRecord& meter) {
    return {{"id", meter.number},
            {"label", meter.label},
            {"organization_id", meter.org ? json::value(meter.org->value) : json::value(nullptr)},
            {"interval_s", meter.interval ? json::value(meter.interval->value) : json::value(nullptr)},
            {"first_reading", or_null(meter.first_reading)},
            {"last_reading", or_null(meter.last_reading)},
            {"is_retired", meter.retired.has_value()}};
}

json::object to_json(const portal::AccountView& account) {
    json::value organisation = nullptr;
    if (account.organisation)
        organisation = json::object{{"id", account.organisation->id.value},
                                    {"name", account.organisation->name},
                                    {"is_provider", account.organisation->is_provider}};
    return {{"id", account.id.value},
            {"email", account.email},
            {"first_name", account.first_name},
            {"last_name", account.last_name},
            {"level", static_cast<int>(account.level)},
            {"role", portal::role_name(account.level)},
            {"status", account.status},
            {"organisation", std::move(organisation)}};
}

std::string with_member(const json::object& object, std::string_view name, std::string_view json_text) {
    auto text = json::serialize(object);
    text.pop_back();  // the closing brace
    text.reserve(text.size() + name.size() + json_text.size() + 8);
    if (!object.empty()) text += ',';
    text += '"';
    text += name;
    text += "\":";
    text += json_text;
    text += '}';
    return text;
}

}  // namespace drp::api
