#include "core/meter_number.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::core {

bool MeterNumber::is_valid(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxLength && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
               c == '.';
    });
}

Result<MeterNumber> MeterNumber::parse(std::string_view text) {
    if (is_valid(text)) return MeterNumber(text);
    return Problem{ProblemKind::invalid_input, "meter-number-invalid",
                   fmt::format("'{}' is no meter number.", excerpt(text, 40)), "",
                   "A meter number has 1 to 32 letters, digits, '-', '_' or '.'."};
}

}  // namespace drp::core
