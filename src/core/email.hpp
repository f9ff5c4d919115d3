/// E-mail addresses.
#pragma once

#include <string_view>

#include "core/problem.hpp"

namespace drp::core {

/// One that mail servers take without quotes and extensions: ASCII, one '@', no blanks, brackets or controls, at most
/// 254 bytes. Nothing else gets into an account, a header or an SMTP command.
[[nodiscard]] bool is_email_address(std::string_view text) noexcept;

/// The Problem `field-invalid` at that field.
[[nodiscard]] Problem no_email_address(std::string_view field);

}  // namespace drp::core
