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
    std::string label;    ///< a name for people; may be empty
    std::string address;  ///< of the place it stands at, for letters; may be empty
    std::optional<GeoPoint> place;
    std::optional<core::IntervalSeconds> set_interval;  ///< what it is set to, where somebody said so
    std::optional<core::UtcSeconds> retired;            ///< since when it is out of use
    std::optional<core::OrgId> org;                     ///< the one beside the provider, if it is an organisation
    std::string org_name;
    std::optional<core::UserId> resident;  ///< … or if it is a residential user
    std::string resident_email;
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
    std::string address;
    std::optional<core::IntervalSeconds> set_interval;
};

/// One transaction's worth; ids in the order asked. Problems: meter-exists (names the first; a number that a replaced
/// meter had is not free either), meter-number-invalid.
[[nodiscard]] core::Result<std::vector<core::MeterId>> create_meters(WriteTransaction& tx,
                                                                     std::span<const NewMeter> meters,
                                                                     core::UtcSeconds now);
/// Keys for numbers, in the order asked. A number that a meter had before finds that meter, so that two of them may
/// find the same one.
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
/// What is needed to know whose a meter is.
struct MeterKey {
    core::MeterId id;
    std::string number;
    bool is_retired = false;
    std::optional<core::OrgId> org;
    std::optional<core::UserId> resident;
};
/// Of all meters, by number: the same as list_meters() in a fraction of its time.
[[nodiscard]] std::vector<MeterKey> list_meter_keys(Transaction& tx);
/// Is the meter mapped to this entity?
[[nodiscard]] bool is_meter_of(Transaction& tx, core::MeterId meter, core::OrgId org);
[[nodiscard]] bool is_meter_of(Transaction& tx, core::MeterId meter, core::UserId resident);

/// Maps the meter to an entity beside the provider. Problems: meter-unknown, meter-assigned (to somebody else),
/// organization-unknown, user-unknown, user-in-organization, user-has-meter. Repeating an assignment is fine.
[[nodiscard]] core::Result<void> assign_meter(WriteTransaction& tx, core::MeterId meter, core::OrgId org);
[[nodiscard]] core::Result<void> assign_meter(WriteTransaction& tx, core::MeterId meter, core::UserId resident);
/// Takes it from whoever has it beside the provider. Problem: meter-unknown.
[[nodiscard]] core::Result<void> unassign_meter(WriteTransaction& tx, core::MeterId meter);

/// What people know of a meter besides its number and its owner.
struct MeterDescription {
    std::string label;
    std::string address;
    std::optional<GeoPoint> place;
    std::optional<core::IntervalSeconds> set_interval;
};

/// Problem: meter-unknown.
[[nodiscard]] core::Result<void> describe_meter(WriteTransaction& tx, core::MeterId meter,
                                                const MeterDescription& description);
/// Out of use from now on, with all its history; nothing (`retired` empty): in use again. Problem: meter-unknown.
[[nodiscard]] core::Result<void> set_meter_retired(WriteTransaction& tx, core::MeterId meter,
                                                   std::optional<core::UtcSeconds> retired);
/// The device was changed: the meter goes on under the new number, with its key, readings and owner. The old number
/// finds it from then on (find_meter_ids). Going back to one of its own former numbers is fine.
/// Problems: meter-unknown, meter-exists, meter-number-invalid.
[[nodiscard]] core::Result<void> replace_meter(WriteTransaction& tx, core::MeterId meter, const std::string& number,
                                               core::UtcSeconds now);
struct FormerNumber {
    std::string number;
    core::MeterId meter;
    core::UtcSeconds replaced;
};
/// Of this meter, the latest first; or of all, by number.
[[nodiscard]] std::vector<FormerNumber> list_former_numbers(Transaction& tx, core::MeterId meter);
[[nodiscard]] std::vector<FormerNumber> list_former_numbers(Transaction& tx);
/// Problems: meter-unknown, meter-has-readings.
[[nodiscard]] core::Result<void> delete_meter(WriteTransaction& tx, core::MeterId meter);

}  // namespace drp::storage
