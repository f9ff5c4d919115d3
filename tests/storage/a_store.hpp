/// Builders for the tests of the store: a store in a folder of its own, batches, and a plain SQL shell beside it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../servers/shell.hpp"
#include "../servers/test_engine.hpp"
#include "../sql/scratch.hpp"
#include "core/reading_batch.hpp"
#include "storage/imports.hpp"
#include "storage/merge.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"
#include "storage/store.hpp"

namespace drp::test {

inline constexpr core::UtcSeconds kNow{1'700'000'000};
inline constexpr core::IntervalSeconds kQuarter{900};
inline constexpr core::IntervalSeconds kHour{3600};

class AStore {
  public:
    explicit AStore(const std::string& zone = "America/Chicago")
        : address_(fresh_store_address(folder_.file("drp.db"))),
          store_(storage::Store::open(address(), {.create = true, .time_zone = zone}).value()) {}

    ~AStore() {
        store_.reset();
        forget_store(address_);
    }
    AStore(const AStore&) = delete;
    AStore& operator=(const AStore&) = delete;

    [[nodiscard]] storage::Store& operator*() { return *store_; }
    [[nodiscard]] storage::Store* operator->() { return &*store_; }
    [[nodiscard]] const std::string& address() const { return address_; }
    [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
    void reopen() {
        store_.reset();
        store_ = storage::Store::open(address(), {}).value();
    }

    core::OrgId with_provider() { return with_organization("Provider", true); }
    core::OrgId with_organization(const std::string& name, bool is_provider = false) {
        auto tx = store_->write();
        const auto id = storage::create_organization(tx, name, is_provider, kNow)->id;
        tx.commit();
        return id;
    }
    core::MeterId with_meter(const std::string& number) { return with_meters({number}).front(); }
    std::vector<core::MeterId> with_meters(const std::vector<std::string>& numbers) {
        auto tx = store_->write();
        const auto ids = storage::find_or_create_meters(tx, numbers, kNow).value();
        tx.commit();
        return ids;
    }
    storage::MergeOutcome merge(const core::ReadingBatch& batch) {
        auto tx = store_->write();
        const auto ids = storage::find_or_create_meters(tx, batch.meters, kNow).value();
        if (!source_) source_ = storage::create_import(tx, "test.csv", "test", std::nullopt, kNow);
        auto outcome = storage::merge(tx, batch, ids, *source_, kNow);
        tx.commit();
        return outcome;
    }
    /// The stored blocks, byte for byte, without the count of their changes.
    [[nodiscard]] std::string blocks() const {
        return Shell(address_).ask(R"(
            SELECT number, utc_day, step_min, n, hex(actual), hex(predicted)
              FROM reading_day JOIN meter USING (meter_id) ORDER BY 1, 2, 3)");
    }
    [[nodiscard]] std::string sums() const {
        return Shell(address_).ask(R"(
            SELECT number, local_day, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted, with_both,
                   with_saving
              FROM reading_daily JOIN meter USING (meter_id) ORDER BY 1, 2)");
    }

  private:
    ScratchFolder folder_;
    std::string address_;
    std::optional<storage::Store> store_;
    std::optional<core::ImportId> source_;
};

/// One value on its way in.
struct Value {
    std::string meter;
    core::UtcSeconds start;
    core::IntervalSeconds interval;
    bool is_prediction = false;
    std::int32_t wh = 0;
};

/// Puts values, in any order, into the shape of a batch.
inline core::ReadingBatch batch_of(const std::vector<Value>& values) {
    core::ReadingBatch batch;
    for (const auto& v : values)
        if (std::ranges::find(batch.meters, v.meter) == batch.meters.end()) batch.meters.push_back(v.meter);
    std::map<std::tuple<std::uint32_t, core::UtcDay, core::IntervalSeconds>, core::DaySlab> slabs;
    for (const auto& v : values) {
        const auto meter = static_cast<std::uint32_t>(std::ranges::find(batch.meters, v.meter) - batch.meters.begin());
        const auto day = core::utc_day_of(v.start);
        auto& slab = slabs[{meter, day, v.interval}];
        slab.meter = meter;
        slab.day = day;
        slab.interval = v.interval;
        auto& offset = v.is_prediction ? slab.predicted : slab.actual;
        if (offset == core::kNoColumn) {
            offset = static_cast<std::uint32_t>(batch.values.size());
            batch.values.resize(batch.values.size() + static_cast<std::size_t>(v.interval.per_utc_day()),
                                core::kMissing);
        }
        batch.values[offset + static_cast<std::size_t>((v.start - day.start()) / v.interval.value)].value = v.wh;
    }
    for (const auto& [key, slab] : slabs) batch.slabs.push_back(slab);
    return batch;
}

inline core::UtcSeconds at(const char* iso) {
    return core::parse_iso_instant(iso).value();
}

}  // namespace drp::test
