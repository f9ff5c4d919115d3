/// Meters and whose they are.
///
/// Rules that the database keeps (SPEC 5): every meter is mapped to the provider organisation and to at most one other
/// entity; that is an organisation, or a user without an organisation who then has this meter only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "core/units.hpp"
#include "storage/store.hpp"

namespace drp::storage {

/// WGS 84, degrees.
struct GeoPoint {
    double latitude = 0;
    double longitude = 0;
};

struct MeterRecord {
    core::MeterId id;
    std::string number;
    std::string label;  ///< a name for people; may be empty
    std::optional<GeoPoint> place;
    std::optional<core::OrgId> org;  ///< the one beside the provider, if it is an organisation
    std::string org_name;
    std::optional<core::UserId> resident;  ///< … or if it is a residential user
    core::UtcSeconds created;
    /// Starts of the first and last interval that have an actual value.
    std::optional<core::UtcSeconds> first_reading;
    std::optional<core::UtcSeconds> last_reading;
    std::optional<core::IntervalSeconds> interval;  ///< of the meter's latest readings
};

struct NewMeter {
    std::string number;  ///< a valid core::MeterNumber
    std::string label;
    std::optional<GeoPoint> place;
};

/// One transaction's worth; ids in the order asked. Problems: meter-exists (names the first), meter-number-invalid.
[[nodiscard]] core::Result<std::vector<core::MeterId>> create_meters(WriteTransaction& tx,
                                                                     std::span<const NewMeter> meters,
                                                                     core::UtcSeconds now);
/// Keys for numbers, in the order asked.
[[nodiscard]] std::vector<std::optional<core::MeterId>> find_meter_ids(Transaction& tx,
                                                                       std::span<const std::string> numbers);
/// The same, creating those that are missing. Problem: meter-number-invalid.
[[nodiscard]] core::Result<std::vector<core::MeterId>> find_or_create_meters(WriteTransaction& tx,
                                                                             std::span<const std::string> numbers,
                                                                             core::UtcSeconds now);
[[nodiscard]] std::optional<MeterRecord> find_meter(Transaction& tx, std::string_view number);
[[nodiscard]] std::optional<MeterRecord> find_meter(Transaction& tx, core::MeterId id);

/// All lists are by number. Cheap for 100,000 meters: nothing looks at readings.
[[nodiscard]] std::vector<MeterRecord> list_meters(Transaction& tx);
[[nodiscard]] std::vector<MeterRecord> list_meters_of(Transaction& tx, core::OrgId org);
[[nodiscard]] std::vector<MeterRecord> list_meters_of(Transaction& tx, core::UserId resident);
/// Mapped to the provider only.
[[nodiscard]] std::vector<MeterRecord> list_unassigned_meters(Transaction& tx);
/// Is the meter mapped to this entity?
[[nodiscard]] bool is_meter_of(Transaction& tx, core::MeterId meter, core::OrgId org);
[[nodiscard]] bool is_meter_of(Transaction& tx, core::MeterId meter, core::UserId resident);

/// Maps the meter to an entity beside the provider. Problems: meter-unknown, meter-assigned (to somebody else),
/// organization-unknown, user-unknown, user-in-organization, user-has-meter. Repeating an assignment is fine.
[[nodiscard]] core::Result<void> assign_meter(WriteTransaction& tx, core::MeterId meter, core::OrgId org);
[[nodiscard]] core::Result<void> assign_meter(WriteTransaction& tx, core::MeterId meter, core::UserId resident);
/// Takes it from whoever has it beside the provider. Problem: meter-unknown.
[[nodiscard]] core::Result<void> unassign_meter(WriteTransaction& tx, core::MeterId meter);

/// Problem: meter-unknown.
[[nodiscard]] core::Result<void> describe_meter(WriteTransaction& tx, core::MeterId meter, std::string_view label,
                                                std::optional<GeoPoint> place);
/// Problems: meter-unknown, meter-has-readings.
[[nodiscard]] core::Result<void> delete_meter(WriteTransaction& tx, core::MeterId meter);

}  // namespace drp::storage
