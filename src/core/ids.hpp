/// Keys of the store. Small integers with a type each, so that two of them cannot be swapped.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace drp::core {

template <class Tag, class Rep>
struct Id {
    Rep value{};
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using MeterId = Id<struct MeterTag, std::int32_t>;  ///< inner key of a meter; people know its MeterNumber
using UserId = Id<struct UserTag, std::int64_t>;    ///< drawn from `entity`, shared with OrgId
using OrgId = Id<struct OrgTag, std::int64_t>;  ///< drawn from `entity`, shared with UserId; the organisation number
using EventId = Id<struct EventTag, std::int64_t>;              ///< a response event
using WeatherSiteId = Id<struct WeatherSiteTag, std::int64_t>;  ///< a place where the temperature is measured
using ProgramId = Id<struct ProgramTag, std::int64_t>;          ///< a programme that customers enrol in
using EnrolmentId = Id<struct EnrolmentTag, std::int64_t>;      ///< a meter in a programme, from a moment on
using SettlementId = Id<struct SettlementTag, std::int64_t>;    ///< one version of what an event was settled with
using ImportId = Id<struct ImportTag, std::int64_t>;  ///< one import, the source of its readings and corrections

}  // namespace drp::core

template <class Tag, class Rep>
struct std::hash<drp::core::Id<Tag, Rep>> {
    std::size_t operator()(const drp::core::Id<Tag, Rep>& id) const noexcept { return std::hash<Rep>{}(id.value); }
};
