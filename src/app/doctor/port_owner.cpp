#include "app/doctor/port_owner.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace drp::app {
namespace {

namespace fs = std::filesystem;

/// "socket:[inode]" of all that listen at the port, as the links in /proc/<pid>/fd say it.
std::set<std::string> listeners(std::uint16_t port) {
    constexpr const char* kListening = "0A";
    const auto wanted = fmt::format(":{:04X}", port);
    std::set<std::string> found;
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        std::ifstream file(table);
        std::string line;
        std::getline(file, line);  // the header
        while (std::getline(file, line)) {
            std::istringstream cells(line);
            std::string number, local, remote, state, queues, timer, retransmits, user, timeout, inode;
            cells >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode;
            if (state == kListening && local.ends_with(wanted)) found.insert(fmt::format("socket:[{}]", inode));
        }
    }
    return found;
}

/// Its name; a program that was replaced while it runs goes by its old one.
std::string program_of(const fs::path& process) {
    std::error_code failure;
    auto name = fs::read_symlink(process / "exe", failure).filename().string();
    if (const auto mark = name.find(" (deleted)"); mark != std::string::npos) name.erase(mark);
    return name;
}

bool has_any(const fs::path& process, const std::set<std::string>& sockets) {
    std::error_code failure;
    for (fs::directory_iterator file(process / "fd", failure), end; !failure && file != end; file.increment(failure)) {
        std::error_code gone;
        if (sockets.contains(fs::read_symlink(file->path(), gone).string())) return true;
    }
    return false;
}

}  // namespace

std::optional<std::int64_t> same_program_at(std::uint16_t port) {
    const auto sockets = listeners(port);
    const auto own = program_of("/proc/self");
    std::error_code failure;
    for (fs::directory_iterator process("/proc", failure), end; !failure && process != end;
         process.increment(failure)) {
        const auto name = process->path().filename().string();
        std::int64_t pid = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (read.ptr != name.data() + name.size()) continue;
        if (program_of(process->path()) == own && has_any(process->path(), sockets)) return pid;
    }
    return std::nullopt;
}

}  // namespace drp::app
