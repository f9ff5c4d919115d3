/// Enrolments as CSV: a header, then a line for each meter.
///
///     meter_id,nomination_kw,from,to,contact,contact_name
///     71007919,12.5,2026-06-01,,ana@example.com,Ana Silva
///
/// Columns in any order; only meter_id is needed. `from` is a local day or an instant, now if empty; `to`, not
/// included, likewise, until further notice if empty; `contact` is an e-mail address.
#pragma once

#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "portal/enrolments.hpp"

namespace drp::portal {

struct EnrolmentDrafts {
    static constexpr std::size_t kMax = 5000;

    std::vector<EnrolmentDraft> drafts;
    std::vector<LineProblem> wrong;  ///< what could not be read; its line has no draft

    [[nodiscard]] std::size_t count() const noexcept { return drafts.size() + wrong.size(); }
};

/// One field of a draft, by its column's name. Problems: field-invalid, nomination-invalid; field-unknown for a name
/// that is none.
[[nodiscard]] core::Result<void> put_enrolment_field(EnrolmentDraft& draft, std::string_view column,
                                                     std::string_view text);

/// Problems of the whole: enrolments-unreadable, too-many-enrolments.
[[nodiscard]] core::Result<EnrolmentDrafts> read_enrolment_csv(std::string_view text);

[[nodiscard]] core::Problem enrolments_unreadable(std::string message);
[[nodiscard]] core::Problem too_many_enrolments();

}  // namespace drp::portal
