#include "api/meter_query.hpp"

#include <charconv>

#include <fmt/format.h>

#include "core/sha256.hpp"
#include "core/text.hpp"
#include "http/metrics.hpp"
#include "http/static_assets.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

Result<std::optional<std::size_t>> number_between(const http::Request& request, std::string_view name,
                                                  std::size_t least, std::size_t most) {
    const auto text = request.query(name);
    if (!text) return std::optional<std::size_t>();
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc() && end == text->data() + text->size() && value >= least && value <= most)
        return std::optional(value);
    return Problem{ProblemKind::invalid_input, "query-invalid",
                   fmt::format("'{}' is no number from {} to {}.", core::excerpt(*text, 20), least, most),
                   std::string(name), ""};
}

std::optional<std::string> owned(std::optional<std::string_view> text) {
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

http::Response respond(const std::shared_ptr<const CachedBody>& body, std::string_view content_type) {
    return http::Response::shared(content_type, {body, body->plain},
                                  body->gzip.empty() ? http::SharedBytes{} : http::SharedBytes{body, body->gzip})
        .header("Cache-Control", "private, no-cache")
        .etag(body->etag);
}

constexpr std::size_t kWorthCompressing = 1024;

}  // namespace

Result<MeterQuery> read_meter_query(const Services& services, const http::Request& request, const Caller& caller,
                                    std::string_view number, std::size_t most_lags) {
    auto meter = services.directory.find(caller.actor, number);
    if (!meter) return meter.error();
    auto points = number_between(request, "points", 16, 100'000);
    if (!points) return points.error();
    auto lags = number_between(request, "lags", 1, most_lags);
    if (!lags) return lags.error();
    return MeterQuery{std::move(*meter), owned(request.query("from")), owned(request.query("to")), *points, *lags};
}

Result<std::string> first_meter(const Services& services, const Caller& caller) {
    const auto meters = services.directory.all(caller.actor);
    if (!meters.empty()) return meters.front().number();
    return Problem{ProblemKind::not_found, "no-meters", "No meter is assigned to you yet.", "meter",
                   "Ask your organisation or your power provider to assign one."};
}

Result<Scope> resolve(storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now) {
    auto record = portal::meter_record(tx, query.meter);
    if (!record) return record.error();
    auto range = portal::range_of(tx, *record, query.from, query.to, now);
    if (!range) return range.error();
    return Scope{std::move(*record), *range};
}

namespace {
http::Counter& cache_requests(const char* result) {
    return http::metrics().counter("drp_cache_requests_total", "Questions to the cache of answers.",
                                   {{"cache", "bodies"}, {"result", result}});
}
}  // namespace

http::Task<http::Response> answer(Services& services, http::Request& request, const MeterQuery& query,
                                  std::string_view content_type, std::string variant, const BodyMaker& make) {
    const bool wants_gzip = http::encoding_quality(request.header("Accept-Encoding").value_or(""), "gzip") > 0;
    const auto generation = services.changes.generation(query.meter.id());
    const auto key = fmt::format("{} {} {} {}.{} {} {} {} {} {}", request.raw_path(), variant, query.meter.id().value,
                                 generation.epoch, generation.meter, query.from.value_or("-"), query.to.value_or("-"),
                                 query.points.value_or(0), query.lags.value_or(0), wants_gzip ? "gzip" : "plain");
    static auto& hits = cache_requests("hit");
    static auto& misses = cache_requests("miss");
    const auto known = services.bodies.find(key);
    (known ? hits : misses).add();
    if (known) co_return respond(known, content_type);

    auto made = co_await http::run_on(services.database, [&]() -> Result<std::shared_ptr<const CachedBody>> {
        auto tx = services.store.read();
        auto text = make(tx, query);
        if (!text) return text.error();
        auto body = std::make_shared<CachedBody>();
        body->plain = std::move(*text);
        if (wants_gzip && body->plain.size() >= kWorthCompressing) body->gzip = http::gzip(body->plain, 1);
        body->etag = core::sha256_hex(services.start_id + key).substr(0, 32);
        return std::shared_ptr<const CachedBody>(std::move(body));
    });
    if (!made) co_return made.error();
    services.bodies.put(key, *made, (*made)->plain.size() + (*made)->gzip.size() + key.size());
    co_return respond(*made, content_type);
}

}  // namespace drp::api
