/// A mariadbd of this test program's own: in a folder of its own, on a Unix socket, started when it is first asked for
/// and gone with the program, however that ends.
///
/// It keeps what was committed over a kill of its process (not over a loss of power, which no test of ours makes).
#pragma once

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace drp::test {

class MariadbServer {
  public:
    /// The one of this program.
    static MariadbServer& shared() {
        static MariadbServer server;
        return server;
    }

    MariadbServer() : folder_(make_folder()) {
        // On one machine as on the other: the only account is root's, without a password, on a socket that only this
        // user reaches.
        std::vector<std::string> install{"mariadb-install-db", "--no-defaults", "--datadir=" + data(),
                                         "--auth-root-authentication-method=normal", "--skip-test-db"};
        if (geteuid() == 0) install.emplace_back("--user=root");
        if (wait_for(spawn(install)) != 0) fail("mariadb-install-db failed");
        start();
    }
    ~MariadbServer() {
        kill();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    MariadbServer(const MariadbServer&) = delete;
    MariadbServer& operator=(const MariadbServer&) = delete;

    /// Address of a database that does not exist yet.
    [[nodiscard]] std::string fresh_address() { return address_of("t" + std::to_string(++databases_)); }
    [[nodiscard]] std::string address_of(const std::string& database) const {
        return "mariadb+unix://" + socket() + "/" + database + "?user=root";
    }
    [[nodiscard]] std::string socket() const { return folder_ + "/socket"; }

    /// Returns when it answers.
    void start() {
        std::vector<std::string> command{"setpriv",
                                         "--pdeathsig=KILL",
                                         "mariadbd",
                                         "--no-defaults",
                                         "--datadir=" + data(),
                                         "--socket=" + socket(),
                                         "--pid-file=" + folder_ + "/pid",
                                         "--tmpdir=" + folder_,
                                         "--skip-networking",
                                         "--skip-name-resolve",
                                         "--innodb-flush-log-at-trx-commit=2",
                                         "--innodb-flush-method=nosync",
                                         "--innodb-buffer-pool-size=128M",
                                         "--innodb-log-file-size=64M",
                                         "--innodb-stats-persistent=OFF"};
        if (geteuid() == 0) command.emplace_back("--user=root");
        std::filesystem::remove(socket());
        process_ = spawn(command);
        for (int i = 0; i < 3000 && !answers(); ++i) {
            if (waitpid(process_, nullptr, WNOHANG) == process_) {
                process_ = 0;
                fail("mariadbd ended");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        if (!answers()) fail("mariadbd does not answer");
    }
    /// As a crash of the process: nothing is shut down.
    void kill() {
        if (process_ == 0) return;
        ::kill(process_, SIGKILL);
        wait_for(process_);
        process_ = 0;
    }

  private:
    /// In memory where there is room: a schema makes hundreds of small files.
    static std::string make_folder() {
        namespace fs = std::filesystem;
        std::error_code failure;
        const auto space = fs::space("/dev/shm", failure);
        const bool has_room = !failure && space.available > (std::uintmax_t{2} << 30U);
        auto folder = ((has_room ? fs::path("/dev/shm") : fs::temp_directory_path()) / "drp-mariadb-XXXXXX").string();
        if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
        return folder;
    }
    [[nodiscard]] std::string data() const { return folder_ + "/data"; }
    [[nodiscard]] std::string log() const { return folder_ + "/log"; }

    pid_t spawn(const std::vector<std::string>& command) const {
        std::vector<char*> arguments;
        for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
        path = "PATH=" + path + ":/usr/sbin:/sbin:/usr/bin:/bin";
        std::vector<char*> environment{path.data(), nullptr};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        // No descriptor of the test (of ctest's pipes, say) may stay open in the server.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3);
        pid_t process = 0;
        const int failure =
            posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
        if (failure != 0)
            throw std::runtime_error(command.front() +
                                     " does not start (package mariadb-server): " + std::strerror(failure));
        return process;
    }
    static int wait_for(pid_t process) {
        int status = 0;
        waitpid(process, &status, 0);
        return status;
    }
    [[nodiscard]] bool answers() const {
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un place{};
        place.sun_family = AF_UNIX;
        std::snprintf(place.sun_path, sizeof place.sun_path, "%s", socket().c_str());
        const bool is_there = connect(descriptor, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
        close(descriptor);
        return is_there;
    }
    [[noreturn]] void fail(const std::string& why) const {
        std::ifstream file(log());
        throw std::runtime_error(why + ":\n" + std::string(std::istreambuf_iterator<char>(file), {}));
    }

    std::string folder_;
    pid_t process_ = 0;
    std::atomic<int> databases_ = 0;
};

}  // namespace drp::test
