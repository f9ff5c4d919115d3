/// The meters an actor may see, for lists and selects.
#pragma once

#include <vector>

#include "portal/actor.hpp"
#include "portal/meter_directory.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {

struct MeterList {
    std::vector<storage::OrganizationRecord>
        organisations;                         ///< that hold one of the meters, and the actor's own; by name
    std::vector<storage::MeterRecord> meters;  ///< by number
};

[[nodiscard]] MeterList list_meters(const storage::Store& store, const Actor& actor);

}  // namespace drp::portal
