#include "app/demo_store.hpp"

#include <filesystem>

#include "portal/demo.hpp"
#include "sql/address.hpp"
#include "storage/store.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompanions[] = {"", "-wal", "-shm"};  // NOLINT(modernize-avoid-c-arrays): a constant table

void remove_store(const fs::path& file) {
    for (const auto* suffix : kCompanions) fs::remove(file.string() + suffix);
}

}  // namespace

core::Result<void> make_demo_store(const std::string& address, const std::string& time_zone, core::UtcSeconds now) {
    const auto place = sql::parse_address(address);
    if (!place) return place.error();
    const fs::path target = fs::absolute(place->path);
    if (fs::exists(target))
        return core::Problem{core::ProblemKind::conflict, "store-exists", "There is a store already.", target.string(),
                             "Name a new one with --store, or remove this one."};
    const fs::path making = target.string() + ".making";
    fs::create_directories(target.parent_path());
    remove_store(making);
    {
        auto store = storage::Store::open("sqlite://" + making.string(), {.create = true, .time_zone = time_zone});
        if (!store) return store.error();
        if (auto filled = portal::install_demo(*store, now); !filled) return filled;
        store->checkpoint();
    }
    fs::rename(making, target);
    remove_store(making);
    return {};
}

}  // namespace drp::app
