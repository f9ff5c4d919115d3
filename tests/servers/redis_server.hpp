/// A redis-server of a test's own, in memory alone, on a Unix socket.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "../sql/scratch.hpp"
#include "private_process.hpp"

namespace drp::test {

class RedisServer {
  public:
    explicit RedisServer(std::string password = {}) : password_(std::move(password)) { start(); }

    [[nodiscard]] std::string socket() const { return folder_.file("socket"); }
    [[nodiscard]] std::string address() const { return "redis+unix://" + socket(); }

    void start() {
        std::vector<std::string> command{"redis-server", "--port", "0",     "--unixsocket",  socket(), "--save", "",
                                         "--appendonly", "no",     "--dir", folder_.file("")};
        if (!password_.empty()) command.insert(command.end(), {"--requirepass", password_});
        process_.start(command, folder_.file("log"));
        if (!process_.wait_for_socket(socket())) throw std::runtime_error("redis-server does not answer");
    }
    void kill() { process_.kill(); }
    void freeze() const { process_.freeze(); }
    void thaw() const { process_.thaw(); }

  private:
    ScratchFolder folder_;
    std::string password_;
    PrivateProcess process_;
};

}  // namespace drp::test
