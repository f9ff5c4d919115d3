#include "app/provisional_store.hpp"

#include <system_error>
#include <utility>

#include "sql/address.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompanions[] = {"", "-wal", "-shm"};  // NOLINT(modernize-avoid-c-arrays): a constant table

void remove_store(const fs::path& file) noexcept {
    std::error_code ignored;
    for (const auto* suffix : kCompanions) fs::remove(file.string() + suffix, ignored);
}

}  // namespace

ProvisionalStore::ProvisionalStore(fs::path target, bool has_made_folder)
    : target_(std::move(target)), has_made_folder_(has_made_folder) {}

ProvisionalStore::ProvisionalStore(ProvisionalStore&& other) noexcept
    : target_(std::exchange(other.target_, {})),
      has_made_folder_(std::exchange(other.has_made_folder_, false)),
      store_(std::exchange(other.store_, std::nullopt)) {}

ProvisionalStore::~ProvisionalStore() {
    store_.reset();
    if (target_.empty()) return;
    remove_store(making());
    std::error_code ignored;  // a folder that holds something else stays
    if (has_made_folder_) fs::remove(target_.parent_path(), ignored);
}

core::Result<ProvisionalStore> ProvisionalStore::make(const std::string& address, const std::string& time_zone) {
    const auto place = sql::parse_address(address);
    if (!place) return place.error();
    if (place->engine != sql::Engine::sqlite)
        return core::Problem{core::ProblemKind::invalid_input, "store-not-a-file",
                             "Demonstration data are made in a file of their own.", "",
                             "Name a new file: --store sqlite:demo.db."};
    const fs::path target = fs::absolute(place->path);
    if (fs::exists(target))
        return core::Problem{core::ProblemKind::conflict, "store-exists", "There is a store already.", target.string(),
                             "Name a new one with --store, or remove this one."};
    ProvisionalStore made(target, fs::create_directories(target.parent_path()));
    remove_store(made.making());
    auto store = storage::Store::open("sqlite://" + made.making().string(), {.create = true, .time_zone = time_zone});
    if (!store) return store.error();
    made.store_.emplace(std::move(*store));
    return made;
}

void ProvisionalStore::keep() {
    store_->checkpoint();
    store_.reset();
    fs::rename(making(), target_);
    has_made_folder_ = false;
}

}  // namespace drp::app
