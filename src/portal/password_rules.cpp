#include "portal/password_rules.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::portal {

/// One in a line, in small letters; made of common_passwords.txt by CMake.
extern const std::string_view kCommonPasswords;

namespace {

using core::Problem;
using core::ProblemKind;

constexpr std::size_t kMinTellingBytes = 3;  ///< a shorter part of an address says nothing about it
constexpr std::size_t kMinOwnBytes = 6;      ///< that a password has besides the address

Problem refused(std::string_view code, std::string message, std::string cure) {
    return {ProblemKind::invalid_input, std::string(code), std::move(message), "password", std::move(cure)};
}

std::size_t characters_of(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void take_out(std::string& text, std::string_view part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
}

/// The address, what stands before its @ and behind it, and the words of both, the longest first.
std::vector<std::string> parts_of(const std::string& email) {
    std::vector<std::string> parts{email};
    const auto at = email.find('@');
    parts.push_back(email.substr(0, at));
    if (at != std::string::npos) parts.push_back(email.substr(at + 1));
    std::string word;
    for (const char c : email + "@") {
        if (std::string_view("@.-_+").find(c) == std::string_view::npos) {
            word += c;
        } else {
            parts.push_back(std::exchange(word, {}));
        }
    }
    std::erase_if(parts, [](const std::string& part) { return part.size() < kMinTellingBytes; });
    std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    return parts;
}

bool is_like_email(const std::string& password, const std::string& email) {
    if (email.empty()) return false;
    if (email.find(password) != std::string::npos) return true;
    std::string rest = password;
    for (const auto& part : parts_of(email)) take_out(rest, part);
    return rest.size() < password.size() && rest.size() < kMinOwnBytes;
}

}  // namespace

bool is_common_password(std::string_view password) {
    static const auto kSet = [] {
        std::unordered_set<std::string_view> set;
        for (std::size_t from = 0; from < kCommonPasswords.size();) {
            const auto end = std::min(kCommonPasswords.find('\n', from), kCommonPasswords.size());
            set.insert(kCommonPasswords.substr(from, end - from));
            from = end + 1;
        }
        return set;
    }();
    return kSet.contains(core::lower_ascii(password));
}

core::Result<void> acceptable_password(std::string_view password, std::string_view email) {
    if (characters_of(password) < kMinPasswordCharacters)
        return refused("password-too-short", "The password is too short.",
                       fmt::format("Use at least {} characters; three or four words that do not belong together "
                                   "are easy to keep.",
                                   kMinPasswordCharacters));
    if (password.size() > kMaxPasswordBytes)
        return refused("password-too-long", "The password is too long.",
                       fmt::format("Use at most {} bytes.", kMaxPasswordBytes));
    if (is_like_email(core::lower_ascii(password), core::lower_ascii(email)))
        return refused("password-like-email", "The password is made of your e-mail address.",
                       "Use words that have nothing to do with it.");
    if (is_common_password(password))
        return refused("password-common", "This password is one of those that are tried first.",
                       "Use three or four words that do not belong together.");
    return {};
}

}  // namespace drp::portal
