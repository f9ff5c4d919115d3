/// What most /api/vis routes have in common: a meter that the caller may see, a range, and an answer worth keeping.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/caller.hpp"
#include "portal/meter_views.hpp"

namespace drp::api {

/// The question, checked as far as it can be without the store.
struct MeterQuery {
    portal::VisibleMeter meter;
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<std::size_t> points;
    std::optional<std::size_t> lags;
};

/// Takes the meter from the path (`{meter_id}`) or the query (`meter`; the caller's first if `may_default`).
/// Problems: meter-not-found, query-invalid.
[[nodiscard]] core::Result<MeterQuery> read_meter_query(const Services& services, const http::Request& request,
                                                        const Caller& caller, std::string_view number,
                                                        std::size_t most_lags = 2016);
/// The caller's first meter, for pages that have just been opened. Problem: no-meters.
[[nodiscard]] core::Result<std::string> first_meter(const Services& services, const Caller& caller);

/// The meter's record and the range, in one transaction with whatever comes after.
struct Scope {
    storage::MeterRecord record;
    core::UtcRange range;
};
[[nodiscard]] core::Result<Scope> resolve(storage::Transaction& tx, const MeterQuery& query, core::UtcSeconds now);

/// How an answer is made when it is not remembered: on a worker thread.
using BodyMaker = std::function<core::Result<std::string>(storage::Transaction& tx, const MeterQuery& query)>;

/// Answers from memory where nothing has changed since, on the I/O thread; else makes the body on a worker, remembers
/// it, and answers. The entity tag names the meter's generation, so If-None-Match costs no body either.
/// `variant` tells apart answers of one address: format, minute.
[[nodiscard]] http::Task<http::Response> answer(Services& services, http::Request& request, const MeterQuery& query,
                                                std::string_view content_type, std::string variant,
                                                const BodyMaker& make);

}  // namespace drp::api
