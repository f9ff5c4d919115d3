/// What the doctor makes of the answers of a cluster's nodes.
#pragma once

#include <vector>

#include "app/doctor/diagnosis.hpp"
#include "sql/cluster.hpp"

namespace drp::app {

[[nodiscard]] Diagnoses diagnoses_of(const std::vector<sql::NodeReport>& nodes);

}  // namespace drp::app
