#include <fmt/format.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include "app/command.hpp"
#include "app/demo_store.hpp"
#include "app/log_format.hpp"
#include "app/portal_key.hpp"
#include "app/portal_server.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

struct ServeArguments {
    ServeOptions options;
    std::string folder = "var";
    std::string backups;
    std::string log_level = "info";
    bool wants_demo = false;
};

/// Waits in the main thread; every other thread has these signals blocked.
class StopSignals {
  public:
    StopSignals() {
        sigemptyset(&signals_);
        for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals_, number);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        signal(SIGPIPE, SIG_IGN);
    }
    int wait() {
        int number = 0;
        sigwait(&signals_, &number);
        return number;
    }

  private:
    sigset_t signals_{};
};

core::Result<void> make_demo_if_new(const ServeArguments& arguments) {
    if (const auto key = portal_key_of(arguments.options.store); !key) return key.error();  // while the store is new
    auto made = make_demo_store(arguments.options.store, "America/Chicago", now());
    if (!made && made.error().code == "store-exists") return {};
    return made;
}

void greet(const PortalServer& server) {
    for (const auto& address : server.addresses()) fmt::print("Serving {}\n", address);
    const auto log_ins = server.demo_log_ins();
    if (!log_ins.empty()) fmt::print("Demo log-ins (e-mail, password, role):\n");
    for (const auto& line : log_ins) fmt::print("  {}\n", line);
    std::fflush(stdout);
}

core::Result<int> serve(ServeArguments arguments, const CommonOptions& common, bool store_was_named) {
    StopSignals stop;
    arguments.options.folder = arguments.folder;
    arguments.options.backups = arguments.backups;
    arguments.options.store =
        store_was_named ? common.store : "sqlite:" + (fs::path(arguments.folder) / "drp.db").string();
    fs::create_directories(arguments.folder);
    set_log_format();
    spdlog::set_level(spdlog::level::from_str(arguments.log_level));
    if (arguments.wants_demo)
        if (auto made = make_demo_if_new(arguments); !made) return made.error();
    auto server = PortalServer::start(arguments.options);
    if (!server) return server.error();
    greet(**server);
    stop.wait();
    fmt::print("Stopping: requests in flight may end\n");
    const bool politely = (*server)->drain();
    return politely ? 0 : 1;
}

}  // namespace

void add_serve_command(Commands& commands) {
    auto* command = commands.app->add_subcommand("serve", "Serve the portal: pages, API, live readings");
    auto* store = commands.add_store(command, "Address of the store (sqlite:DIR/drp.db by default)");
    auto arguments = std::make_shared<ServeArguments>();
    auto& options = arguments->options;
    command->add_option("--data", arguments->folder, "Folder of store, certificate, drp-config.json and verdicts")
        ->envname("DRP_DATA")
        ->capture_default_str();
    command->add_option("--address", options.address, "Address to listen on")
        ->envname("DRP_ADDRESS")
        ->capture_default_str();
    command->add_option("--port", options.port, "HTTPS port; 0: no HTTPS")->envname("DRP_PORT")->capture_default_str();
    command->add_option("--http-port", options.plain_port, "HTTP port, for a proxy in front; 0: none")
        ->envname("DRP_HTTP_PORT")
        ->capture_default_str();
    auto* key = command->add_option("--key", options.key, "PEM key of the certificate");
    command->add_option("--certificate", options.certificate, "PEM certificate instead of a self-signed one")
        ->needs(key);
    command->add_option("--trusted-proxy", options.trusted_proxies, "Network whose X-Forwarded-For is believed")
        ->delimiter(',')
        ->envname("DRP_TRUSTED_PROXIES");
    command->add_option("--pages", options.pages, "Folder of built pages instead of those in the binary");
    command->add_option("--request-log", options.request_log, "-, none, or a file")
        ->envname("DRP_REQUEST_LOG")
        ->capture_default_str();
    command->add_option("--backups", arguments->backups, "Folder of backups, whose age the metrics state")
        ->envname("DRP_BACKUPS");
    command->add_option("--log-level", arguments->log_level, "trace, debug, info, warning, error")
        ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error"}))
        ->envname("DRP_LOG_LEVEL")
        ->capture_default_str();
    command->add_option("--redis", options.redis, "Address of a Redis that the instances of the portal share")
        ->envname("DRP_REDIS");
    command->add_option("--threads", options.io_threads, "I/O threads; 0: one per processor")->capture_default_str();
    command->add_flag("--demo", arguments->wants_demo, "Fill a new store with demonstration data");
    command->footer(
        "Secrets come from the environment, or from files that it names (NAME_FILE): DRP_IMPORT_TOKEN lets a machine "
        "import, DRP_PORTAL_KEY is the portal's own key, DRP_SMTP_PASSWORD is for the mail server, DRP_DB_PASSWORD for "
        "the database server. "
        "`drp config show` lists every setting.");
    commands.run(command,
                 [&commands, arguments, store] { return serve(*arguments, commands.common, store->count() > 0); });
}

}  // namespace drp::app
