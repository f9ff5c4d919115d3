#include "app/alerting.hpp"

#include <array>
#include <chrono>
#include <string>

#include <spdlog/spdlog.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/backup/backup_set.hpp"
#include "app/command.hpp"
#include "http/metrics.hpp"
#include "mail/webhook.hpp"
#include "portal/alert_webhooks.hpp"

namespace drp::app {
namespace {

using namespace std::chrono_literals;
using http::metrics;

constexpr std::uint64_t kBytesPerMb = 1'000'000;
constexpr auto kLookEvery = 10s;

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "host";
    return name.data();
}

/// What a turn comes to, for Prometheus.
class Looking {
  public:
    Looking(storage::Store& store, const portal::Programme& programme, portal::AlertWatch::Machine machine)
        : store_(store), watch_(store, programme, std::move(machine)) {}

    void look() {
        const auto turn = watch_.take(now());
        raised_.add(turn.raised);
        told_.add(turn.told);
        if (turn.told > 0) spdlog::info("alerts: {} raised, {} over, {} told", turn.raised, turn.ended, turn.told);
        auto tx = store_.read();
        const auto counts = storage::count_alerts(tx);
        rules_.set(counts.rules);
        lasting_.set(counts.lasting);
        waiting_.set(counts.waiting);
        given_up_.set(counts.given_up);
        looked_.set(now().value);
    }

  private:
    storage::Store& store_;
    portal::AlertWatch watch_;
    http::Counter& raised_ = metrics().counter("drp_alerts_raised_total", "Conditions that this process raised.");
    http::Counter& told_ = metrics().counter("drp_alerts_told_total", "Messages to people that this process queued.");
    http::Gauge& rules_ = metrics().gauge("drp_alerts_rules", "Rules of people that are on.");
    http::Gauge& lasting_ = metrics().gauge("drp_alerts_lasting", "Conditions that are not over.");
    http::Gauge& waiting_ = metrics().gauge("drp_alerts_webhooks_waiting", "Webhooks that are to be called.");
    http::Gauge& given_up_ = metrics().gauge("drp_alerts_given_up", "Messages of alerts that reached nobody.");
    http::Gauge& looked_ =
        metrics().gauge("drp_alerts_looked_timestamp_seconds", "When the rules were looked at last.");
};

}  // namespace

portal::WebhookCall webhook_call_of(const AlertWebhookSettings& settings) {
    const mail::WebhookRules rules{settings.over_http, settings.to_private_addresses, settings.ca_file};
    return [rules](const std::string& url, const std::string& secret, const std::string& body, core::UtcSeconds at) {
        static auto& answered =
            metrics().counter("drp_alerts_webhook_calls_total", "Webhooks called.", {{"result", "answered"}});
        static auto& failed =
            metrics().counter("drp_alerts_webhook_calls_total", "Webhooks called.", {{"result", "failed"}});
        auto answer = mail::post_webhook({url, body, portal::webhook_signature(secret, body, at)}, rules);
        (answer ? answered : failed).add(1);
        return answer;
    };
}

portal::MachineState machine_state(const std::filesystem::path& folder, const std::filesystem::path& backups) {
    portal::MachineState state;
    struct statvfs disk {};
    if (statvfs(folder.c_str(), &disk) == 0)
        state.disk = portal::MachineState::Disk{
            host_name() + ":" + std::filesystem::absolute(folder).lexically_normal().string(),
            static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize / kBytesPerMb),
            static_cast<std::int64_t>(disk.f_blocks * disk.f_frsize / kBytesPerMb)};
    if (backups.empty()) return state;
    state.knows_backups = true;
    const auto sets = backups_in(backups);
    if (sets && !sets->empty()) state.newest_backup = sets->front().manifest.made;
    return state;
}

std::unique_ptr<Background> watch_for_alerts(storage::Store& store, const portal::Programme& programme,
                                             const std::filesystem::path& folder,
                                             const std::filesystem::path& backups) {
    auto looking =
        std::make_shared<Looking>(store, programme, [folder, backups] { return machine_state(folder, backups); });
    return std::make_unique<Background>("alerts", kLookEvery, [looking] { looking->look(); });
}

std::unique_ptr<Background> call_webhooks(storage::Store& store, const portal::PortalKey& key,
                                          portal::WebhookCall call) {
    auto webhooks = std::make_shared<portal::AlertWebhooks>(store, key, std::move(call));
    return std::make_unique<Background>("webhooks", 1s, [webhooks] { webhooks->call_due(now); });
}

}  // namespace drp::app
