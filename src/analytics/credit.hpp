/// What a customer is paid for an event, and what the provider saves by it. Exact from the stated quantities on.
///
/// Symbols: b[i], e[i] baseline and metered energy of interval i of the event (kWh); h its length in hours; N the
/// nomination (kW); k the number of events that share the rate; r, w rates.
///
///   performance  P = (sum b - sum e) / h                      kW, signed; for one hour the same number as kWh
///   factor       F = P / k / N                                nothing without a nomination
///   delivered    D = max(0, P)                                kW
///   saving of the provider = D x wholesale cost               $, wholesale cost in $/kW
///
/// Credit by kind of rule:
///   performance  unadjusted = max(0, F x r x N); paid = N x r where F > 1, else the unadjusted       r in $/kW
///                The provider's rule in production. F x N is computed as P / k, so that no quotient is rounded.
///   energy       paid = r x sum max(0, b[i] - e[i])                                                 r in $/kWh
///                The first portal's credit factor (savings of SPEC 2), over the event's intervals only.
///   capacity     paid = N x r x min(max(F, 0), cap) - N x p x max(0, floor - F)                     r, p in $/kW
///                A reservation that is paid by performance; less than the floor costs a penalty, so that the amount
///                may be negative. Without a nomination there is nothing reserved: 0.
///
/// Money is an exact fraction of dollars; `paid_cents` is the one place where a line is rounded, half to even.
/// Source: the provider's settlement sheet for the performance rule; the others are this portal's, their constants come
/// from the programme. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/exact.hpp"

namespace drp::analytics {

enum class CreditKind : std::uint8_t { performance, energy, capacity };

/// "performance", "energy", "capacity".
[[nodiscard]] std::string_view to_text(CreditKind kind) noexcept;
[[nodiscard]] std::optional<CreditKind> credit_kind_of(std::string_view text) noexcept;

struct CreditRule {
    CreditKind kind = CreditKind::performance;
    core::Exact rate;                ///< $/kW, for `energy` $/kWh
    core::Exact wholesale_cost;      ///< $/kW that the provider saves
    int events = 1;                  ///< k, at least 1; only `performance` and `capacity` divide by it
    std::optional<core::Exact> cap;  ///< capacity: the largest factor that is paid; nothing: no cap
    core::Exact floor = 0;           ///< capacity: below this factor there is a penalty
    core::Exact penalty_rate;        ///< capacity: $/kW
};

/// Decimal places of a baseline as it is stated: 1e-9 kWh. What is paid follows from the stated digits.
inline constexpr int kBaselinePlaces = 9;

/// One meter in one event. Both spans have one value for each interval and the same length (std::invalid_argument).
struct Performance {
    std::span<const std::int64_t> baseline_nkwh;  ///< 1e-9 kWh
    std::span<const std::int64_t> metered_wh;
    std::int64_t duration_s = 0;    ///< of the event; above 0 (std::invalid_argument)
    std::int64_t nomination_w = 0;  ///< 0: none
};

struct Credit {
    core::Exact baseline_kwh;
    core::Exact metered_kwh;
    core::Exact performance_kw;
    std::optional<core::Exact> factor;
    core::Exact unadjusted;  ///< $, before the limit of the rule; for `energy` and `capacity` the same as `paid`
    core::Exact paid;        ///< $, not rounded
    core::Exact delivered_kw;
    core::Exact provider_saving;  ///< $, not rounded
    std::int64_t paid_cents = 0;  ///< half to even
    std::int64_t saving_cents = 0;
};

[[nodiscard]] Credit credit_for(const CreditRule& rule, const Performance& performance);

}  // namespace drp::analytics
