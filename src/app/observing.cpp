#include "app/observing.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "app/backup/backup_set.hpp"
#include "app/command.hpp"
#include "http/metrics.hpp"
#include "storage/mails.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"

namespace drp::app {
namespace {

using namespace std::chrono_literals;
using http::metrics;

class Observer {
  public:
    Observer(storage::Store& store, const portal::Imports& imports, std::filesystem::path backups)
        : store_(store), imports_(imports), backups_(std::move(backups)) {
        metrics()
            .gauge("drp_build_info", "What is running; always 1.",
                   {{"version", kVersion}, {"schema", std::to_string(store.schema_version())}})
            .set(1);
    }

    void look() {
        look_at_imports();
        look_at_backups();
        auto tx = store_.read();
        look_at_data(tx);
        look_at_mails(tx);
    }

  private:
    /// From the totals of the process, as far as they were not told yet.
    void look_at_imports() {
        const auto now_at = imports_.totals();
        finished_.add(now_at.finished - told_.finished);
        failed_.add(now_at.failed - told_.failed);
        stored_.add(now_at.stored - told_.stored);
        refused_.add(now_at.refused - told_.refused);
        told_ = now_at;
    }

    void look_at_data(storage::Transaction& tx) {
        auto organizations = storage::list_organizations(tx);
        std::ranges::sort(organizations, {}, [](const auto& organization) { return organization.id.value; });
        if (organizations.size() > kMostObservedOrganizations) organizations.resize(kMostObservedOrganizations);
        for (const auto& organization : organizations) {
            std::int64_t newest = 0;
            for (const auto& meter : storage::list_meters_of(tx, organization.id))
                if (meter.last_reading && meter.interval)
                    newest = std::max(newest, meter.last_reading->value + meter.interval->value);
            if (newest != 0)
                metrics()
                    .gauge("drp_data_newest_timestamp_seconds", "End of the newest reading of an organization.",
                           {{"organization_id", std::to_string(organization.id.value)}})
                    .set(newest);
        }
    }

    void look_at_mails(storage::Transaction& tx) {
        const auto counts = storage::count_mails(tx);
        waiting_.set(counts.waiting);
        given_up_.set(counts.given_up);
        oldest_age_.set(counts.oldest_waiting ? now() - *counts.oldest_waiting : 0);
    }

    void look_at_backups() {
        if (backups_.empty()) return;
        const auto sets = backups_in(backups_);
        metrics()
            .gauge("drp_backup_newest_timestamp_seconds", "When the newest backup was made; 0: there is none.")
            .set(sets && !sets->empty() ? sets->front().manifest.made.value : 0);
    }

    static http::Counter& ended(const char* result) {
        return metrics().counter("drp_imports_total", "Imports that have ended.", {{"result", result}});
    }

    storage::Store& store_;
    const portal::Imports& imports_;
    std::filesystem::path backups_;
    portal::Imports::Totals told_;
    http::Counter& finished_ = ended("finished");
    http::Counter& failed_ = ended("failed");
    http::Counter& stored_ =
        metrics().counter("drp_import_readings_total", "Readings and predictions that imports stored.");
    http::Counter& refused_ = metrics().counter("drp_import_refusals_total", "What imports refused.");
    http::Gauge& waiting_ = metrics().gauge("drp_mails_waiting", "Mails that are to go out.");
    http::Gauge& given_up_ = metrics().gauge("drp_mails_given_up", "Mails that could not be sent for three days.");
    http::Gauge& oldest_age_ =
        metrics().gauge("drp_mails_oldest_age_seconds", "How long the oldest mail waits; 0: none does.");
};

}  // namespace

std::unique_ptr<Background> observe(storage::Store& store, const portal::Imports& imports,
                                    const std::filesystem::path& backups) {
    auto observer = std::make_shared<Observer>(store, imports, backups);
    return std::make_unique<Background>("metrics", 10s, [observer] { observer->look(); });
}

}  // namespace drp::app
