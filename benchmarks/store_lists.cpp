// The lists of the administration over a large provider: 100,000 meters, 5,000 organisations, 20,000 accounts.
#include <stdexcept>

#include "benchmarks/measure.hpp"
#include "benchmarks/store_bench.hpp"
#include "portal/accounts.hpp"
#include "portal/members.hpp"
#include "portal/organisations.hpp"
#include "portal/people.hpp"
#include "storage/audit.hpp"

namespace drp::benchmarks {
namespace {

constexpr int kMeters = 100'000;
constexpr int kOrganisations = 5'000;
constexpr int kUsers = 20'000;
constexpr int kResidents = 5'000;
constexpr int kAuditLines = 100'000;
constexpr std::size_t kSamples = 60;

/// Made with the portal's own rules in force; only the daily sums, which have no readings behind them, go past theirs.
void fill(storage::Store& store) {
    auto tx = store.write();
    auto& db = tx.connection();
    db.execute(fmt::format(
        R"(
        INSERT INTO organization (name, is_provider, created_utc) VALUES ('Valley Electric', 1, 1);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0})
        INSERT INTO organization (name, created_utc)
        SELECT printf('%s %05d', CASE i % 4 WHEN 0 THEN 'School' WHEN 1 THEN 'Mill' WHEN 2 THEN 'Farm' ELSE 'Clinic' END,
                      i * 7919 % {0}), 1600000000 + i * 977 % 100000000 FROM n;
        CREATE TEMP TABLE org AS SELECT row_number() OVER (ORDER BY id) - 1 AS i, id FROM organization WHERE is_provider = 0;
        CREATE UNIQUE INDEX temp.org_by_i ON org (i);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {1})
        INSERT INTO user (email, first_name, last_name, org_id, status, created_utc, last_seen_utc)
        SELECT printf('person%d@example.org', i), printf('First%d', i % 500), printf('Last%d', i * 31 % 4000),
               CASE WHEN i > {2} THEN (SELECT id FROM org WHERE org.i = n.i % {0}) END,
               CASE i % 9 WHEN 0 THEN 'pending' ELSE 'approved' END, 1600000000 + i, 1700000000 + i * 37 % 1000000
          FROM n;
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {3})
        INSERT INTO meter (number, label, address, latitude, longitude, created_utc)
        SELECT printf('%08d', 40000000 + i * 137), CASE i % 3 WHEN 0 THEN '' ELSE printf('Building %d', i) END,
               printf('%d Main Street', i), 40 + i * 0.00001, -90 - i * 0.00001, 1600000000 FROM n;
        INSERT INTO meter_map (entity_id, meter_id)
        SELECT (SELECT id FROM org WHERE org.i = meter_id % {0}), meter_id FROM meter WHERE meter_id % 10 < 6;
        INSERT INTO meter_map (entity_id, meter_id)
        SELECT user.id, m.meter_id
          FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM user WHERE org_id IS NULL) AS user
          JOIN (SELECT meter_id, row_number() OVER (ORDER BY meter_id) AS i FROM meter WHERE meter_id % 10 = 9) AS m
            ON m.i = user.i;
        INSERT INTO meter_span (meter_id, first_utc, last_utc, first_actual_utc, last_actual_utc, interval_s)
        SELECT meter_id, 1700000000, 1799990000, 1700000000, 1799990000 + meter_id % 9000, 900 FROM meter;
        DROP TABLE temp.org;
        )",
        kOrganisations, kUsers, kResidents, kMeters));
    {
        const sql::TriggersOff off(db);
        const auto today = tx.calendar().local_day(bench_now()).value;
        db.execute(fmt::format(R"(
            INSERT INTO reading_daily
            SELECT (day << 32) + meter_id, 1, 1, 1, 1, 96 - meter_id % 7, 96, 96, 40
              FROM calendar CROSS JOIN meter WHERE day BETWEEN {} AND {} AND meter_id % 10 = 0)",
                               today - portal::kHealthDays, today - 1));
    }
    for (int i = 0; i < kAuditLines; ++i)
        storage::append_audit(tx, {.at = {1'700'000'000 + i * 10},
                                   .actor_kind = "user",
                                   .actor_id = i % 50,
                                   .actor_name = fmt::format("person{}@example.org", i % 50),
                                   .address = "192.0.2.7",
                                   .action = i % 3 == 0 ? "meter.assign" : "user.state",
                                   .subject = fmt::format("meter {}", 40'000'000 + i),
                                   .before = {},
                                   .after = R"({"label":"Building"})"});
    tx.commit();
}

