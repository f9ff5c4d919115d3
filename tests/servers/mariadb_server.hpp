/// A mariadbd of this test program's own: in a folder of its own, on a Unix socket, started when it is first asked for
/// and gone with the program, however that ends.
///
/// It keeps what was committed over a kill of its process (not over a loss of power, which no test of ours makes).
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "private_process.hpp"

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
        if (!PrivateProcess::runs(install, log())) fail("mariadb-install-db failed");
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
        std::vector<std::string> command{"mariadbd",
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
        process_.start(command, log());
        if (!process_.wait_for_socket(socket())) fail("mariadbd does not answer");
    }
    /// As a crash of the process: nothing is shut down.
    void kill() { process_.kill(); }

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

    [[noreturn]] void fail(const std::string& why) const {
        std::ifstream file(log());
        throw std::runtime_error(why + ":\n" + std::string(std::istreambuf_iterator<char>(file), {}));
    }

    std::string folder_;
    PrivateProcess process_;
    std::atomic<int> databases_ = 0;
};

}  // namespace drp::test
