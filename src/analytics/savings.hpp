/// What was used, what was expected, what was saved, and how often.
///
/// Over intervals i where both columns have a value:
///   delta[i]      = max(0, predicted[i] - actual[i])
///   saved         = sum delta[i]                      Wh
///   net           = sum (predicted[i] - actual[i])    Wh, signed; negative: more was used than expected
///   participation = |{i : delta[i] > 0}| / |{i : both present}|
/// Source: SPEC 2. A fair prediction gives about 50 % participation and a positive `saved` on any ordinary day; `net`
/// is always shown beside them for that reason. Everything follows from the two columns, so a later correction of
/// either is answered by computing again. Pure, any thread, no allocation, O(n), vectorised by the compiler.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/units.hpp"

namespace drp::analytics {

/// Sums and counts of a stretch of intervals. A monoid: the value of two stretches together is the sum of theirs, so
/// stored daily sums and freshly computed ones add up to the same figure.
struct Savings {
    core::EnergyWh actual;     ///< sum of all actual values, whether or not there is a prediction
    core::EnergyWh predicted;  ///< sum of all predicted values, whether or not there is a reading
    core::EnergyWh saved;      ///< sum of delta
    core::EnergyWh net;        ///< sum of predicted - actual where both are present
    std::int64_t n_actual = 0;
    std::int64_t n_predicted = 0;
    std::int64_t n_both = 0;     ///< intervals that have a delta: what `saved`, `net`, `participation` cover
    std::int64_t n_reduced = 0;  ///< intervals with delta > 0

    /// 0..1; nothing where no interval has a delta, which is not the same as 0.
    [[nodiscard]] constexpr std::optional<double> participation() const noexcept {
        if (n_both == 0) return std::nullopt;
        return static_cast<double>(n_reduced) / static_cast<double>(n_both);
    }

    constexpr Savings& operator+=(const Savings& other) noexcept {
        actual += other.actual;
        predicted += other.predicted;
        saved += other.saved;
        net += other.net;
        n_actual += other.n_actual;
        n_predicted += other.n_predicted;
        n_both += other.n_both;
        n_reduced += other.n_reduced;
        return *this;
    }
    friend constexpr Savings operator+(Savings a, const Savings& b) noexcept { return a += b; }
    friend constexpr bool operator==(const Savings&, const Savings&) = default;
};

/// Sums two columns of the same intervals. A span may be empty where a channel has nothing at all; otherwise both have
/// the same length (std::invalid_argument). Values are at most core::kMaxReadingWh in magnitude.
[[nodiscard]] Savings savings(std::span<const core::WattHours> actual, std::span<const core::WattHours> predicted);

}  // namespace drp::analytics
