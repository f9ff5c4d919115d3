#include "storage/check.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "sql/database.hpp"
#include "storage/audit.hpp"
#include "storage/block_rows.hpp"
#include "storage/local_parts.hpp"
#include "storage/present_range.hpp"
#include "storage/reading_sums.hpp"
#include "storage/series_block.hpp"
#include "storage/settings.hpp"
#include "storage/totals.hpp"

namespace drp::storage {
namespace {

using core::LocalDay;
using core::MeterId;
using core::UtcDay;
using core::WattHours;

constexpr std::size_t kSlotsOfDay = kMaxValuesPerDay;  // in five-minute steps

class Checker {
  public:
    Checker(Transaction& tx, const std::function<void(const Finding&)>& report) : tx_(tx), report_(report) {}

    void check_engine();
    void check_calendar();
    void check_meter(MeterId meter, const std::string& number);
    void check_strays();
    void check_trail();
    CheckSummary summary;

  private:
    void find(std::string code, std::string message, std::string meter = {}, std::optional<UtcDay> utc_day = {},
              std::optional<LocalDay> local_day = {}) {
        ++summary.findings;
        report_({std::move(code), std::move(message), std::move(meter), utc_day, local_day});
    }
    void check_block(const BlockRow& row);
    bool check_channel(const BlockRow& row, std::span<const std::byte> block, std::string_view name,
                       std::span<WattHours> out);
    void check_overlap(const BlockRow& row, std::span<const WattHours> actual, std::span<const WattHours> predicted);
    void note(const BlockRow& row, std::span<const WattHours> actual, std::span<const WattHours> predicted);
    void check_sums();
    void check_span();

