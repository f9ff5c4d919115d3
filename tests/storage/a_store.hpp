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

#include <sqlite3.h>

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

/// Somebody with a SQL tool: a bare connection with SQLite's own defaults (no foreign keys, no help from drp).
class Shell {
  public:
    explicit Shell(const std::string& path) {
        if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("sqlite3_open");
        sqlite3_busy_timeout(db_, 5000);
    }
    ~Shell() { sqlite3_close(db_); }
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    /// Empty if it went well, otherwise what the engine said.
    std::string run(const std::string& script) {
        char* message = nullptr;
        sqlite3_exec(db_, script.c_str(), nullptr, nullptr, &message);
        std::string said = message == nullptr ? "" : message;
        sqlite3_free(message);
        return said;
    }
    /// All rows, columns joined by '|', rows by a line break, as the sqlite3 shell prints them.
    std::string ask(const std::string& query) {
        std::string out;
        char* message = nullptr;
        const auto row = [](void* to, int count, char** values, char**) {
            auto& text = *static_cast<std::string*>(to);
            if (!text.empty()) text += '\n';
            for (int i = 0; i < count; ++i) {
                if (i > 0) text += '|';
                text += values[i] == nullptr ? "" : values[i];
            }
            return 0;
        };
        sqlite3_exec(db_, query.c_str(), row, &out, &message);
        if (message != nullptr) out = std::string("error: ") + message;
        sqlite3_free(message);
        return out;
    }

  private:
    sqlite3* db_ = nullptr;
};

class AStore {
  public:
    explicit AStore(const std::string& zone = "America/Chicago")
        : store_(storage::Store::open(address(), {.create = true, .time_zone = zone}).value()) {}

    [[nodiscard]] storage::Store& operator*() { return *store_; }
    [[nodiscard]] storage::Store* operator->() { return &*store_; }
    [[nodiscard]] std::string path() const { return folder_.file("drp.db"); }
    [[nodiscard]] std::string address() const { return "sqlite://" + path(); }
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
        return Shell(path()).ask(R"(
            SELECT number, utc_day, step_min, n, hex(actual), hex(predicted)
              FROM reading_day JOIN meter USING (meter_id) ORDER BY 1, 2, 3)");
    }
    [[nodiscard]] std::string sums() const {
        return Shell(path()).ask(R"(
            SELECT number, local_day, actual_wh, predicted_wh, saved_wh, net_wh, with_actual, with_predicted, with_both,
                   with_saving
              FROM reading_daily JOIN meter USING (meter_id) ORDER BY 1, 2)");
    }

  private:
    ScratchFolder folder_;
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
