#include "portal/demo.hpp"

#include <algorithm>
#include <charconv>

#include "portal/accounts.hpp"
#include "portal/ingest.hpp"
#include "portal/secrets.hpp"
#include "storage/accounts.hpp"
#include "storage/events.hpp"
#include "storage/imports.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"
#include "storage/settings.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr const char* kAnchorSetting = "demo_anchor";
constexpr const char* kToldSetting = "demo_told_until";

std::optional<core::UtcSeconds> instant_setting(storage::Transaction& tx, const char* name) {
    const auto text = storage::find_setting(tx, name);
    if (!text) return std::nullopt;
    core::UtcSeconds t;
    std::from_chars(text->data(), text->data() + text->size(), t.value);
    return t;
}

void put_instant(storage::WriteTransaction& tx, const char* name, core::UtcSeconds t) {
    storage::put_setting(tx, name, std::to_string(t.value));
}

/// Everything but the readings, in one transaction.
class Installer {
  public:
    Installer(storage::WriteTransaction& tx, const DemoFleet& fleet, core::UtcSeconds now)
        : tx_(tx), fleet_(fleet), now_(now) {}

    Result<void> run() {
        if (auto done = add_organisations(); !done) return done;
        if (auto done = add_meters(); !done) return done;
        if (auto done = add_accounts(); !done) return done;
        return add_events();
    }

  private:
    Result<void> add_organisations() {
        for (const auto& organisation : fleet_.organisations()) {
            auto added = storage::create_organization(tx_, organisation.name, organisation.is_provider, now_);
            if (!added) return added.error();
            organisations_.push_back(added->id);
        }
        return {};
    }

    Result<void> add_meters() {
        std::vector<storage::NewMeter> meters;
        for (const auto& meter : fleet_.meters())
            meters.push_back({meter.number, meter.label, storage::GeoPoint{meter.latitude_deg, meter.longitude_deg}});
        auto ids = storage::create_meters(tx_, meters, now_);
        if (!ids) return ids.error();
        meters_ = std::move(*ids);
        for (std::size_t i = 0; i < meters_.size(); ++i) {
            const auto& owner = fleet_.meters()[i].organisation;
            if (!owner) continue;
            if (auto done = storage::assign_meter(tx_, meters_[i], organisations_[*owner]); !done) return done;
        }
        return {};
    }

    Result<void> add_accounts() {
        const auto password_hash = hash_password(kDemoPassword);
        for (const auto& account : fleet_.accounts()) {
            storage::NewUser user{account.email, account.first_name, account.last_name, password_hash};
            user.status = account.is_pending ? storage::MemberStatus::pending : storage::MemberStatus::approved;
            user.is_admin = account.is_admin;
            if (account.organisation) user.org = organisations_[*account.organisation];
            const auto added = storage::create_user(tx_, user, now_);
            if (!added) return added.error();
            if (!account.meter) continue;
            if (auto done = storage::assign_meter(tx_, meters_[*account.meter], added->id); !done) return done;
        }
        return {};
    }

    Result<void> add_events() {
        for (const auto& event : fleet_.events()) {
            std::vector<storage::Nomination> nominations;
            for (const auto& nomination : event.nominations)
                nominations.push_back({meters_[nomination.meter], static_cast<double>(nomination.power_kw)});
            const auto* kind = event.kind == DemoEventKind::summer_peak ? "summer-peak" : "winter-peak";
            if (auto added = storage::create_event(tx_, event.period, event.name, kind, nominations); !added)
                return added.error();
        }
        return {};
    }

    storage::WriteTransaction& tx_;
    const DemoFleet& fleet_;
    core::UtcSeconds now_;
    std::vector<core::OrgId> organisations_;
    std::vector<core::MeterId> meters_;
};

bool is_empty(storage::Transaction& tx) {
    return storage::list_meters(tx).empty() && storage::list_organizations(tx).empty() &&
           storage::list_users(tx).empty();
}

