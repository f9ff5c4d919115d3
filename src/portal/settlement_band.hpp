/// How sure a line of a settlement is: the same method, tried on this meter's days without an event.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "analytics/load_days.hpp"
#include "formats/statement.hpp"
#include "portal/settlement_line.hpp"

namespace drp::portal {

/// Days before the event on which the method is tried.
inline constexpr std::int32_t kPlaceboDays = 90;
inline constexpr double kBandConfidence = 0.9;

/// Readings that the band can depend on; more than history_needed().
[[nodiscard]] core::UtcRange band_history_needed(const SettlementTerms& terms);

/// What the placebo events are tried on: a meter's readings over band_history_needed().
struct BandMaterial {
    analytics::LoadHistory history;
    std::span<const core::LocalDay> event_days;
    std::span<const core::LocalDay> outage_days;
    std::span<const double> temperature_c;  ///< of each reading; empty: none
};

/// The band around `performance_kw`, from placebo events at the event's hours on like days before it. Nothing where
/// there are too few such days, or where the event goes past midnight; nothing for the firm service level, which is a
/// contract and no estimate.
[[nodiscard]] std::optional<formats::StatementBand> band_around(const SettlementTerms& terms,
                                                                const BandMaterial& material,
                                                                const std::string& performance_kw);

}  // namespace drp::portal