class Lists {
  public:
    explicit Lists(storage::Store& store)
        : store_(&store), accounts_(store, portal::PortalKey::from_text("a key that opens nothing, for lists alone")) {}

    void measure() {
        organisations("organisations_by_name", {});
        organisations("organisations_by_members", {.sort = "members", .is_descending = true});
        organisations("organisations_by_meters", {.sort = "meters", .is_descending = true});
        organisations("organisations_search", {.search = "mill 012"});
        people("users_by_name", {}, {});
        people("users_by_last_seen", {}, {.sort = "last_seen", .is_descending = true});
        people("users_search", {}, {.search = "person1234"});
        people("users_by_role", {.role = portal::Level::organisation_administrator}, {.sort = "organisation"});
        people("users_last_page", {}, {.sort = "email", .offset = kUsers - 50});
        members("members_of_one", {});
        meters("meters_of_one", one(), {});
        meters("meters_of_provider", std::nullopt, {});
        meters("meters_of_provider_by_reading", std::nullopt, {.sort = "last_reading"});
        meters("meters_search", std::nullopt, {.search = "building 777"});
        audit("audit_newest", {}, {.is_descending = true});
        audit("audit_by_actor", {.actor = "person7@"}, {.is_descending = true});
        audit("audit_by_subject", {.subject = "meter 40099999"}, {.is_descending = true});
        audit("audit_search", {}, {.search = "building"});
    }

  private:
    template <class Ask>
    void time(std::string_view name, Ask&& ask) {
        report(fmt::format("{}_ms", name), samples_ms(kSamples, [&](std::size_t) {
                   if (!ask()) throw std::runtime_error("a list was refused");
               }));
    }
    void organisations(std::string_view name, const storage::PageQuery& page) {
        time(name, [&] { return portal::list_organisations(*store_, {}, page).has_value(); });
    }
    void people(std::string_view name, const portal::PersonFilter& filter, const storage::PageQuery& page) {
        time(name, [&] { return portal::list_people(*store_, accounts_, filter, page, bench_now()).has_value(); });
    }
    void members(std::string_view name, const storage::PageQuery& page) {
        time(name, [&] { return portal::list_members(*store_, admin(), one(), std::nullopt, page).has_value(); });
    }
    void meters(std::string_view name, std::optional<core::OrgId> of, const storage::PageQuery& page) {
        time(name,
             [&] { return portal::list_meters_of_organisation(*store_, admin(), of, page, bench_now()).has_value(); });
    }
    void audit(std::string_view name, const storage::AuditFilter& filter, const storage::PageQuery& page) {
        time(name, [&] {
            auto tx = store_->read();
            return storage::list_audit(tx, filter, page).has_value();
        });
    }
    [[nodiscard]] core::OrgId provider() const { return {1}; }
    [[nodiscard]] core::OrgId one() const { return {17}; }
    [[nodiscard]] portal::Actor admin() const {
        auto actor = portal::Actor::operator_at_the_machine();
        actor.organisation = provider();
        return actor;
    }

    storage::Store* store_;
    portal::Accounts accounts_;
};

}  // namespace

void list_people_and_meters(const Bench& bench) {
    auto store =
        storage::Store::open("sqlite://" + bench.file("people.db"), {.create = true, .time_zone = "America/Chicago"});
    if (!store) throw std::runtime_error(core::to_text(store.error()));
    fill(*store);
    Lists(*store).measure();
}

}  // namespace drp::benchmarks
