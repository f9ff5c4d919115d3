/// One meter's line of a settlement, computed from what stands in that line and in the terms, and from nothing else.
///
/// Settling an event and verifying a statement call the same function, so a downloaded file can be replayed to the cent
/// without the portal. The line's inputs are filled in by the caller: meter, customer, nomination, whether it opted
/// out, readings, other events' days, outages, temperature.
#pragma once

#include "analytics/baseline_method.hpp"
#include "analytics/credit.hpp"
#include "analytics/holidays.hpp"
#include "core/problem.hpp"
#include "core/time_zone.hpp"
#include "formats/statement.hpp"
#include "storage/settlements.hpp"

namespace drp::portal {

/// A statement's first line, understood. Belongs to one thread (TimeZone).
struct SettlementTerms {
    formats::StatementTerms stated;
    analytics::BaselineMethod method;
    analytics::HolidayCalendar holidays;
    analytics::CreditRule credit;
    core::TimeZone zone;
};
/// Problems: statement-invalid (an amount, a kind, a period that ends before it begins), time-zone-unknown, those of
/// method_with().
[[nodiscard]] core::Result<SettlementTerms> understand(formats::StatementTerms stated);

/// Readings that a line can depend on.
[[nodiscard]] core::UtcRange history_needed(const SettlementTerms& terms);

/// Fills in status, problem, baseline and result from the line's inputs. Returns the figures for the store; `band_mw`
/// is the line's own.
storage::LineFigures compute_line(const SettlementTerms& terms, formats::StatementLine& line);

/// Cuts off readings and event days before the first day that compute_line() looked at: the same line comes out without
/// them.
void drop_what_was_not_looked_at(const SettlementTerms& terms, formats::StatementLine& line);

/// The figures of a line that was computed already.
[[nodiscard]] storage::LineFigures stated_figures(const formats::StatementLine& line);

/// Sums of lines.
void add_to(storage::SettlementTotals& totals, const storage::LineFigures& figures);
[[nodiscard]] formats::StatementTotals stated_totals(const storage::SettlementTotals& totals);

}  // namespace drp::portal
