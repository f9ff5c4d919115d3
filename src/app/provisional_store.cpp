#include "app/provisional_store.hpp"

#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "app/configuration.hpp"
#include "sql/error.hpp"
#include "sql/removal.hpp"

namespace drp::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCompanions[] = {"", "-wal", "-shm"};  // NOLINT(modernize-avoid-c-arrays): a constant table

void remove_store(const fs::path& file) noexcept {
    std::error_code ignored;
    for (const auto* suffix : kCompanions) fs::remove(file.string() + suffix, ignored);
}

core::Problem store_exists(std::string place) {
    return {core::ProblemKind::conflict, "store-exists", "There is a store already.", std::move(place),
            "Name a new one with --store, or remove this one."};
}

}  // namespace

ProvisionalStore::ProvisionalStore(ProvisionalStore&& other) noexcept
    : target_(std::exchange(other.target_, {})),
      has_made_folder_(std::exchange(other.has_made_folder_, false)),
      on_server_(std::exchange(other.on_server_, std::nullopt)),
      store_(std::exchange(other.store_, std::nullopt)) {}

ProvisionalStore::~ProvisionalStore() {
    if (on_server_) remove_from_server();
    store_.reset();
    if (target_.empty()) return;
    remove_store(making());
    std::error_code ignored;  // a folder that holds something else stays
    if (has_made_folder_) fs::remove(target_.parent_path(), ignored);
}

void ProvisionalStore::remove_from_server() noexcept {
    try {
        if (!store_ || store_->outside_version() != on_server_->version) return;
        store_.reset();
        sql::remove_database(on_server_->server, on_server_->password, on_server_->was_there);
    } catch (const std::exception& error) {
        spdlog::warn("the new store stays, without contents: {}", error.what());
    }
}

core::Result<ProvisionalStore> ProvisionalStore::make(const std::string& address, const std::string& time_zone) {
    const auto place = sql::parse_address(address);
    if (!place) return place.error();
    if (place->engine == sql::Engine::sqlite) return make_file(place->path, time_zone);
    return make_database(address, place->server, time_zone);
}

core::Result<ProvisionalStore> ProvisionalStore::make_file(const std::string& path, const std::string& time_zone) {
    ProvisionalStore made;
    const fs::path target = fs::absolute(path);
    if (fs::exists(target)) return store_exists(target.string());
    made.target_ = target;
    made.has_made_folder_ = fs::create_directories(target.parent_path());
    remove_store(made.making());
    auto store = storage::Store::open("sqlite://" + made.making().string(), {.create = true, .time_zone = time_zone});
    if (!store) return store.error();
    made.store_.emplace(std::move(*store));
    return made;
}

core::Result<ProvisionalStore> ProvisionalStore::make_database(const std::string& address,
                                                               const sql::ServerAddress& server,
                                                               const std::string& time_zone) {
    auto password = database_password();
    if (!password) return password.error();
    if (storage::Store::open(address, {.read_only = true, .migrate = false, .password = *password}))
        return store_exists(address);
    bool was_there = false;
    try {
        was_there = sql::has_database(server, *password);
    } catch (const sql::SqlError& error) {
        return error.problem();
    }
    auto store = storage::Store::open(address, {.create = true, .time_zone = time_zone, .password = *password});
    if (!store) return store.error();
    ProvisionalStore made;
    made.on_server_ = OnServer{server, std::move(*password), was_there, store->outside_version()};
    made.store_.emplace(std::move(*store));
    return made;
}

void ProvisionalStore::keep() {
    store_->checkpoint();
    store_.reset();
    if (!target_.empty()) fs::rename(making(), target_);
    target_.clear();
    on_server_.reset();
    has_made_folder_ = false;
}

}  // namespace drp::app
