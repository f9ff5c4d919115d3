// Questions to both stores, and whether they answer the same.
#include <numeric>
#include <stdexcept>

#include "benchmarks/fleet.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/row_store.hpp"
#include "benchmarks/store_bench.hpp"
#include "storage/meters.hpp"
#include "storage/series.hpp"
#include "storage/totals.hpp"

namespace drp::benchmarks {
namespace {

constexpr std::size_t kSamples = 200;
constexpr std::size_t kFewSamples = 25;

/// A meter that both stores know, another in every round.
std::size_t meter_of_round(std::size_t round, std::size_t meters) {
    return (round * 37 + 11) % meters;
}

class Questions {
  public:
    explicit Questions(const Bench& bench)
        : fleet_(bench.meters), shared_(bench.row_meters), store_(bench.open_store()), rows_(bench.row_store_path()) {
        std::vector<std::string> numbers;
        for (std::size_t meter = 0; meter < fleet_.size(); ++meter) numbers.push_back(fleet_.number(meter));
        auto tx = store_.read();
        for (const auto& id : storage::find_meter_ids(tx, numbers)) ids_.push_back(id.value());
        for (const auto& number : numbers) keys_.push_back(std::stoll(number));
    }

    void meter_year() {
        storage::SeriesColumns columns;
        report("meter_year_ms", samples_ms(kSamples, [&](std::size_t i) {
                   auto tx = store_.read();
                   storage::read_series(tx, ids_[meter_of_round(i, ids_.size())], fleet_.year(), columns);
               }));
        report("rows_meter_year_ms", samples_ms(kFewSamples, [&](std::size_t i) {
                   rows_.read_range(keys_[meter_of_round(i, shared_)], fleet_.year(), scratch_);
               }));
    }

    void last_day() {
        const core::UtcRange day{fleet_.year().to - core::kSecondsPerDay, fleet_.year().to};
        storage::SeriesColumns columns;
        report("last_day_ms", samples_ms(kSamples, [&](std::size_t i) {
                   auto tx = store_.read();
                   storage::read_series(tx, ids_[meter_of_round(i, ids_.size())], day, columns);
               }));
        report("rows_last_day_ms", samples_ms(kSamples, [&](std::size_t i) {
                   rows_.read_range(keys_[meter_of_round(i, shared_)], day, scratch_);
               }));
    }

    void totals() {
        const storage::LocalDays year{day_of_fleet(0), day_of_fleet(kDaysOfYear - 1)};
        storage::ReadingSums ours;
        RowStore::Totals theirs;
        report("totals_ms", samples_ms(kSamples, [&](std::size_t i) {
                   auto tx = store_.read();
                   ours = storage::totals(tx, ids_[meter_of_round(i, ids_.size())], year);
               }));
        report("rows_totals_ms", samples_ms(kFewSamples, [&](std::size_t i) {
                   theirs = rows_.totals(keys_[meter_of_round(i, shared_)], fleet_.year());
               }));
        check_totals(year);
    }

    void sum_of_meters() {
        const auto count = std::min<std::size_t>(100, shared_);
        const std::span meters(ids_.data(), count);
        storage::SummedSeries ours;
        std::vector<std::int64_t> actual;
        std::vector<std::int64_t> predicted;
        report("sum_ms", samples_ms(kFewSamples, [&](std::size_t i) {
                   auto tx = store_.read();
                   ours = storage::sum_series(tx, meters, month(i));
               }));
        report("rows_sum_ms", samples_ms(kFewSamples, [&](std::size_t i) {
                   rows_.sum_range(std::span(keys_.data(), count), month(i), scratch_, actual, predicted);
               }));
        if (ours.actual_wh != actual || ours.predicted_wh != predicted)
            throw std::logic_error("the two stores add up differently");
    }

    void fleet_days() {
        const storage::LocalDays year{day_of_fleet(0), day_of_fleet(kDaysOfYear - 1)};
        std::size_t days = 0;
        report("fleet_days_ms", samples_ms(kFewSamples, [&](std::size_t) {
                   auto tx = store_.read();
                   days = storage::fleet_daily_totals(tx, year).size();
               }));
        if (days != kDaysOfYear) throw std::logic_error("the year has other days");
        report(
            "rows_fleet_days_ms", samples_ms(kFewSamples, [&](std::size_t) {
                days =
                    rows_.daily_totals(core::utc_day_of(fleet_.year().from), core::utc_day_of(fleet_.year().to)).size();
            }));
    }

  private:
    [[nodiscard]] core::UtcRange month(std::size_t round) const {
        const auto from = fleet_.year().from + static_cast<std::int64_t>(round % 10) * 30 * core::kSecondsPerDay;
        return {from, from + 30 * core::kSecondsPerDay};
    }

    /// A figure is worth nothing if the answer is wrong.
    void check_totals(storage::LocalDays year) {
        auto tx = store_.read();
        for (std::size_t meter = 0; meter < shared_; meter += 17) {
            const auto ours = storage::totals(tx, ids_[meter], year);
            const auto theirs = rows_.totals(keys_[meter], fleet_.year());
            if (ours.actual.value != theirs.actual || ours.predicted.value != theirs.predicted ||
                ours.saved.value != theirs.saved || ours.with_both != theirs.with_both ||
                ours.with_saving != theirs.with_saving)
                throw std::logic_error("the two stores have different totals of meter " + fleet_.number(meter));
        }
    }

    Fleet fleet_;
    std::size_t shared_;
    storage::Store store_;
    RowStore rows_;
    RowStore::Columns scratch_;
    std::vector<core::MeterId> ids_;
    std::vector<std::int64_t> keys_;
};

}  // namespace

void query_stores(const Bench& bench) {
    Questions questions(bench);
    questions.meter_year();
    questions.totals();
    questions.last_day();
    questions.sum_of_meters();
    questions.fleet_days();
}

}  // namespace drp::benchmarks
