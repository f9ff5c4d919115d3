#include "mail/message.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace drp::mail {
namespace {

constexpr std::size_t kMaxLine = 76;
constexpr std::size_t kBytesPerWord = 45;  // 60 characters of base64, and the word stays below RFC 2047's 75

bool is_printable(char c) noexcept {
    return c >= 0x20 && c < 0x7F;
}

/// Bytes that go on a character rather than begin one.
bool is_continuation(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string base64(std::string_view bytes) {
    static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const auto present = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (k < present ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (unsigned k = 0; k < 4; ++k) text += k <= present ? kDigits[group >> (18U - 6U * k) & 63U] : '=';
    }
    return text;
}

/// RFC 2047, folded.
std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        auto size = std::min(kBytesPerWord, text.size());
        while (size < text.size() && size > 1 && is_continuation(text[size])) --size;
        words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : "\r\n ", base64(text.substr(0, size)));
        text.remove_prefix(size);
    }
    return words;
}

/// Plain ASCII of moderate length stays readable.
std::string subject_text(std::string_view text) {
    constexpr std::size_t kPlainBytes = 60;
    const bool is_plain = text.size() <= kPlainBytes && std::all_of(text.begin(), text.end(), is_printable) &&
                          text.find("=?") == std::string_view::npos;
    return is_plain ? std::string(text) : encoded_words(text);
}

/// Anything but letters, digits and blanks is encoded, so that no sign of the name means something in the header.
std::string mailbox(std::string_view address, std::string_view name) {
    const auto is_harmless = [](char c) {
        return c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    if (name.empty()) return std::string(address);
    const bool is_plain = name.size() <= kMaxLine / 2 && std::all_of(name.begin(), name.end(), is_harmless);
    return fmt::format("{} <{}>", is_plain ? std::string(name) : encoded_words(name), address);
}

/// RFC 2045, 6.7.
std::string quoted_printable(std::string_view body) {
    std::string text;
    std::size_t column = 0;
    const auto put = [&](std::string_view piece) {
        if (column + piece.size() > kMaxLine - 1) {
            text += "=\r\n";
            column = 0;
        }
        text += piece;
        column += piece.size();
    };
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (c == '\n') {
            text += "\r\n";
            column = 0;
            continue;
        }
        const bool ends_line = i + 1 == body.size() || body[i + 1] == '\n';
        if (is_printable(c) && c != '=' && !(c == ' ' && ends_line)) {
            put({&c, 1});
        } else {
            put(fmt::format("={:02X}", static_cast<unsigned char>(c)));
        }
    }
    if (column > 0) text += "\r\n";
    return text;
}

/// "Mon, 23 Nov 2026 14:50:00 +0000"
std::string date_text(core::UtcSeconds t) {
    static constexpr std::array<std::string_view, 7> kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto iso = core::to_iso(t);  // 2026-11-23T14:50:00Z
    const auto weekday = static_cast<std::size_t>((core::utc_day_of(t).value % 7 + 7) % 7);
    const auto month = static_cast<std::size_t>(std::stoi(iso.substr(5, 2))) - 1;
    return fmt::format("{}, {} {} {} {} +0000", kDays.at(weekday), iso.substr(8, 2), kMonths.at(month),
                       iso.substr(0, 4), iso.substr(11, 8));
}

}  // namespace

std::string compose(const Message& message, std::string_view sender, std::string_view name) {
    const auto domain = sender.substr(sender.find('@') + 1);
    return fmt::format(
        "From: {}\r\n"
        "To: {}\r\n"
        "Subject: {}\r\n"
        "Date: {}\r\n"
        "Message-ID: <drp-{}-{}@{}>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "\r\n"
        "{}",
        mailbox(sender, name), message.recipient, subject_text(message.subject), date_text(message.created),
        message.number, message.created.value, domain, quoted_printable(message.body));
}

}  // namespace drp::mail
