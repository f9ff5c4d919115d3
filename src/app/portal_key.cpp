#include "app/portal_key.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "app/configuration.hpp"
#include "core/text.hpp"
#include "sql/address.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;
using core::Problem;
using core::ProblemKind;
using core::Result;

constexpr const char* kVariable = "DRP_PORTAL_KEY";
constexpr std::size_t kMinCharacters = 32;
constexpr std::size_t kRandomBytes = 32;

Problem too_short(std::string place) {
    return {ProblemKind::invalid_input, "secret-too-short", "The portal's key is too short.", std::move(place),
            fmt::format("Use at least {} random characters.", kMinCharacters)};
}

Problem unreadable(const fs::path& file, int reason) {
    return {ProblemKind::invalid_input, "portal-key-unreadable",
            "The portal's key cannot be read or made: " + std::generic_category().message(reason) + ".", file.string(),
            "The file and its folder must belong to who runs drp."};
}

std::string random_hex() {
    std::array<unsigned char, kRandomBytes> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the operating system gives no random bytes");
    return fmt::format("{:02x}", fmt::join(bytes, ""));
}

Result<portal::PortalKey> read_key(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    if (!in || !std::getline(in, line)) return unreadable(file, errno == 0 ? ENODATA : errno);
    const auto text = core::trimmed(line);
    if (text.size() < kMinCharacters) return too_short(file.string());
    return portal::PortalKey::from_text(text);
}

/// 0, or the system's reason. Whole and on the disk before it has its name; a file that came between stays as it is.
int make_key(const fs::path& file) {
    auto making = file.string() + ".XXXXXX";
    const int handle = mkstemp(making.data());  // for its owner alone
    if (handle < 0) return errno;
    const auto text = random_hex() + "\n";
    const bool is_written = write(handle, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                            fsync(handle) == 0 && link(making.c_str(), file.c_str()) == 0;
    const int reason = is_written || errno == EEXIST ? 0 : errno;
    close(handle);
    unlink(making.c_str());
    return reason;
}

}  // namespace

Result<portal::PortalKey> portal_key_of(const std::string& store_address) {
    const auto given = secret_from_environment(kVariable);
    if (!given) return given.error();
    if (!given->empty())
        return given->size() < kMinCharacters ? Result<portal::PortalKey>(too_short(kVariable))
                                              : portal::PortalKey::from_text(*given);
    const auto place = sql::parse_address(store_address);
    if (!place) return place.error();
    if (place->engine != sql::Engine::sqlite)
        return Problem{ProblemKind::invalid_input, "portal-key-missing",
                       "A store on a server has no folder for the portal's key.", "DRP_PORTAL_KEY",
                       "Set DRP_PORTAL_KEY or DRP_PORTAL_KEY_FILE, the same for every instance; `openssl rand -hex 32` "
                       "makes one."};
    const auto store = fs::absolute(place->path);
    const auto file = store.parent_path() / "portal-key";
    if (!fs::exists(file)) {
        const bool is_late = fs::exists(store);
        fs::create_directories(store.parent_path());
        if (const int reason = make_key(file); reason != 0) return unreadable(file, reason);
        if (is_late)
            spdlog::warn("{} was not there: made anew. Claim codes and second factors of another key are void.",
                         file.string());
        else
            spdlog::info("Made the portal's key, {}. Keep a copy of it apart from those of the store.", file.string());
    }
    return read_key(file);
}

}  // namespace drp::app
