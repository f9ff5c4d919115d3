#include "app/backup/snapshot.hpp"

#include <utility>

#include "sql/address.hpp"
#include "storage/copy.hpp"

namespace drp::app {

namespace fs = std::filesystem;
using core::Problem;
using core::ProblemKind;
using core::Result;

Result<fs::path> file_of(const std::string& store) {
    const auto place = sql::parse_address(store);
    if (!place) return place.error();
    return place->path.empty() ? fs::path() : fs::absolute(place->path);
}

std::string address_of(const fs::path& file) {
    return "sqlite://" + fs::absolute(file).string();
}

Result<void> take_snapshot(const storage::Store& store, const fs::path& file) {
    const auto source = file_of(store.address());
    if (!source) return source.error();
    if (!source->empty()) return store.backup(file.string());
    auto copy = storage::Store::open(address_of(file), {.create = true, .time_zone = store.time_zone().name()});
    if (!copy) return copy.error();
    if (const auto copied = storage::copy_store(store, *copy, {}); !copied) return copied.error();
    copy->checkpoint();
    return {};
}

Result<void> put_back(const fs::path& file, const std::string& store, const std::string& password) {
    const auto from = storage::Store::open(address_of(file), {.read_only = true, .migrate = false});
    if (!from) return from.error();
    auto to =
        storage::Store::open(store, {.create = true, .time_zone = from->time_zone().name(), .password = password});
    if (!to) return to.error();
    const auto copied = storage::copy_store(*from, *to, {});
    if (!copied && copied.error().code == "store-not-empty")
        return Problem{ProblemKind::conflict, "store-exists", "There is a portal in this database already.", store,
                       "Name a database that does not exist yet, and then that one in DRP_STORE."};
    if (!copied) return copied.error();
    return {};
}

}  // namespace drp::app
