/// Is 3/4/2021 the 4th of March or the 3rd of April? The file itself has to say.
#pragma once

#include <cstdint>
#include <optional>

#include "formats/label.hpp"

namespace drp::formats {

/// Collects evidence from labels in file order.
///
/// A number past 12 can only be a day. Where there is none, time itself tells: two labels that follow each other within
/// an hour under one reading and months apart under the other. A lone slip of the pen does not outvote the rest: the
/// clearly larger side (20 to 1) wins, and the slip gets its own verdict later.
class DateOrderEvidence {
  public:
    void add(const RawLabel& label);

    struct Finding {
        DateOrder order = DateOrder::automatic;  ///< automatic: undecided
        bool is_contradictory = false;           ///< evidence for both
    };
    [[nodiscard]] Finding finding() const;
    /// True once a number past 12 has spoken and none has contradicted: more rows will hardly change that.
    [[nodiscard]] bool is_clear() const;
    [[nodiscard]] std::uint64_t labels() const noexcept { return labels_; }

  private:
    void compare_with_previous(const RawLabel& label);

    std::uint64_t labels_ = 0;
    std::uint64_t with_order_ = 0;     // labels whose year is last
    std::uint64_t asymmetric_ = 0;     // of these, real dates that the orders read differently
    std::uint64_t first_past_12_ = 0;  // can only be D/M/Y
    std::uint64_t second_past_12_ = 0;
    std::uint64_t near_only_as_dmy_ = 0;
    std::uint64_t near_only_as_mdy_ = 0;
    std::optional<RawLabel> previous_;
};

}  // namespace drp::formats
