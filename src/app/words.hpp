/// Numbers out of a line of words with a blank between them, as the instances of a portal send each other.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace drp::app {

/// Takes the next word off `text`; nothing if there is none or it is no such number, in digits of `base`.
template <class Number>
std::optional<Number> take_number(std::string_view& text, int base = 10) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    Number number{};
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), number, base);
    if (failure != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return number;
}

}  // namespace drp::app
