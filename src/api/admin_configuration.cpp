// Every setting with its source, for the system administrator.
#include "api/json.hpp"
#include "api/routes.hpp"

namespace drp::api {
namespace {

std::string text_of(const ConfigurationView& view) {
    json::array settings;
    for (const auto& setting : view.settings)
        settings.push_back(json::object{{"file", setting.file},
                                        {"name", setting.name},
                                        {"value", setting.value},
                                        {"source", setting.source},
                                        {"meaning", setting.meaning},
                                        {"is_secret", setting.is_secret}});
    json::array warnings;
    for (const auto& warning : view.warnings)
        warnings.push_back(json::object{{"code", warning.code}, {"message", warning.message}});
    return json::serialize(json::object{{"settings", std::move(settings)}, {"warnings", std::move(warnings)}});
}

}  // namespace

void add_admin_configuration_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/admin/configuration", "getConfiguration", portal::UseCase::see_configuration,
               [text = text_of(services.configuration)](http::Request&, Caller&) -> http::Task<http::Response> {
                   co_return http::Response::json(text);
               });
}

}  // namespace drp::api
