#include "core/exact.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace drp::core {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::size_t kMaxDigits = 18;

bool is_digits(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

cpp_int power_of_ten(int places) {
    return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(places));
}

/// value x 10^places as the nearest whole number, ties to the even one.
cpp_int rounded(const Exact& value, int places) {
    const cpp_int numerator = boost::multiprecision::numerator(value) * power_of_ten(places);
    const cpp_int denominator = boost::multiprecision::denominator(value);  // always positive
    const cpp_int magnitude = abs(numerator);
    cpp_int quotient;
    cpp_int rest;
    boost::multiprecision::divide_qr(magnitude, denominator, quotient, rest);
    const int half = cpp_int(rest * 2).compare(denominator);
    if (half > 0 || (half == 0 && bit_test(quotient, 0))) ++quotient;
    return numerator < 0 ? cpp_int(-quotient) : quotient;
}

}  // namespace

std::optional<Exact> parse_exact(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative) text.remove_prefix(1);
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() || whole.size() > kMaxDigits || fraction.size() > kMaxDigits || !is_digits(whole) ||
        !is_digits(fraction) || (point != std::string_view::npos && fraction.empty()))
        return std::nullopt;
    cpp_int digits = 0;
    for (const auto part : {whole, fraction})
        for (const char c : part) digits = digits * 10 + (c - '0');
    if (is_negative) digits = -digits;
    return Exact(digits, power_of_ten(static_cast<int>(fraction.size())));
}

std::int64_t scaled(const Exact& value, int places) {
    const auto whole = rounded(value, places);
    if (whole > std::numeric_limits<std::int64_t>::max() || whole < std::numeric_limits<std::int64_t>::min())
        throw std::overflow_error("a quantity exceeds 64 bits");
    return static_cast<std::int64_t>(whole);
}

Exact unscaled(std::int64_t units, int places) {
    return Exact(cpp_int(units), power_of_ten(places));
}

std::string to_decimal(const Exact& value, int places) {
    const auto whole = rounded(value, places);
    auto digits = cpp_int(abs(whole)).str();
    const auto fraction = static_cast<std::size_t>(places);
    if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
    if (fraction > 0) digits.insert(digits.size() - fraction, 1, '.');
    if (whole < 0) digits.insert(0, 1, '-');
    return digits;
}

std::string to_short_decimal(const Exact& value, int places) {
    auto text = to_decimal(value, places);
    if (text.find('.') == std::string::npos) return text;
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

}  // namespace drp::core
