#include "formats/label.hpp"

namespace drp::formats {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Reads a label from its front; every take_* leaves the text alone where it finds nothing.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<int> take_number(std::size_t min_digits, std::size_t max_digits) noexcept {
        std::size_t count = 0;
        int value = 0;
        while (count < max_digits && count < text_.size() && is_digit(text_[count])) {
            value = value * 10 + (text_[count] - '0');
            ++count;
        }
        if (count < min_digits) return std::nullopt;
        text_.remove_prefix(count);
        return value;
    }
    bool take(char expected) noexcept {
        if (text_.empty() || text_.front() != expected) return false;
        text_.remove_prefix(1);
        return true;
    }
    char take_separator() noexcept {
        for (const char c : {'/', '-', '.'})
            if (take(c)) return c;
        return '\0';
    }
    /// 'a' or 'p' of AM or PM in either case, '\0' if there is none.
    char take_half_of_day() noexcept {
        const auto lower = [](char c) { return static_cast<char>(c | 0x20); };
        if (text_.size() < 2 || lower(text_[1]) != 'm') return '\0';
        const char half = lower(text_[0]);
        if (half != 'a' && half != 'p') return '\0';
        text_.remove_prefix(2);
        return half;
    }
    [[nodiscard]] bool is_at_end() const noexcept { return text_.empty(); }
    [[nodiscard]] std::size_t digits_ahead() const noexcept {
        std::size_t count = 0;
        while (count < text_.size() && is_digit(text_[count])) ++count;
        return count;
    }

  private:
    std::string_view text_;
};

bool scan_date(Scanner& in, RawLabel& label) noexcept {
    label.is_year_first = in.digits_ahead() == 4;
    const auto a = label.is_year_first ? in.take_number(4, 4) : in.take_number(1, 2);
    const char separator = in.take_separator();
    if (!a || separator == '\0') return false;
    const auto b = in.take_number(1, 2);
    if (!b || !in.take(separator)) return false;
    const auto c = label.is_year_first ? in.take_number(1, 2) : in.take_number(4, 4);
    if (!c) return false;
    label.year = label.is_year_first ? *a : *c;
    label.first = label.is_year_first ? *b : *a;
    label.second = label.is_year_first ? *c : *b;
    return true;
}

/// ":30", ":30:00", ":30:00.000", then perhaps " PM".
bool scan_time(Scanner& in, RawLabel& label) noexcept {
    auto hour = in.take_number(1, 2);
    if (!hour || !in.take(':')) return false;
    const auto minute = in.take_number(2, 2);
    if (!minute || *minute > 59) return false;
    int second = 0;
    if (in.take(':')) {
        const auto seconds = in.take_number(2, 2);
        if (!seconds || *seconds > 59) return false;
        second = *seconds;
        if (in.take('.') && in.take_number(1, 9).value_or(1) != 0) return false;
    }
    const bool has_blank = in.take(' ');
    if (const char half = in.take_half_of_day(); half != '\0') {
        if (*hour < 1 || *hour > 12) return false;
        hour = *hour % 12 + (half == 'p' ? 12 : 0);
    } else if (has_blank) {
        return false;
    }
    label.second_of_day = *hour * 3600 + *minute * 60 + second;
    return label.second_of_day <= core::kSecondsPerDay;
}

bool scan_offset(Scanner& in, RawLabel& label) noexcept {
    if (in.is_at_end()) return true;
    if (in.take('Z') || in.take('z')) {
        label.offset_seconds = 0;
        return in.is_at_end();
    }
    const int sign = in.take('+') ? 1 : in.take('-') ? -1 : 0;
    const auto hours = in.take_number(2, 2);
    if (sign == 0 || !hours || *hours > 14) return false;
    const bool has_colon = in.take(':');
    const auto minutes = in.take_number(2, 2);
    if (has_colon && !minutes) return false;
    if (minutes.value_or(0) > 59) return false;
    label.offset_seconds = sign * (*hours * 3600 + minutes.value_or(0) * 60);
    return in.is_at_end();
}

}  // namespace

std::optional<RawLabel> scan_label(std::string_view text) noexcept {
    Scanner in(text);
    RawLabel label;
    if (!scan_date(in, label)) return std::nullopt;
    if (in.is_at_end()) return label;  // a date alone is its midnight
    if (!in.take('T') && !in.take(' ')) return std::nullopt;
    if (!scan_time(in, label) || !scan_offset(in, label)) return std::nullopt;
    return label;
}

Label to_label(const RawLabel& raw, DateOrder order) noexcept {
    const bool day_is_first = !raw.is_year_first && order == DateOrder::day_month_year;
    const auto month = static_cast<unsigned>(day_is_first ? raw.second : raw.first);
    const auto day = static_cast<unsigned>(day_is_first ? raw.first : raw.second);
    if (!core::is_date(raw.year, month, day)) return {Label::Kind::refused, Reason::no_such_date, 0};
    if (raw.year < core::kFirstYear || raw.year > core::kLastYear)
        return {Label::Kind::refused, Reason::year_out_of_range, 0};
    const auto wall = core::days_from_civil(raw.year, month, day) * core::kSecondsPerDay + raw.second_of_day;
    if (!raw.offset_seconds) return {Label::Kind::local, Reason::time_invalid, wall};
    return {Label::Kind::utc, Reason::time_invalid, wall - *raw.offset_seconds};
}

Label parse_label(std::string_view text, DateOrder order) noexcept {
    const auto raw = scan_label(text);
    return raw ? to_label(*raw, order) : Label{};
}

}  // namespace drp::formats
