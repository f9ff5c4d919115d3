#include "app/demo_store.hpp"

#include "app/configuration.hpp"
#include "app/provisional_store.hpp"
#include "portal/demo.hpp"
#include "sql/address.hpp"

namespace drp::app {
namespace {

core::Result<void> fill_database(const std::string& address, const std::string& time_zone, core::UtcSeconds now) {
    auto password = database_password();
    if (!password) return password.error();
    auto store = storage::Store::open(address, {.create = true, .time_zone = time_zone, .password = *password});
    if (!store) return store.error();
    auto filled = portal::install_demo(*store, now);
    if (filled || filled.error().code != "store-not-empty") return filled;
    return core::Problem{core::ProblemKind::conflict, "store-exists", "There is a store already.", address,
                         "Name a new one with --store, or remove this one."};
}

}  // namespace

core::Result<void> make_demo_store(const std::string& address, const std::string& time_zone, core::UtcSeconds now) {
    const auto place = sql::parse_address(address);
    if (!place) return place.error();
    if (place->engine != sql::Engine::sqlite) return fill_database(address, time_zone, now);
    auto provisional = ProvisionalStore::make(address, time_zone);
    if (!provisional) return provisional.error();
    if (auto filled = portal::install_demo(provisional->store(), now); !filled) return filled;
    provisional->keep();
    return {};
}

}  // namespace drp::app
