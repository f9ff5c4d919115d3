// The download of all data held about oneself, streamed.
#include "portal/own_data.hpp"

#include "api/routes.hpp"

namespace drp::api {
namespace {

using core::Result;

http::Task<http::Response> download(Services& services, Caller& caller) {
    const auto data =
        std::make_shared<portal::OwnData>(services.store, services.directory, caller.actor, services.now());
    http::BodyProducer producer = [&services, data](std::string& piece) -> http::Task<Result<bool>> {
        co_return co_await http::run_on(services.database, [&] { return data->next(piece); });
    };
    co_return http::Response::stream("application/zip", std::move(producer))
        .header("Content-Disposition", "attachment; filename=\"my-data.zip\"")
        .uncompressed();
}

}  // namespace

void add_own_data_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/user/download", "downloadUser", portal::UseCase::see_own_account,
               [&services](http::Request&, Caller& caller) { return download(services, caller); });
}

}  // namespace drp::api
