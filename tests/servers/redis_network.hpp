/// Redis over the network of this machine alone: with TLS, with replicas, watched by Sentinels.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "../sql/scratch.hpp"
#include "private_process.hpp"

namespace drp::test {

/// A port of 127.0.0.1 that nobody listened at a moment ago.
inline std::uint16_t free_port() {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    const bool is_bound = bind(descriptor, reinterpret_cast<const sockaddr*>(&place), size) == 0 &&
                          getsockname(descriptor, reinterpret_cast<sockaddr*>(&place), &size) == 0;
    close(descriptor);
    if (!is_bound) throw std::runtime_error("no free port");
    return ntohs(place.sin_port);
}

/// A certificate for 127.0.0.1 that has signed itself.
class Certificate {
  public:
    Certificate() {
        if (!PrivateProcess::runs({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                                   "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                                   "subjectAltName=IP:127.0.0.1", "-keyout", key(), "-out", file()},
                                  folder_.file("log")))
            throw std::runtime_error("openssl makes no certificate");
    }
    [[nodiscard]] std::string file() const { return folder_.file("certificate.pem"); }
    [[nodiscard]] std::string key() const { return folder_.file("key.pem"); }

  private:
    ScratchFolder folder_;
};

/// A redis-server that listens at a port of 127.0.0.1.
class NetworkRedis {
  public:
    explicit NetworkRedis(const std::vector<std::string>& options = {}) {
        start({"--port", std::to_string(port_)}, options);
    }
    explicit NetworkRedis(const Certificate& certificate) {
        start({"--port", "0", "--tls-port", std::to_string(port_), "--tls-cert-file", certificate.file(),
               "--tls-key-file", certificate.key(), "--tls-auth-clients", "no"},
              {});
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string place() const { return "127.0.0.1:" + std::to_string(port_); }
    void kill() { process_.kill(); }

  private:
    void start(const std::vector<std::string>& listening, const std::vector<std::string>& options) {
        std::vector<std::string> command{"redis-server",        "--bind", "127.0.0.1", "--save",         "",
                                         "--appendonly",        "no",     "--dir",     folder_.file(""), "--unixsocket",
                                         folder_.file("socket")};
        command.insert(command.end(), listening.begin(), listening.end());
        command.insert(command.end(), options.begin(), options.end());
        process_.start(command, folder_.file("log"));
        if (!process_.wait_for_socket(folder_.file("socket"))) throw std::runtime_error("redis-server does not answer");
    }

    ScratchFolder folder_;
    std::uint16_t port_ = free_port();
    PrivateProcess process_;
};

/// One Sentinel that watches a primary under the name "drp" and alone decides that it is gone, after half a second.
class Sentinel {
  public:
    explicit Sentinel(const NetworkRedis& primary) {
        {
            std::ofstream file(folder_.file("sentinel.conf"));
            file << "bind 127.0.0.1\nport " << port_ << "\nunixsocket " << folder_.file("socket") << "\ndir "
                 << folder_.file("") << "\nsentinel monitor drp 127.0.0.1 " << primary.port()
                 << " 1\nsentinel down-after-milliseconds drp 500\nsentinel failover-timeout drp 2000\n";
        }
        process_.start({"redis-server", folder_.file("sentinel.conf"), "--sentinel"}, folder_.file("log"));
        if (!process_.wait_for_socket(folder_.file("socket"))) throw std::runtime_error("the Sentinel does not answer");
    }
    [[nodiscard]] std::string place() const { return "127.0.0.1:" + std::to_string(port_); }

  private:
    ScratchFolder folder_;
    std::uint16_t port_ = free_port();
    PrivateProcess process_;
};

}  // namespace drp::test
