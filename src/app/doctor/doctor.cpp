#include "app/doctor/doctor.hpp"

#include <algorithm>
#include <iterator>

#include <sys/timex.h>

#include "app/backup/disk.hpp"
#include "app/configuration_report.hpp"
#include "app/mailing.hpp"
#include "sql/address.hpp"

namespace drp::app {
namespace {

void add(Diagnoses& all, Diagnoses more) {
    std::ranges::move(more, std::back_inserter(all));
}

bool is_clock_synchronised() {
    struct timex state {};
    return adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace

const char* to_text(Health health) noexcept {
    if (health == Health::fail) return "fail";
    return health == Health::warn ? "warn" : "ok";
}

Health worst_of(const Diagnoses& diagnoses) noexcept {
    Health worst = Health::ok;
    for (const auto& diagnosis : diagnoses) worst = std::max(worst, diagnosis.health);
    return worst;
}

std::string host_of(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == std::string::npos) return {};
    const auto rest = url.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of(":/"));
}

Diagnoses examine(const Patient& patient, core::UtcSeconds now) {
    // Before the store is opened: see user_of().
    const auto place = sql::parse_address(patient.store);
    const auto user = place && !place->path.empty() ? user_of(place->path) : std::nullopt;
    const auto loaded = load_configuration(patient.folder / "drp-config.json");
    const auto configuration = loaded ? *loaded : Configuration{};
    Diagnoses all = examine_configuration(patient);
    add(all, examine_store(patient));
    add(all, examine_cluster(patient));
    add(all, examine_ports(patient, user));
    add(all, examine_certificate(patient, configuration.public_url, now));
    add(all, examine_permissions(patient));
    add(all, examine_clock(patient, is_clock_synchronised(), now));
    add(all, examine_disks(patient));
    add(all, examine_backups(patient, now));
    if (patient.asks_mail_server) add(all, examine_mail(patient, configuration));
    return all;
}

Diagnoses examine_configuration(const Patient& patient) {
    Diagnoses all;
    for (const auto& problem : configuration_problems(patient.folder))
        all.push_back({Health::fail, "configuration", problem.code, problem.place + ": " + problem.message,
                       problem.cure.empty() ? "`drp config schema` says what is expected." : problem.cure});
    if (!all.empty()) return all;
    all.push_back({Health::ok, "configuration", "configuration-valid", "Every setting is valid.", ""});
    if (const auto report = configuration_report(patient.folder))
        for (const auto& warning : report->warnings)
            all.push_back({Health::warn, "configuration", warning.code, warning.message,
                           "If that is not meant: docs/configuration.md."});
    return all;
}

Diagnoses examine_mail(const Patient& /*patient*/, const Configuration& configuration) {
    if (!configuration.smtp.is_set()) return {{Health::ok, "mail", "mail-off", "No mail server is configured.", ""}};
    const auto server = mail_server_of(configuration, configuration.name);
    if (!server) return {{Health::fail, "mail", server.error().code, server.error().message, server.error().cure}};
    const auto where = server->host + ":" + std::to_string(server->port);
    const auto answered = mail::probe(*server);
    if (answered) return {{Health::ok, "mail", "mail-server-answers", where + " takes mails.", ""}};
    return {{Health::fail, "mail", "mail-server-unusable", where + ": " + answered.error().message,
             "Check smtp in drp-config.json, DRP_SMTP_PASSWORD and the way there. Mails wait for three days."}};
}

}  // namespace drp::app
