/// Readings as long CSV, the form that ReadingsReader takes back without loss.
///
///   meter_id,timestamp,actual_wh,predicted_wh,interval_s
///   71007919,2021-03-21T05:00:00Z,104192,,1800
///
/// Starts are UTC, energy is whole Wh, an absent value is an empty field. The length stands in the fifth column because
/// a lone reading, or one beside gaps, does not show it; readers that know four columns may ignore it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/reading_batch.hpp"
#include "core/time.hpp"
#include "core/units.hpp"

namespace drp::formats {

enum class LengthColumn { written, left_out };

/// Appends to buffers that the caller owns; keeps the date of the last row, so one object belongs to one thread.
class ReadingsWriter {
  public:
    explicit ReadingsWriter(LengthColumn length_column = LengthColumn::written) : length_column_(length_column) {}

    void append_header(std::string& out) const;
    /// kMissing writes an empty field. A meter number needs no quotes (core::MeterNumber).
    void append_row(std::string& out, std::string_view meter, core::UtcSeconds start, core::IntervalSeconds interval,
                    core::WattHours actual, core::WattHours predicted);
    /// The rows of a slab that have at least one value, in time order.
    void append_slab(std::string& out, const core::ReadingBatch& batch, const core::DaySlab& slab);

  private:
    void append_time(std::string& out, core::UtcSeconds t);

    LengthColumn length_column_;
    std::optional<core::UtcDay> day_;
    std::string date_;  // "2021-03-21T" of day_
};

}  // namespace drp::formats