    Transaction& tx_;
    const std::function<void(const Finding&)>& report_;
    // Of the meter at hand.
    MeterId meter_;
    std::string number_;
    std::map<LocalDay, ReadingSums> computed_;
    std::optional<MeterSpan> computed_span_;
    std::optional<UtcDay> covered_day_;
    std::array<bool, kSlotsOfDay> covered_{};
    std::int64_t daily_rows_ = 0;
};

void Checker::check_engine() {
    for (const auto& finding : sql::integrity_check(tx_.connection()))
        find(finding.is_reference ? "reference-broken" : "file-damaged", finding.text + ".");
    for (const auto& difference : sql::schema_differences(tx_.connection()))
        find("rule-missing", "The schema is not as the migrations made it: " + difference + ".");
}

/// The machine's tz database may know better by now than when the store was made; the store's own days count.
void Checker::check_calendar() {
    const auto name = find_setting(tx_, "time_zone");
    const auto zone = core::TimeZone::find(name.value_or(""));
    if (!zone) {
        find("calendar-differs", fmt::format("The store's time zone '{}' is not known here.", name.value_or("")));
        return;
    }
    const auto& calendar = tx_.calendar();
    for (auto day = calendar.first_day(); day <= calendar.last_day(); day = day.next())
        if (calendar.range_of(day) != zone->range_of(day)) {
            find("calendar-differs",
                 fmt::format("The store's local days differ from the tz database for {} from this day on.", *name), "",
                 std::nullopt, day);
            return;
        }
}

bool Checker::check_channel(const BlockRow& row, std::span<const std::byte> block, std::string_view name,
                            std::span<WattHours> out) {
    if (block.empty()) {
        std::fill(out.begin(), out.end(), core::kMissing);
        return true;
    }
    std::array<std::byte, kMaxBlockBytes + kBlockPadding> again{};
    const bool is_block = decode_block(block, out);
    if (is_block && std::ranges::equal(block, std::span(again).first(encode_block(out, again.data())))) return true;
    find("block-damaged",
         fmt::format("The {} block {}.", name, is_block ? "is not in its canonical form" : "cannot be decoded"),
         number_, day_of(row.key));
    return is_block;
}

/// Two interval lengths on one day must not cover the same time.
void Checker::check_overlap(const BlockRow& row, std::span<const WattHours> actual,
                            std::span<const WattHours> predicted) {
    if (covered_day_ != day_of(row.key)) {
        covered_day_ = day_of(row.key);
        covered_.fill(false);
    }
    const auto width = kSlotsOfDay / actual.size();
    bool overlaps = false;
    for (std::size_t i = 0; i < actual.size(); ++i) {
        if (!core::is_present(actual[i]) && !core::is_present(predicted[i])) continue;
        for (auto slot = i * width; slot < (i + 1) * width; ++slot) {
            overlaps = overlaps || covered_[slot];
            covered_[slot] = true;
        }
    }
    if (overlaps) find("interval-overlap", "Intervals of two lengths cover the same time.", number_, day_of(row.key));
}

void Checker::note(const BlockRow& row, std::span<const WattHours> actual, std::span<const WattHours> predicted) {
    for_each_local_part(tx_.calendar(), row.key, [&](LocalDay day, std::size_t begin, std::size_t end) {
        const auto sums = sum_of_part(actual, predicted, begin, end);
        if (sums != ReadingSums{}) computed_[day] += sums;
    });
    const auto with_actual = present_range(actual);
    auto any = with_actual;
    any.include(present_range(predicted));
    if (any.is_empty()) return;
    const auto interval = interval_of_key(row.key);
    const auto at = [&](std::size_t slot) {
        return day_of(row.key).start() + static_cast<std::int64_t>(slot) * interval.value;
    };
    auto& span = computed_span_;
    if (!span) span = MeterSpan{at(any.first), at(any.last), {}, {}, interval};
    span->first = std::min(span->first, at(any.first));
    span->last = std::max(span->last, at(any.last));
    if (with_actual.is_empty()) return;
    span->first_actual = std::min(span->first_actual.value_or(at(with_actual.first)), at(with_actual.first));
    span->last_actual = std::max(span->last_actual.value_or(at(with_actual.last)), at(with_actual.last));
}

void Checker::check_block(const BlockRow& row) {
    ++summary.blocks;
    std::array<std::array<WattHours, kMaxValuesPerDay>, 2> values;
    const auto count = static_cast<std::size_t>(interval_of_key(row.key).per_utc_day());
    const auto actual = std::span(values[0]).first(count);
    const auto predicted = std::span(values[1]).first(count);
    const bool is_actual_good = check_channel(row, row.actual, "actual", actual);
    const bool is_predicted_good = check_channel(row, row.predicted, "predicted", predicted);
    if (!is_actual_good || !is_predicted_good) return;
    const auto present = static_cast<std::int64_t>(extent_of(actual).present + extent_of(predicted).present);
    summary.values += present;
    if (present != row.present)
        find("count-wrong", fmt::format("The row says {} values, its blocks have {}.", row.present, present), number_,
             day_of(row.key));
    check_overlap(row, actual, predicted);
    note(row, actual, predicted);
}

void Checker::check_sums() {
    // Sums outside the meter's span are found by check_strays(): looking for them day by day would take a century each.
    const auto stored_span = find_span(tx_.connection(), meter_);
    if (!stored_span && !computed_span_) return;
    auto first = UtcDay{std::numeric_limits<std::int32_t>::max()};
    auto last = UtcDay{0};
    for (const auto& span : {stored_span, computed_span_}) {
        if (!span) continue;
        first = std::min(first, core::utc_day_of(span->first));
        last = std::max(last, core::utc_day_of(span->last));
    }
    const auto stored = daily_totals(tx_, meter_, LocalDays{{first.value - 1}, {last.value + 1}});
    daily_rows_ += static_cast<std::int64_t>(stored.size());
    for (const auto& day : stored) {
        const auto found = computed_.find(day.day);
        if (found == computed_.end()) {
            find("sum-orphan", "There are sums for a day without readings.", number_, std::nullopt, day.day);
            continue;
        }
        if (found->second != day.sums)
            find("sum-wrong", "The sums of the day are not those of its readings.", number_, std::nullopt, day.day);
        computed_.erase(found);
    }
    for (const auto& [day, sums] : computed_)
        find("sum-missing", "The day has readings but no sums.", number_, std::nullopt, day);
}

/// meter_span may be wider than the readings, after somebody deleted some; never narrower.
void Checker::check_span() {
    const auto stored = find_span(tx_.connection(), meter_);
    if (!computed_span_) return;
    if (!stored || stored->first > computed_span_->first || stored->last < computed_span_->last ||
        stored->first_actual != computed_span_->first_actual || stored->last_actual != computed_span_->last_actual)
        find("span-wrong", "The table of first and last readings is wrong for this meter.", number_);
}

void Checker::check_meter(MeterId meter, const std::string& number) {
    ++summary.meters;
    meter_ = meter;
    number_ = number;
    computed_.clear();
    computed_span_.reset();
    covered_day_.reset();
    for_each_block(tx_.connection(), first_key(meter, {0}), first_key({meter.value + 1}, {0}) - 1,
                   [this](const BlockRow& row) { check_block(row); });
    check_sums();
    check_span();
}

/// Rows of meters that do not exist, and sums over all meters.
void Checker::check_strays() {
    auto blocks = tx_.connection().prepare(R"(
        SELECT day_key FROM reading_day WHERE day_key >> 20 NOT IN (SELECT meter_id FROM meter)
    )");
    while (blocks->step())
        find("meter-unknown", "There are readings of a meter that does not exist.",
             fmt::format("{}", meter_of(blocks->int64(0)).value), day_of(blocks->int64(0)));
    auto fleet = tx_.connection().prepare(R"(
        SELECT local_day FROM (SELECT * FROM fleet_daily EXCEPT SELECT * FROM fleet_daily_computed) AS wrong
         UNION SELECT local_day FROM (SELECT * FROM fleet_daily_computed EXCEPT SELECT * FROM fleet_daily) AS missing
    )");
    while (fleet->step())
        find("fleet-sum-wrong", "The fleet's sums of the day are not those of its meters.", {}, std::nullopt,
             LocalDay{static_cast<std::int32_t>(fleet->int64(0))});
    auto count = tx_.connection().prepare("SELECT COUNT(*) FROM reading_daily");
    if (!count->step() || count->int64(0) == daily_rows_) return;
    auto sums = tx_.connection().prepare(R"(
        SELECT day_meter FROM reading_daily
         WHERE NOT EXISTS (SELECT 1 FROM meter_span
                             JOIN meter ON meter.meter_id = meter_span.meter_id
                            WHERE meter_span.meter_id = reading_daily.meter_id
                              AND local_day BETWEEN first_utc $div 86400 - 1 AND last_utc $div 86400 + 1)
    )");
    while (sums->step())
        find("sum-orphan", "There are sums where no readings can be.",
             fmt::format("{}", meter_of_daily(sums->int64(0)).value), std::nullopt, local_day_of(sums->int64(0)));
}

void Checker::check_trail() {
    check_audit(tx_, [this](const std::string& what) { find("trail-broken", what); });
}

}  // namespace

CheckSummary check_store(Transaction& tx, const std::function<void(const Finding&)>& report,
                         const std::function<void(double)>& progress) {
    Checker checker(tx, report);
    checker.check_engine();
    checker.check_calendar();
    std::vector<std::pair<MeterId, std::string>> meters;
    {
        auto rows = tx.connection().prepare("SELECT meter_id, number FROM meter ORDER BY meter_id");
        while (rows->step())
            meters.emplace_back(MeterId{static_cast<std::int32_t>(rows->int64(0))}, std::string(rows->text(1)));
    }
    for (std::size_t i = 0; i < meters.size(); ++i) {
        checker.check_meter(meters[i].first, meters[i].second);
        if (progress) progress(static_cast<double>(i + 1) / static_cast<double>(meters.size()));
    }
    checker.check_strays();
    checker.check_trail();
    return checker.summary;
}

}  // namespace drp::storage
