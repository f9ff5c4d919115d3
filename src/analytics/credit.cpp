#include "analytics/credit.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace drp::analytics {
namespace {

using core::Exact;

constexpr std::array<std::pair<CreditKind, std::string_view>, 3> kKinds{
    {{CreditKind::performance, "performance"}, {CreditKind::energy, "energy"}, {CreditKind::capacity, "capacity"}}};

Exact sum_of(std::span<const std::int64_t> values, int places) {
    std::int64_t sum = 0;
    for (const auto value : values)
        if (__builtin_add_overflow(sum, value, &sum)) throw std::overflow_error("energy exceeds 64 bits");
    return core::unscaled(sum, places);
}

/// sum max(0, b[i] - e[i])
Exact saved_kwh(const Performance& performance) {
    Exact sum = 0;
    for (std::size_t i = 0; i < performance.metered_wh.size(); ++i) {
        const Exact delta = core::unscaled(performance.baseline_nkwh[i], kBaselinePlaces) -
                            core::unscaled(performance.metered_wh[i], 3);
        if (delta > 0) sum += delta;
    }
    return sum;
}

Exact at_least_zero(const Exact& value) {
    return value > 0 ? value : Exact(0);
}

void by_performance(const CreditRule& rule, const Exact& nomination_kw, Credit& credit) {
    const Exact per_event = credit.performance_kw / rule.events;  // F x N
    credit.unadjusted = at_least_zero(per_event * rule.rate);
    credit.paid = per_event > nomination_kw ? Exact(nomination_kw * rule.rate) : credit.unadjusted;
}

void by_capacity(const CreditRule& rule, const Exact& nomination_kw, Credit& credit) {
    if (!credit.factor) return;
    const Exact& factor = *credit.factor;
    Exact paid_factor = at_least_zero(factor);
    if (rule.cap && paid_factor > *rule.cap) paid_factor = *rule.cap;
    credit.paid = nomination_kw * rule.rate * paid_factor -
                  nomination_kw * rule.penalty_rate * at_least_zero(rule.floor - factor);
    credit.unadjusted = credit.paid;
}

}  // namespace

std::string_view to_text(CreditKind kind) noexcept {
    for (const auto& [known, text] : kKinds)
        if (known == kind) return text;
    return {};
}

std::optional<CreditKind> credit_kind_of(std::string_view text) noexcept {
    for (const auto& [kind, known] : kKinds)
        if (known == text) return kind;
    return std::nullopt;
}

Credit credit_for(const CreditRule& rule, const Performance& performance) {
    if (performance.baseline_nkwh.size() != performance.metered_wh.size())
        throw std::invalid_argument("baseline and metered energy have different lengths");
    if (performance.duration_s <= 0 || rule.events < 1) throw std::invalid_argument("an event lasts and counts");
    Credit credit;
    credit.baseline_kwh = sum_of(performance.baseline_nkwh, kBaselinePlaces);
    credit.metered_kwh = sum_of(performance.metered_wh, 3);
    credit.performance_kw = (credit.baseline_kwh - credit.metered_kwh) * 3600 / performance.duration_s;
    const Exact nomination_kw = core::unscaled(performance.nomination_w, 3);
    if (performance.nomination_w > 0) credit.factor = Exact(credit.performance_kw / rule.events / nomination_kw);
    credit.delivered_kw = at_least_zero(credit.performance_kw);
    credit.provider_saving = credit.delivered_kw * rule.wholesale_cost;
    switch (rule.kind) {
        case CreditKind::performance:
            by_performance(rule, nomination_kw, credit);
            break;
        case CreditKind::energy:
            credit.unadjusted = credit.paid = saved_kwh(performance) * rule.rate;
            break;
        case CreditKind::capacity:
            by_capacity(rule, nomination_kw, credit);
            break;
    }
    credit.paid_cents = core::scaled(credit.paid, 2);
    credit.saving_cents = core::scaled(credit.provider_saving, 2);
    return credit;
}

}  // namespace drp::analytics
