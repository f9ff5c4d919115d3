#include "app/doctor/doctor.hpp"

#include <fmt/format.h>

#include "app/command.hpp"

namespace drp::app {
namespace {

namespace json = boost::json;

struct DoctorArguments {
    Patient patient;
    std::string folder = "var";
    std::string backups;
    bool is_strict = false;
    bool leaves_mail_alone = false;
};

void print(const Diagnoses& diagnoses) {
    for (const auto& diagnosis : diagnoses) {
        fmt::print("{:<4}  {:<13}  {}\n", to_text(diagnosis.health), diagnosis.area, diagnosis.message);
        if (diagnosis.health != Health::ok && !diagnosis.cure.empty()) fmt::print("{:>21}{}\n", "-> ", diagnosis.cure);
    }
}

json::value to_json(const Diagnoses& diagnoses) {
    json::array lines;
    for (const auto& diagnosis : diagnoses)
        lines.push_back(json::object{{"health", to_text(diagnosis.health)},
                                     {"area", diagnosis.area},
                                     {"code", diagnosis.code},
                                     {"message", diagnosis.message},
                                     {"cure", diagnosis.cure}});
    return json::object{{"health", to_text(worst_of(diagnoses))}, {"lines", std::move(lines)}};
}

core::Result<int> doctor(const CommonOptions& common, DoctorArguments arguments, bool store_was_named) {
    auto& patient = arguments.patient;
    patient.folder = arguments.folder;
    patient.backups = arguments.backups;
    patient.asks_mail_server = !arguments.leaves_mail_alone;
    patient.store = store_was_named ? common.store : "sqlite:" + (patient.folder / "drp.db").string();
    const auto diagnoses = examine(patient, now());
    if (common.as_json)
        print_json(to_json(diagnoses));
    else
        print(diagnoses);
    const auto worst = worst_of(diagnoses);
    return worst == Health::fail || (worst == Health::warn && arguments.is_strict) ? 1 : 0;
}

}  // namespace

void add_doctor_command(Commands& commands) {
    auto* command = commands.add("doctor", "Look at everything around the portal, say what is wrong and the cure");
    auto arguments = std::make_shared<DoctorArguments>();
    auto& patient = arguments->patient;
    command->add_option("--data", arguments->folder, "Folder of store, certificate and configuration")
        ->envname("DRP_DATA")
        ->capture_default_str();
    command->add_option("--address", patient.address, "Address to listen on")
        ->envname("DRP_ADDRESS")
        ->capture_default_str();
    command->add_option("--port", patient.port, "HTTPS port; 0: no HTTPS")->envname("DRP_PORT")->capture_default_str();
    command->add_option("--http-port", patient.plain_port, "HTTP port; 0: none")
        ->envname("DRP_HTTP_PORT")
        ->capture_default_str();
    auto* key = command->add_option("--key", patient.key, "PEM key of the certificate");
    command->add_option("--certificate", patient.certificate, "PEM certificate instead of a self-signed one")
        ->needs(key);
    command->add_option("--backups", arguments->backups, "Folder of backups")->envname("DRP_BACKUPS");
    command->add_flag("--no-mail", arguments->leaves_mail_alone, "Do not ask the mail server");
    command->add_flag("--strict", arguments->is_strict, "Warnings fail, too");
    command->footer("Takes the options and variables of `drp serve`. Exits with 1 where a line says fail.");
    auto* store = command->get_option("--store");
    commands.run(command,
                 [&commands, arguments, store] { return doctor(commands.common, *arguments, store->count() > 0); });
}

}  // namespace drp::app
