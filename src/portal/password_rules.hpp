/// Which passwords an account may have.
///
/// Length over rules: nothing about capital letters, digits or signs. What is refused is what is guessed first: the
/// common ones of common_passwords.txt (made by scripts/common_passwords.py, which says how) and one's own address.
/// The pages say the same beforehand; this is what counts.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/problem.hpp"

namespace drp::portal {

inline constexpr std::size_t kMinPasswordCharacters = 10;
inline constexpr std::size_t kMaxPasswordBytes = 1024;

/// Problems, all with the field "password": password-too-short, password-too-long, password-like-email,
/// password-common. Any thread.
[[nodiscard]] core::Result<void> acceptable_password(std::string_view password, std::string_view email);

/// Is it in the list? Capital letters do not matter.
[[nodiscard]] bool is_common_password(std::string_view password);

}  // namespace drp::portal
