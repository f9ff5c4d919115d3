#include "formats/date_order.hpp"

#include <cstdlib>

namespace drp::formats {
namespace {

/// Adjacent intervals start at most an hour apart; either direction.
bool are_near(const RawLabel& a, const RawLabel& b, DateOrder order) {
    const auto first = to_label(a, order);
    const auto second = to_label(b, order);
    if (first.kind == Label::Kind::refused || second.kind == Label::Kind::refused) return false;
    const auto step = std::abs(second.seconds - first.seconds);
    return step != 0 && step <= 3600;
}

/// Which of two heaps of evidence wins.
DateOrderEvidence::Finding weigh(std::uint64_t mdy, std::uint64_t dmy) {
    constexpr std::uint64_t kClearly = 20;
    if (mdy > dmy * kClearly) return {DateOrder::month_day_year, false};
    if (dmy > mdy * kClearly) return {DateOrder::day_month_year, false};
    return {DateOrder::automatic, mdy != 0 || dmy != 0};
}

}  // namespace

void DateOrderEvidence::add(const RawLabel& label) {
    ++labels_;
    if (label.is_year_first) return;
    ++with_order_;
    const bool can_be_dmy = to_label(label, DateOrder::day_month_year).reason != Reason::no_such_date;
    const bool can_be_mdy = to_label(label, DateOrder::month_day_year).reason != Reason::no_such_date;
    if (label.first != label.second && (can_be_dmy || can_be_mdy)) ++asymmetric_;
    if (can_be_dmy && !can_be_mdy) ++first_past_12_;
    if (can_be_mdy && !can_be_dmy) ++second_past_12_;
    compare_with_previous(label);
    previous_ = label;
}

void DateOrderEvidence::compare_with_previous(const RawLabel& label) {
    if (!previous_) return;
    if (previous_->first == label.first && previous_->second == label.second) return;  // the same day either way
    const bool as_dmy = are_near(*previous_, label, DateOrder::day_month_year);
    const bool as_mdy = are_near(*previous_, label, DateOrder::month_day_year);
    if (as_dmy && !as_mdy) ++near_only_as_dmy_;
    if (as_mdy && !as_dmy) ++near_only_as_mdy_;
}

bool DateOrderEvidence::is_clear() const {
    constexpr std::uint64_t kEnoughLabels = 64;
    if (labels_ < kEnoughLabels) return false;
    return with_order_ == 0 || (first_past_12_ == 0) != (second_past_12_ == 0);
}

DateOrderEvidence::Finding DateOrderEvidence::finding() const {
    if (with_order_ == 0) return {DateOrder::year_first, false};
    if (asymmetric_ == 0) return {DateOrder::month_day_year, false};  // 3/3, 4/4: both orders say the same
    const auto by_number = weigh(second_past_12_, first_past_12_);
    if (by_number.order != DateOrder::automatic || by_number.is_contradictory) return by_number;
    return weigh(near_only_as_mdy_, near_only_as_dmy_);
}

}  // namespace drp::formats
