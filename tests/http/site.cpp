#include "site.hpp"

#include <array>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace drp::http::test {

namespace {

Task<core::Result<Caller>> gate(const Request& request, const Route<Access>& route) {
    const auto name = request.header("X-Member");
    if (route.access == Access::members && !name)
        co_return core::Problem{core::ProblemKind::not_authenticated, "log-in-first", "Log in first.", {}, {}};
    co_return Caller{std::string(name.value_or("nobody"))};
}

Task<Response> hello(Request&, Caller& caller) {
    co_return Response::text("hello " + caller.name);
}

Task<Response> echo(Request& request, Caller&) {
    auto text = std::string(request.param("word"));
    for (const auto& [name, value] : request.query()) text += "|" + name + "=" + value;
    co_return Response::text(text);
}

Task<Response> take_bytes(Request& request, Caller&) {
    co_return Response::text(request.body());
}

Task<Response> upload(Request& request, Caller&) {
    std::size_t bytes = 0;
    std::uint32_t sum = 0;
    for (;;) {
        core::Result<std::string_view> piece = co_await request.body_source().read_some();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        bytes += piece->size();
        for (const char c : *piece) sum += static_cast<unsigned char>(c);
    }
    co_return Response::text(std::to_string(bytes) + " " + std::to_string(sum));
}

Task<Response> stream(Request& request, Caller&) {
    const auto pieces = std::stoi(std::string(request.query("pieces").value_or("3")));
    const bool breaks = request.query("breaks").has_value();
    auto next = std::make_shared<int>(0);
    co_return Response::stream("text/plain", [=](std::string& piece) -> Task<core::Result<bool>> {
        if (breaks && *next == 2) co_return core::Problem{core::ProblemKind::damaged, "torn", "Torn.", {}, {}};
        piece = "piece " + std::to_string(*next) + "\n";
        co_return ++*next < pieces;
    });
}

Task<Response> large(Request&, Caller&) {
    co_return Response::json("[" + std::string(20'000, '1') + "]").etag("v1");
}

Task<Response> shared(Request&, Caller&) {
    static const auto kPlain = std::make_shared<const std::string>(30'000, 'x');
    static const auto kGzip = std::make_shared<const std::string>(gzip(*kPlain, 9));
    co_return Response::shared("text/plain", kPlain, kGzip).etag("s1").header("Cache-Control", "private, max-age=5");
}

Task<Response> broken(Request&, Caller&) {
    throw std::runtime_error("an invariant broke");
    co_return Response();
}

Task<Response> away(Request&, Caller&) {
    throw core::ProblemError(
        {core::ProblemKind::unavailable, "store-unreachable", "SELECT secret: gone", "", "Try again in a moment."});
    co_return Response();
}

Task<Response> who(Request& request, Caller&) {
    co_return Response::text(std::string(request.remote_address()) + (request.is_secure() ? " secure" : " plain"));
}

Task<Response> refuse(Request&, Caller&) {
    co_return core::Problem{core::ProblemKind::invalid_input, "meter-number-invalid", "No \"such\" number.", "meter",
                            "Use digits."};
}

}  // namespace

TestSite::TestSite(ServerSettings settings) {
    settings.io_threads = settings.io_threads == 0 ? 2 : settings.io_threads;
    auto router = Router<Access, Caller>{gate};
    router.add(Method::get, "/api/hello", "hello", Access::everyone, hello);
    router.add(Method::get, "/api/echo/{word}", "echo", Access::everyone, echo);
    router.add(Method::get, "/api/echo/fixed", "echoFixed", Access::everyone, hello);
    router.add(Method::post, "/api/bytes", "bytes", Access::everyone, take_bytes, {.max_body_bytes = 1000});
    router.add(Method::post, "/api/nothing", "nothing", Access::everyone, hello, {.body = BodyMode::none});
    router.add(Method::post, "/api/upload", "upload", Access::everyone, upload,
               {.max_body_bytes = 8'000'000, .body = BodyMode::streamed});
    router.add(Method::get, "/api/stream", "stream", Access::everyone, stream);
    router.add(Method::get, "/api/large", "large", Access::everyone, large);
    router.add(Method::get, "/api/shared", "shared", Access::everyone, shared);
    router.add(Method::get, "/api/broken", "broken", Access::everyone, broken);
    router.add(Method::get, "/api/away", "away", Access::everyone, away);
    const auto unlucky = [this](Request& request, Caller&) -> Task<Response> {
        if (++attempts < 3) throw std::runtime_error("met another");
        co_return Response::text(std::string(request.body()));
    };
    router.add(Method::post, "/api/unlucky", "unlucky", Access::everyone, unlucky);
    router.add(Method::get, "/api/who", "who", Access::everyone, who);
    router.add(Method::get, "/api/refuse", "refuse", Access::everyone, refuse);
    const auto secret = [this](Request&, Caller& caller) -> Task<Response> {
        ++secrets_told;
        co_return Response::text("for " + caller.name);
    };
    router.add(Method::get, "/api/secret", "secret", Access::members, secret);
    router.add(Method::post, "/api/secret", "secretUpload", Access::members, secret,
               {.max_body_bytes = 1'000'000, .body = BodyMode::streamed});
    router.add(Method::get, "/api/slow", "slow", Access::everyone, [this](Request&, Caller&) -> Task<Response> {
        is_slow_running = true;
        auto wait = [this] { released_.wait(); };
        core::Result<void> waited = co_await run_on(pool, wait);
        if (!waited) co_return waited.error();
        co_return Response::text("at last");
    });
    router.add(Method::get, "/api/events", "events", Access::everyone,
               [this](Request& request, Caller&) -> Task<Response> {
                   const auto below = std::stoi(std::string(request.query("below").value_or("1000000")));
                   co_return hub.subscribe(request, [below](int news) { return news < below; });
               });
    static constexpr std::array<EmbeddedAsset, 4> kAssets{{
        {.path = "/index.html", .bytes = "<!doctype html><title>t</title>", .br = {}, .gzip = {}},
        {.path = "/assets/app-B1x2c3D4.js", .bytes = "plain();", .br = "(br)", .gzip = "(gzip)"},
        {.path = "/assets/logo.svg", .bytes = "<svg/>", .br = {}, .gzip = {}},
        {.path = "/robots.txt", .bytes = "User-agent: *", .br = {}, .gzip = {}},
    }};
    server = std::make_unique<Server>(
        std::move(settings), Site{.routes = std::move(router).table(), .assets = StaticAssets::embedded(kAssets)});
    if (auto started = server->start(); !started) throw core::ProblemError(started.error());
}

bool eventually(const std::function<bool()>& is_true) {
    for (int i = 0; i < 2'000; ++i) {
        if (is_true()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
}

}  // namespace drp::http::test
