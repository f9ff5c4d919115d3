#include "app/demo_store.hpp"

#include "app/provisional_store.hpp"
#include "portal/demo.hpp"

namespace drp::app {

core::Result<void> make_demo_store(const std::string& address, const std::string& time_zone, core::UtcSeconds now) {
    auto provisional = ProvisionalStore::make(address, time_zone);
    if (!provisional) return provisional.error();
    if (auto filled = portal::install_demo(provisional->store(), now); !filled) return filled;
    provisional->keep();
    return {};
}

}  // namespace drp::app
