/// Meters that somebody wants to add, read from what they sent: JSON or CSV.
#pragma once

#include <vector>

#include "core/problem.hpp"
#include "http/request.hpp"
#include "portal/meter_admin.hpp"

namespace drp::api {

struct MeterDrafts {
    static constexpr std::size_t kMax = 5000;

    std::vector<portal::MeterDraft> drafts;
    std::vector<portal::LineProblem> wrong;  ///< what could not be read; its line has no draft
};

/// An array of objects, one object, or (Content-Type text/csv) lines under a header, in any order, of number, label,
/// address, latitude, longitude, interval_s; only the number is needed. Problems of the whole: request-body-invalid,
/// too-many-meters.
[[nodiscard]] core::Result<MeterDrafts> read_meter_drafts(const http::Request& request);

}  // namespace drp::api
