#include "storage/stored_days.hpp"

#include <algorithm>

#include "storage/many_keys.hpp"

namespace drp::storage {
namespace {

/// More days than that are read with one question for each meter: most of their keys would be of lengths that the
/// meter does not have.
constexpr std::int64_t kMostDays = 2;
constexpr int kLengths = 4;  // of intervals: keys of a meter's day

}  // namespace

bool can_have_any(const std::optional<MeterSpan>& span, const StoredDays::Wanted& wanted) {
    return span && span->last >= wanted.first.start() && span->first < wanted.last.next().start();
}

void StoredDays::read_ahead(std::span<const Wanted> meters) {
    spans_.clear();
    kept_of_.clear();
    kept_.clear();
    if (!asks_for_many(connection_) || meters.size() < 2) return;
    read_spans(meters);
    read_blocks(meters);
}

std::optional<MeterSpan> StoredDays::span_of(core::MeterId meter) {
    const auto found = spans_.find(meter);
    return found == spans_.end() ? find_span(connection_, meter) : found->second;
}

void StoredDays::read_spans(std::span<const Wanted> meters) {
    std::vector<std::int64_t> keys;
    keys.reserve(meters.size());
    for (const auto& wanted : meters) {
        keys.push_back(wanted.meter.value);
        spans_[wanted.meter] = std::nullopt;
    }
    many_keys(connection_,
              "SELECT first_utc, last_utc, first_actual_utc, last_actual_utc, interval_s, meter_id FROM meter_span "
              "WHERE meter_id",
              std::span<const std::int64_t>(keys), [this](const sql::Statement& row) {
                  spans_[{static_cast<std::int32_t>(row->int64(5))}] = span_of_row(row);
              });
}

void StoredDays::read_blocks(std::span<const Wanted> meters) {
    std::vector<std::int64_t> keys;
    std::vector<core::MeterId> asked;
    for (const auto& wanted : meters) {
        const bool is_needed = can_have_any(spans_[wanted.meter], wanted);
        if (is_needed && wanted.last.value - wanted.first.value >= kMostDays) continue;
        asked.push_back(wanted.meter);
        if (!is_needed) continue;
        for (auto day = wanted.first; day <= wanted.last; day = day.next())
            for (int length = 0; length < kLengths; ++length) keys.push_back(first_key(wanted.meter, day) + length);
    }
    many_keys(connection_, "SELECT day_key, n, rev, actual, predicted FROM reading_day WHERE day_key",
              std::span<const std::int64_t>(keys), [this](const sql::Statement& row) {
                  const auto bytes = [&row](int column) {
                      const auto blob = row->blob(column);
                      return std::vector<std::byte>(blob.begin(), blob.end());
                  };
                  kept_.push_back({row->int64(0), row->int64(1), row->int64(2), bytes(3), bytes(4)});
              });
    std::ranges::sort(kept_, {}, &Kept::key);
    for (const auto meter : asked) {
        const auto begin = std::ranges::lower_bound(kept_, first_key(meter, {0}), {}, &Kept::key);
        const auto end =
            std::ranges::lower_bound(begin, kept_.end(), first_key({meter.value + 1}, {0}), {}, &Kept::key);
        kept_of_[meter] = {static_cast<std::size_t>(begin - kept_.begin()),
                           static_cast<std::size_t>(end - kept_.begin())};
    }
}

}  // namespace drp::storage
