#include "core/money.hpp"

#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

namespace drp::core {
namespace {
constexpr std::int64_t kMicro = 1'000'000;
constexpr std::uint64_t kNanoPerCent = 10'000'000;
constexpr std::size_t kPriceDecimals = 6;

bool is_digits(std::string_view text) noexcept {
    for (char c : text)
        if (c < '0' || c > '9') return false;
    return true;
}
}  // namespace

Dollars credit(EnergyWh energy, DollarsPerKwh price) {
    // Wh x micro$/kWh = 1e-3 kWh x 1e-6 $/kWh = 1e-9 $
    std::int64_t nano = 0;
    if (__builtin_mul_overflow(energy.value, price.micro, &nano)) throw std::overflow_error("credit exceeds Dollars");
    return {nano};
}

std::string to_cents_text(Dollars amount) {
    const bool negative = amount.nano < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(amount.nano) : static_cast<std::uint64_t>(amount.nano);
    auto cents = magnitude / kNanoPerCent;
    const auto rest = magnitude % kNanoPerCent;
    if (rest > kNanoPerCent / 2 || (rest == kNanoPerCent / 2 && cents % 2 == 1)) ++cents;
    return fmt::format("{}{}.{:02}", negative && cents != 0 ? "-" : "", cents / 100, cents % 100);
}

Result<DollarsPerKwh> parse_price(std::string_view text) {
    const Problem bad{ProblemKind::invalid_input, "price-invalid",
                      fmt::format("'{}' is no price in $/kWh.", text.substr(0, 40)), "",
                      "Write a decimal number from 0 to 999999 with at most six decimals, such as 0.085."};
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || whole.size() > 6 || fraction.size() > kPriceDecimals || !is_digits(whole) ||
        !is_digits(fraction) || (point != std::string_view::npos && fraction.empty()))
        return bad;
    std::int64_t micro = 0;
    for (char c : whole) micro = micro * 10 + (c - '0');
    for (std::size_t i = 0; i < kPriceDecimals; ++i) micro = micro * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    return DollarsPerKwh{micro};
}

std::string to_text(DollarsPerKwh price) {
    auto text = fmt::format("{}.{:06}", price.micro / kMicro, price.micro % kMicro);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace drp::core
