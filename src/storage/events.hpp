/// Response events as the charts show them: periods in which load should be reduced. Those of a programme, with their
/// life from draft to settlement, are in storage/program_events.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct EventRecord {
    core::EventId id;
    core::UtcRange period;
    std::string name;
    std::string kind;        ///< a word of the programme, such as "coincident-peak"
    bool is_for_all = true;  ///< false: only for the meters that are listed for it
};

/// Kilowatts that a meter has contracted to reduce in an event; empty if it only takes part.
struct Nomination {
    core::MeterId meter;
    std::optional<double> kw;
};

/// Listed meters make it an event for them only; an empty list is for all. Problems: event-empty, meter-unknown.
[[nodiscard]] core::Result<core::EventId> create_event(WriteTransaction& tx, core::UtcRange period,
                                                       std::string_view name, std::string_view kind,
                                                       std::span<const Nomination> meters);
[[nodiscard]] std::optional<EventRecord> find_event(Transaction& tx, core::EventId id);
/// Events that overlap the range, by start.
[[nodiscard]] std::vector<EventRecord> list_events(Transaction& tx, core::UtcRange range);
/// … and concern this meter; neither drafts nor what was cancelled.
[[nodiscard]] std::vector<EventRecord> list_events_of(Transaction& tx, core::MeterId meter, core::UtcRange range);
[[nodiscard]] std::vector<Nomination> list_nominations(Transaction& tx, core::EventId id);
/// Problem: event-unknown.
[[nodiscard]] core::Result<void> delete_event(WriteTransaction& tx, core::EventId id);

}  // namespace drp::storage
