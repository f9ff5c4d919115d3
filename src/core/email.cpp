#include "core/email.hpp"

#include <algorithm>

namespace drp::core {

bool is_email_address(std::string_view text) noexcept {
    constexpr std::size_t kMaxBytes = 254;
    const auto at = text.find('@');
    if (text.size() > kMaxBytes || at == 0 || at == std::string_view::npos || at + 1 == text.size()) return false;
    if (text.find('@', at + 1) != std::string_view::npos) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return c > 0x20 && c < 0x7F && std::string_view("\"(),:;<>[\\]").find(c) == std::string_view::npos;
    });
}

Problem no_email_address(std::string_view field) {
    return {ProblemKind::invalid_input, "field-invalid", "This is no e-mail address.", std::string(field),
            "Write it as in ada@example.com."};
}

}  // namespace drp::core