/// The readings of the intervals that end inside (after, until], a slab for each meter and day.
core::ReadingBatch readings_between(const DemoFleet& fleet, core::UtcSeconds after, core::UtcSeconds until) {
    core::ReadingBatch batch;
    for (std::size_t m = 0; m < fleet.meters().size(); ++m) {
        const auto& meter = fleet.meters()[m];
        const auto length = meter.interval.value;
        const auto meter_index = static_cast<std::uint32_t>(batch.meters.size());
        batch.meters.push_back(meter.number);
        for (core::UtcSeconds start{core::floor_div(after.value, length) * length}; start + length <= until;
             start = start + length) {
            const auto day = core::utc_day_of(start);
            const auto n = static_cast<std::size_t>(meter.interval.per_utc_day());
            if (batch.slabs.empty() || batch.slabs.back().meter != meter_index || batch.slabs.back().day != day) {
                const auto offset = static_cast<std::uint32_t>(batch.values.size());
                batch.slabs.push_back(
                    {meter_index, day, meter.interval, offset, offset + static_cast<std::uint32_t>(n)});
                batch.values.resize(batch.values.size() + 2 * n, core::kMissing);
            }
            const auto& slab = batch.slabs.back();
            const auto slot = static_cast<std::size_t>((start - day.start()) / length);
            const auto reading = fleet.reading(m, start);
            batch.values[slab.actual + slot] = reading.actual;
            batch.values[slab.predicted + slot] = reading.predicted;
        }
    }
    return batch;
}

}  // namespace

Result<void> install_demo(storage::Store& store, core::UtcSeconds now) {
    const DemoFleet fleet(now, store.time_zone());
    core::ImportId import;
    {
        auto tx = store.write();
        if (!is_empty(tx))
            return Problem{ProblemKind::conflict, "store-not-empty", "The store is not empty.", store.address(),
                           "Name a new store with --store."};
        if (auto done = Installer(tx, fleet, now).run(); !done) return done.error();
        import = storage::create_import(tx, "demo readings", "demo", std::nullopt, now);
        tx.commit();
    }
    storage::MergeCounts counts;
    DemoHistory history(fleet);
    core::ReadingBatch batch;
    while (history.next(batch)) {
        auto tx = store.write();
        const auto merged = merge_batch(tx, batch, import, now);
        if (!merged) return merged.error();
        counts += merged->outcome.counts;
        tx.commit();
    }
    auto tx = store.write();
    storage::finish_import(tx, import, storage::ImportStatus::done, {.counts = counts}, {}, now);
    put_instant(tx, kAnchorSetting, now);
    put_instant(tx, kToldSetting, now);
    tx.commit();
    return {};
}

std::optional<core::UtcSeconds> demo_anchor(const storage::Store& store) {
    auto tx = store.read();
    return instant_setting(tx, kAnchorSetting);
}

std::vector<DemoLogIn> demo_log_ins(const storage::Store& store, core::UtcSeconds anchor) {
    const DemoFleet fleet(anchor, store.time_zone());
    std::vector<DemoLogIn> log_ins;
    std::vector<int> shown;
    for (const auto& account : fleet.accounts()) {
        if (std::find(shown.begin(), shown.end(), account.level) != shown.end()) continue;
        shown.push_back(account.level);
        log_ins.push_back({account.email, kDemoPassword, std::string(role_name(static_cast<Level>(account.level)))});
    }
    return log_ins;
}

DemoLife::DemoLife(storage::Store& store, ChangeFeed& changes, core::UtcSeconds anchor)
    : store_(store), changes_(changes), fleet_(anchor, store.time_zone()), told_until_(anchor) {
    auto tx = store_.read();
    told_until_ = instant_setting(tx, kToldSetting).value_or(anchor);
}

std::int64_t DemoLife::catch_up(core::UtcSeconds now) {
    constexpr std::int64_t kShortestInterval = 300;
    if (core::floor_div(now.value, kShortestInterval) == core::floor_div(told_until_.value, kShortestInterval))
        return 0;
    const auto batch = readings_between(fleet_, told_until_, now);
    if (batch.slabs.empty()) return 0;
    auto tx = store_.write();
    if (import_ == core::ImportId{}) import_ = storage::create_import(tx, "live readings", "live", std::nullopt, now);
    auto merged = merge_batch(tx, batch, import_, now);
    if (!merged) throw core::ProblemError(merged.error());
    counts_ += merged->outcome.counts;
    storage::finish_import(tx, import_, storage::ImportStatus::done, {.counts = counts_}, {}, now);
    put_instant(tx, kToldSetting, now);
    tx.commit();
    told_until_ = now;
    for (const auto& news : merged->news) changes_.publish(news);
    return merged->outcome.counts.added;
}

}  // namespace drp::portal
