/// A small electric cooperative that does not exist, for `drp demo` and for the first start.
///
/// 60 meters of five organisations and of residential customers around a small town, 13 months of readings that end at
/// an anchor instant, predictions that know nothing of response events, events in which most customers of the programme
/// reduce their load by 10-30 %, gaps, a meter that fell silent for days, a home with solar panels that feeds back.
///
/// Deterministic: everything is a pure function of (anchor, time zone); no clock, no std:: random. The values of an
/// interval do not depend on when or in which order they are generated, so a historical series and live ticks agree:
/// keep the anchor beside the store and make the same fleet again after a restart. Units: Wh per interval, signed.
/// A DemoFleet is immutable; its TimeZone copy keeps a cache, so one fleet belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/reading_batch.hpp"
#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "core/units.hpp"

namespace drp::portal {

struct DemoOrganisation {
    std::string name;
    bool is_provider = false;
};

struct DemoMeter {
    std::string number;  ///< valid core::MeterNumber, eight digits
    std::string label;   ///< "Lincoln School, gymnasium"
    double latitude_deg = 0;
    double longitude_deg = 0;
    core::IntervalSeconds interval;
    std::optional<std::size_t> organisation;  ///< index into organisations(); none: a residential customer's
};

enum class DemoEventKind { summer_peak, winter_peak };

struct DemoNomination {
    std::size_t meter = 0;      ///< index into meters()
    std::int32_t power_kw = 0;  ///< contracted reduction, at least 1
};

struct DemoEvent {
    std::string name;  ///< "Summer peak 12 July 2026"
    DemoEventKind kind = DemoEventKind::summer_peak;
    core::UtcRange period;  ///< two hours; the last event lies on the local day after the anchor
    std::vector<DemoNomination> nominations;
};

/// The password is the caller's business; it is none of the demo data.
struct DemoAccount {
    std::string email;  ///< a role address: "admin@demo.example"
    std::string first_name;
    std::string last_name;
    int level = 5;                            ///< SPEC 1: 0..5
    std::optional<std::size_t> organisation;  ///< index into organisations()
    bool is_admin = false;                    ///< administrator of that organisation
    bool is_pending = false;                  ///< registered, not yet approved
    std::optional<std::size_t> meter;         ///< a residential customer's meter
};

/// kMissing where the meter said nothing, or where there is no prediction.
struct DemoReading {
    core::WattHours actual = core::kMissing;
    core::WattHours predicted = core::kMissing;
    friend constexpr bool operator==(const DemoReading&, const DemoReading&) = default;
};

namespace demo {
struct Model;  // load shapes, weather, response; demo_data.cpp
}

class DemoFleet {
  public:
    /// `anchor` is "now" when the demo is first made.
    DemoFleet(core::UtcSeconds anchor, const core::TimeZone& zone);
    ~DemoFleet();
    DemoFleet(DemoFleet&&) noexcept;
    DemoFleet& operator=(DemoFleet&&) noexcept;
    DemoFleet(const DemoFleet&) = delete;
    DemoFleet& operator=(const DemoFleet&) = delete;

    [[nodiscard]] const std::vector<DemoOrganisation>& organisations() const noexcept;  ///< the provider first
    [[nodiscard]] const std::vector<DemoMeter>& meters() const noexcept;
    [[nodiscard]] const std::vector<DemoEvent>& events() const noexcept;      ///< by time
    [[nodiscard]] const std::vector<DemoAccount>& accounts() const noexcept;  ///< one a role and organisation

    /// [local midnight 13 months before the anchor, anchor).
    [[nodiscard]] core::UtcRange history() const noexcept;

    /// The readings of the interval of meters()[meter] that starts at `start`, a multiple of its length (else
    /// std::invalid_argument). Any instant from the start of history() on, past the anchor too: live ticks.
    [[nodiscard]] DemoReading reading(std::size_t meter, core::UtcSeconds start) const;

  private:
    std::unique_ptr<demo::Model> model_;
};

/// The history, one meter a batch, in the order of meters(). The fleet outlives it.
class DemoHistory {
  public:
    explicit DemoHistory(const DemoFleet& fleet) : fleet_(&fleet) {}
    /// Replaces the batch by the next meter's history; false, and an empty batch, after the last.
    [[nodiscard]] bool next(core::ReadingBatch& batch);

  private:
    const DemoFleet* fleet_;
    std::size_t meter_ = 0;
};

}  // namespace drp::portal
