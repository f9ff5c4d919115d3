/// A server process of a test's own: gone with the test program, however that ends.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
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

class PrivateProcess {
  public:
    PrivateProcess() = default;
    ~PrivateProcess() { kill(); }
    PrivateProcess(const PrivateProcess&) = delete;
    PrivateProcess& operator=(const PrivateProcess&) = delete;

    /// Runs to its end: true if that was a good one.
    static bool runs(const std::vector<std::string>& command, const std::string& log) {
        int status = 0;
        waitpid(spawn(command, log), &status, 0);
        return status == 0;
    }
    void start(std::vector<std::string> command, const std::string& log) {
        command.insert(command.begin(), {"setpriv", "--pdeathsig=KILL"});
        process_ = spawn(command, log);
    }
    /// False if the process ends instead, or nobody listens there after half a minute.
    [[nodiscard]] bool wait_for_socket(const std::string& path) {
        for (int i = 0; i < 3000; ++i) {
            if (answers(path)) return true;
            if (waitpid(process_, nullptr, WNOHANG) == process_) {
                process_ = 0;
                return false;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return false;
    }
    /// As a crash: nothing is shut down.
    void kill() {
        if (process_ == 0) return;
        ::kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    /// SIGSTOP and SIGCONT: it takes connections and says nothing, until it goes on.
    void freeze() const { ::kill(process_, SIGSTOP); }
    void thaw() const { ::kill(process_, SIGCONT); }

  private:
    static pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
        std::vector<char*> arguments;
        for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
        path = "PATH=" + path + ":/usr/sbin:/sbin:/usr/bin:/bin";
        std::vector<char*> environment{path.data(), nullptr};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        // No descriptor of the test (of ctest's pipes, say) may stay open in the server.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3);
        pid_t process = 0;
        const int failure =
            posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environment.data());
        posix_spawn_file_actions_destroy(&actions);
        if (failure != 0)
            throw std::runtime_error(command.front() + " does not start: " + std::strerror(failure) +
                                     " (scripts/packages.txt names what the tests need)");
        return process;
    }
    static bool answers(const std::string& path) {
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un place{};
        place.sun_family = AF_UNIX;
        std::snprintf(place.sun_path, sizeof place.sun_path, "%s", path.c_str());
        const bool is_there = connect(descriptor, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
        close(descriptor);
        return is_there;
    }

    pid_t process_ = 0;
};

}  // namespace drp::test
