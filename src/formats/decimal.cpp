#include "formats/decimal.hpp"

namespace drp::formats {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Digits shifted into Wh; stops growing once it is too large, so that nothing overflows.
class Accumulator {
  public:
    void add(char digit) noexcept {
        if (value_ <= core::kMaxReadingWh) value_ = value_ * 10 + (digit - '0');
    }
    void add_one() noexcept { ++value_; }
    [[nodiscard]] bool is_too_large() const noexcept { return value_ > core::kMaxReadingWh; }
    [[nodiscard]] std::int32_t value() const noexcept { return static_cast<std::int32_t>(value_); }

  private:
    std::int64_t value_ = 0;
};

}  // namespace

ParsedEnergy parse_energy(std::string_view text, char decimal_mark, EnergyUnit unit, Rounding rounding) noexcept {
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text.remove_prefix(1);

    Accumulator wh;
    std::size_t digits = 0;
    while (!text.empty() && is_digit(text.front())) {
        wh.add(text.front());
        text.remove_prefix(1);
        ++digits;
    }
    int places = unit == EnergyUnit::kwh ? 3 : 0;
    char first_dropped = '0';
    bool drops_something = false;
    bool is_first_dropped = true;
    if (!text.empty() && text.front() == decimal_mark) {
        text.remove_prefix(1);
        for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++digits) {
            if (places > 0) {
                wh.add(text.front());
                --places;
                continue;
            }
            if (is_first_dropped) first_dropped = text.front();
            is_first_dropped = false;
            drops_something = drops_something || text.front() != '0';
        }
    }
    if (digits == 0 || !text.empty()) return {Reason::not_a_number, {}, false};
    for (; places > 0; --places) wh.add('0');
    if (drops_something) {
        if (rounding == Rounding::refuse)
            return {unit == EnergyUnit::kwh ? Reason::too_precise : Reason::not_whole, {}, false};
        if (first_dropped >= '5') wh.add_one();
    }
    if (wh.is_too_large()) return {Reason::too_large, {}, false};
    return {std::nullopt, {is_negative ? -wh.value() : wh.value()}, drops_something};
}

}  // namespace drp::formats
