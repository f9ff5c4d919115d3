/// How meters and organisations stood in the programme over the last 30 local days, today included: what the map and
/// the ranking show.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portal/actor.hpp"
#include "storage/meters.hpp"
#include "storage/store.hpp"
#include "storage/totals.hpp"

namespace drp::portal {

/// How often a meter stayed below its prediction, in words. A fair prediction alone gives about one half (SPEC 2), so
/// the middle class says "as expected".
enum class ParticipationClass : std::uint8_t {
    none,    ///< nothing to compare
    low,     ///< below 40 %
    middle,  ///< from 40 % to below 60 %
    high,    ///< 60 % and more
};

[[nodiscard]] ParticipationClass class_of(const storage::ReadingSums& sums) noexcept;
/// "none", "low", "middle", "high".
[[nodiscard]] std::string_view name_of(ParticipationClass participation) noexcept;
/// with_saving / with_both; nothing where there is nothing to compare.
[[nodiscard]] std::optional<double> participation_of(const storage::ReadingSums& sums) noexcept;

struct MapMeter {
    storage::MeterRecord record;  ///< has a place
    storage::ReadingSums sums;
};

struct MeterMap {
    static constexpr std::size_t kMaxMeters = 10'000;  ///< more are no map any more

    storage::LocalDays days;
    std::vector<MapMeter> meters;  ///< by number
    std::size_t left_off = 0;      ///< beyond kMaxMeters
    std::size_t without_place = 0;
};

enum class RankingMeasure : std::uint8_t { participation, savings_per_meter };

/// One line of the ranking.
struct RankedOrganisation {
    std::size_t rank = 0;             ///< from 1
    std::optional<std::string> name;  ///< nothing: not the actor's to know
    bool is_own = false;
    std::optional<std::size_t> meters;  ///< behind the figures; as the name
    double participation = 0;
    double saved_wh_per_meter = 0;
    double net_wh_per_meter = 0;
};

struct Ranking {
    /// An organisation that is not the actor's own shows a figure only where so many meters stand behind it.
    static constexpr std::size_t kLeastMeters = 15;

    storage::LocalDays days;
    core::UtcSeconds as_of;  ///< of the sums
    std::vector<RankedOrganisation> organisations;
    std::size_t left_off = 0;  ///< organisations with too few meters
};

/// Sums of the whole fleet are added up at most once a minute. Any thread; blocks.
class Standing {
  public:
    explicit Standing(const storage::Store& store) : store_(&store) {}

    /// The meters that the actor may see and that have a place.
    [[nodiscard]] MeterMap map(const Actor& actor, core::UtcSeconds now);

    /// Organisations with readings to compare, best first. The provider sees all with their names; everybody else only
    /// their own by name, and of the others those with enough meters.
    [[nodiscard]] Ranking ranking(const Actor& actor, RankingMeasure measure, core::UtcSeconds now);

  private:
    static constexpr std::int64_t kFreshSeconds = 60;

    struct Fleet {
        core::UtcSeconds as_of;
        storage::LocalDays days;
        std::vector<storage::MeterTotal> meters;  ///< by id
    };
    [[nodiscard]] std::shared_ptr<const Fleet> fleet(core::UtcSeconds now);
    [[nodiscard]] std::vector<storage::MeterTotal> totals_for(const Actor& actor, storage::LocalDays days,
                                                              core::UtcSeconds now);

    const storage::Store* store_;
    std::mutex mutex_;
    std::shared_ptr<const Fleet> fleet_;
};

}  // namespace drp::portal
