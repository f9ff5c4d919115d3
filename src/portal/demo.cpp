#include "portal/demo.hpp"

#include <algorithm>
#include <charconv>

#include "portal/accounts.hpp"
#include "portal/ingest.hpp"
#include "portal/secrets.hpp"
#include "storage/accounts.hpp"
#include "storage/enrolments.hpp"
#include "storage/imports.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"
#include "storage/program_events.hpp"
#include "storage/programs.hpp"
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
        if (auto done = add_program(); !done) return done;
        if (auto done = enrol_meters(); !done) return done;
        add_events();
        return {};
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

    /// As it might have been agreed when the history begins.
    Result<void> add_program() {
        storage::ProgramTerms terms;
        terms.baseline_method = "3-day";
        terms.credit = {storage::CreditKind::performance_kw, storage::CreditPer::season, 2'800'000, {}, {}, {}};
        terms.wholesale_micro_dollars_per_kw = 7'150'000;
        terms.has_day_after_thanksgiving = true;
        terms.notice_lead_min = 120;
        terms.opt_out_deadline_min = 60;
        const auto added = storage::create_program(tx_, "Peak days", terms, "The programme's first season", kBy,
                                                   fleet_.history().from);
        if (!added) return added.error();
        program_ = *added;
        return {};
    }

    /// Every meter that is called at all; with what it reduces in the season's first event as its nomination.
    Result<void> enrol_meters() {
        const auto start = fleet_.history().from;
        std::vector<core::EnrolmentId> enrolments(meters_.size());
        std::optional<DemoEventKind> season;
        for (const auto& event : fleet_.events()) {
            if (season == event.kind) continue;
            const auto from = season ? event.period.from - kSeasonLeadSeconds : start;
            for (const auto& [meter, power_kw] : event.nominations) {
                const storage::NominatedPower power{{std::int64_t{power_kw} * 1000}, std::nullopt};
                if (season) {
                    storage::add_nomination(tx_, enrolments[meter], from, power, kBy, from);
                    continue;
                }
                const auto added = storage::create_enrolment(
                    tx_, program_, {meters_[meter], start, std::nullopt, "", contact_of(meter), power}, kBy, start);
                if (!added) return added.error();
                enrolments[meter] = *added;
            }
            season = event.kind;
        }
        return {};
    }

    /// The administrator of the organisation that has the meter; residents have accounts of their own, or none.
    [[nodiscard]] std::string contact_of(std::size_t meter) const {
        const auto& owner = fleet_.meters()[meter].organisation;
        if (!owner) return {};
        for (const auto& account : fleet_.accounts())
            if (account.is_admin && account.organisation == owner) return account.email;
        return {};
    }

    /// Those of the past are done; the last is to come.
    void add_events() {
        constexpr std::int64_t kAhead = 2 * core::kSecondsPerDay;
        using storage::EventState;
        for (const auto& event : fleet_.events()) {
            const auto called = std::min(now_, event.period.from - kAhead);
            const auto id = storage::create_event_draft(
                tx_, {.program = program_, .period = event.period, .name = event.name, .message = ""}, kBy, called);
            storage::schedule_event(tx_, id, 1, {event.period.from - 120 * 60, event.period.from - 60 * 60}, called);
            if (event.period.to > now_) continue;
            for (const auto next : {EventState::notified, EventState::active, EventState::done})
                storage::advance_event(tx_, id, next);
        }
    }

    static constexpr const char* kBy = "demonstration";
    static constexpr std::int64_t kSeasonLeadSeconds = 7 * core::kSecondsPerDay;

    storage::WriteTransaction& tx_;
    const DemoFleet& fleet_;
    core::UtcSeconds now_;
    std::vector<core::OrgId> organisations_;
    std::vector<core::MeterId> meters_;
    core::ProgramId program_;
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
    auto tx = store.write();
    if (!is_empty(tx))
        return Problem{ProblemKind::conflict, "store-not-empty", "The store is not empty.", store.address(),
                       "Name a new store with --store."};
    if (auto done = Installer(tx, fleet, now).run(); !done) return done.error();
    const auto import = storage::create_import(tx, "demo readings", "demo", std::nullopt, now);
    storage::MergeCounts counts;
    DemoHistory history(fleet);
    core::ReadingBatch batch;
    while (history.next(batch)) {
        const auto merged = merge_batch(tx, batch, import, now);
        if (!merged) return merged.error();
        counts += merged->outcome.counts;
    }
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
