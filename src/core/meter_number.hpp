/// The number printed on a meter, as people know it.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "core/problem.hpp"

namespace drp::core {

/// 1 to 32 of: ASCII letters, digits, '-', '_', '.'. Compared byte by byte; "007" and "7" are two meters.
class MeterNumber {
  public:
    static constexpr std::size_t kMaxLength = 32;

    [[nodiscard]] static Result<MeterNumber> parse(std::string_view text);
    [[nodiscard]] static bool is_valid(std::string_view text) noexcept;

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    friend auto operator<=>(const MeterNumber&, const MeterNumber&) = default;

  private:
    explicit MeterNumber(std::string_view text) : text_(text) {}
    std::string text_;
};

}  // namespace drp::core
