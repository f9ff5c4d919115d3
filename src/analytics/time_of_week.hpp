/// What a meter would have used, by the time of the week and, if it is known, the temperature outside.
///
/// The two regression baselines of Lawrence Berkeley National Laboratory. Load in kW, temperature in deg C, s the slot
/// of the local week (for quarter hours 0..671):
///   time of week                  load = a[s]
///   time of week and temperature  load = a[s] + sum_j b[j] x[j](T), with b separate for occupied and unoccupied slots
///   x[j]   the part of T between knot j and knot j + 1: x[0] = min(T, k[0]), x[j] = clamp(T - k[j-1], 0, k[j] -
///   k[j-1]) knots  40, 55, 65, 80, 90 deg F; a top or bottom knot beyond which fewer than 20 training values lie is
///   dropped, as
///          long as one is left
///   occupied  a slot in which more than 65 % of the loads lie above the straight-line fit of all loads on
///          min(T - 50 F, 0) and max(T - 65 F, 0); where no more than two slots do, the meter has one mode
/// Both are weighted least squares, repeated with centres c every 14 days of the training values (first to last):
/// weight
///   w(t) = 14^2 / (14^2 + (t - c)^2), t - c in days,
/// and the prediction is the mean over the centres, weighted by the same w at the predicted time; each centre's
/// prediction below zero counts as zero. A temperature column that the others explain (its norm falls below 1e-7 of
/// itself when they are taken out) has no coefficient, as in R's lm().
///
/// Sources: Mathieu, Price, Kiliccote, Piette, "Quantifying changes in building electricity use, with application to
/// demand response", IEEE Transactions on Smart Grid 2 (2011); the centres and the dropping of knots follow LBNL's own
/// program (loadshape, baseline.R). Against a run of that program with R 4.2.2 on 48 days of quarter hours every
/// prediction agrees within 0.005 kW, the rounding of its output, and its goodness of fit within its three printed
/// digits.
///
/// Not for a meter that feeds energy back: predictions are never negative. Pure, any thread; O(n) a centre.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/time.hpp"
#include "core/time_zone.hpp"
#include "core/units.hpp"

namespace drp::analytics {

/// Slot of the local week for each of `count` intervals from `first` on; 0 = Monday 00:00. The slots of an hour that
/// the clock repeats are the same, those of a skipped hour do not occur.
[[nodiscard]] std::vector<std::uint16_t> week_slots(core::UtcSeconds first, core::IntervalSeconds interval,
                                                    std::size_t count, const core::TimeZone& zone);

/// When intervals are, and how warm it was: columns of one length. Without temperatures (empty column) the model is of
/// the time of week alone. Which instant of an interval the temperature is taken at is the caller's choice; LBNL takes
/// the end.
struct WeekColumns {
    std::span<const core::UtcSeconds> time;
    std::span<const std::uint16_t> slot;
    std::span<const double> temperature_c;  ///< NaN: not known
};

class TimeOfWeekModel {
  public:
    static constexpr double kTimescaleDays = 14;
    static constexpr std::array kKnotsF{40.0, 55.0, 65.0, 80.0, 90.0};

    /// Training intervals ascending in time, `load_kw` NaN where there is none; intervals without load, or without
    /// temperature where there is a column of them, are left out. Nothing where none remain. std::invalid_argument for
    /// columns of different lengths or times out of order.
    [[nodiscard]] static std::optional<TimeOfWeekModel> fit(const WeekColumns& when, std::span<const double> load_kw,
                                                            double timescale_days = kTimescaleDays);

    /// kW, one for each interval, in any order; NaN where the training had no value in that slot of the week, or where
    /// the model needs a temperature and there is none.
    [[nodiscard]] std::vector<double> predict(const WeekColumns& when) const;

    [[nodiscard]] bool uses_temperature() const noexcept { return uses_temperature_; }
    /// Ascending; empty without temperature.
    [[nodiscard]] std::span<const double> knots_c() const noexcept { return knots_c_; }
    [[nodiscard]] bool is_occupied(std::uint16_t slot) const noexcept {
        return slot < is_occupied_.size() && is_occupied_[slot];
    }
    /// Training intervals that the model stands on.
    [[nodiscard]] std::size_t observations() const noexcept { return observations_; }

  private:
    static constexpr std::size_t kMaxParts = kKnotsF.size() + 1;
    using Slopes = std::array<double, kMaxParts>;  ///< kW per K in each part of the temperature range
    /// One regression: the week as seen from its centre.
    struct Regression {
        core::UtcSeconds centre;
        std::vector<double> level_kw;  ///< a[s]; NaN where the slot is not known
        Slopes unoccupied{};
        Slopes occupied{};
    };
    struct Training;
    struct ModeRows;

    void choose_knots(std::span<const double> temperature_c);
    void choose_occupied(const Training& training);
    [[nodiscard]] Slopes parts_of(double temperature_c) const noexcept;
    [[nodiscard]] Regression regress(const Training& training, core::UtcSeconds centre) const;
    static void fit_levels(const Training& training, std::span<const double> weights, std::span<double> level_kw);
    void fit_mode(const Training& training, std::span<const double> weights, bool occupied, Regression& out) const;
    [[nodiscard]] double weight(core::UtcSeconds time, core::UtcSeconds centre) const noexcept;

    double timescale_days_ = kTimescaleDays;
    bool uses_temperature_ = false;
    std::size_t observations_ = 0;
    std::vector<double> knots_c_;
    std::vector<bool> is_occupied_;  ///< by slot
    std::vector<Regression> regressions_;
};

}  // namespace drp::analytics
