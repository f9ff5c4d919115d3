/// Routes, and the gate that stands before each of them.
///
/// A Router is made with a Gate, and a route cannot be added without saying what access it needs: there is no way to
/// reach a handler past the gate, and no default that could be forgotten.
///
///     enum class Access { everyone, signed_in, operator_only };
///     Router<Access, Actor> router{gate};
///     router.add(Method::get, "/api/user/{id}", "getUser", Access::signed_in, get_user);
///     router.add(Method::post, "/api/data/import", "importData", Access::operator_only, import_data,
///                {.max_body_bytes = 8'000'000'000, .body = BodyMode::streamed});
///     Server server{settings, {.routes = std::move(router).table(), .assets = assets}};
///
/// Order for each request: match, gate, body (up to the route's limit), handler. A refused request's body is never
/// read.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/method.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "http/task.hpp"

namespace drp::http {

class RouteMetrics;

enum class BodyMode : std::uint8_t {
    none,      ///< a body is refused with 413
    buffered,  ///< read whole before the handler runs; Request::body()
    streamed,  ///< the handler reads Request::body_source() itself
};

struct RouteOptions {
    std::uint64_t max_body_bytes = 64 * 1024;
    BodyMode body = BodyMode::buffered;
};

/// What is known about a route besides its access.
struct RouteInfo {
    Method method = Method::get;
    std::string pattern;       ///< "/api/vis/meter_data/{meter_id}"; a `{name}` takes one non-empty segment
    std::string operation_id;  ///< OpenAPI's operationId; also the name in metrics
    RouteOptions options;
};

/// All routes of a server, types of access and context erased. Made by Router only.
class RouteTable {
  public:
    using Handler = std::function<Task<Response>(Request&)>;
    struct Entry {
        RouteInfo info;
        Handler handler;
        std::shared_ptr<RouteMetrics> metrics;
    };
    enum class Outcome : std::uint8_t { found, no_such_path, wrong_method };
    struct Match {
        Outcome outcome = Outcome::no_such_path;
        const Entry* entry = nullptr;
        std::string allow;  ///< for wrong_method and OPTIONS: "GET, HEAD, OPTIONS"
    };

    RouteTable();
    RouteTable(RouteTable&&) noexcept;
    RouteTable& operator=(RouteTable&&) noexcept;
    RouteTable(const RouteTable&) = delete;
    RouteTable& operator=(const RouteTable&) = delete;
    ~RouteTable();

    /// Literal segments win over `{name}`. HEAD finds GET. Fills the request's path parameters. OPTIONS is never found,
    /// only `allow` is filled.
    [[nodiscard]] Match match(Request& request) const;

  private:
    template <class, class>
    friend class Router;
    /// Throws std::invalid_argument for a malformed pattern or a route that is there already.
    void add(RouteInfo info, Handler handler);

    struct Index;
    std::unique_ptr<Index> index_;
};

template <class Access>
struct Route : RouteInfo {
    Access access;

    Route(RouteInfo info, Access required) : RouteInfo(std::move(info)), access(std::move(required)) {}
};

template <class Access, class Context>
class Router {
  public:
    using RouteType = Route<Access>;
    /// Looks at request and route and either lets in, with what the handler needs to know about the caller, or refuses.
    /// The body is not there yet.
    using Gate = std::function<Task<core::Result<Context>>(Request&, const RouteType&)>;
    using Handler = std::function<Task<Response>(Request&, Context&)>;

    explicit Router(Gate gate) : gate_(std::make_shared<const Gate>(std::move(gate))) {}

    void add(Method method, std::string_view pattern, std::string_view operation_id, Access access, Handler handler,
             RouteOptions options = {}) {
        auto info = RouteInfo{method, std::string(pattern), std::string(operation_id), options};
        auto guarded =
            std::make_shared<const Guarded>(Guarded{RouteType{info, std::move(access)}, std::move(handler), gate_});
        routes_.push_back(guarded->route);
        table_.add(std::move(info), [guarded](Request& request) { return pass(*guarded, request); });
    }

    /// Every route in the order of adding.
    [[nodiscard]] const std::vector<RouteType>& routes() const noexcept { return routes_; }
    /// Hands the routes to a server; the router is spent.
    [[nodiscard]] RouteTable table() && { return std::move(table_); }

  private:
    struct Guarded {
        RouteType route;
        Handler handler;
        std::shared_ptr<const Gate> gate;
    };

    static Task<Response> pass(const Guarded& guarded, Request& request) {
        core::Result<Context> context = co_await (*guarded.gate)(request, guarded.route);
        if (!context) co_return context.error();
        const auto& options = guarded.route.options;
        if (options.body != BodyMode::streamed) {
            const auto limit = options.body == BodyMode::none ? 0 : options.max_body_bytes;
            core::Result<void> body = co_await request.buffer_body(limit);
            if (!body) co_return body.error();
        }
        co_return co_await guarded.handler(request, *context);
    }

    std::shared_ptr<const Gate> gate_;
    std::vector<RouteType> routes_;
    RouteTable table_;
};

}  // namespace drp::http
