/// The baseline laboratory on the provider's own meters: every method tried on days without an event.
///
/// See analytics/laboratory.hpp for what is computed and how a method is recommended. The gate has let in only who sees
/// all meters. Any thread; reads one view of the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/laboratory.hpp"
#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/store.hpp"

namespace drp::portal {

inline constexpr std::size_t kMaxLaboratoryMeters = 500;
inline constexpr std::int32_t kMaxLaboratoryDays = 400;
inline constexpr std::size_t kMaxLaboratoryWindows = 6;
/// Days before the first that methods may look back on.
inline constexpr std::int32_t kLaboratoryLookBackDays = 60;

struct LaboratoryWish {
    std::optional<core::ProgramId> program;   ///< its enrolled meters, its holidays; nothing: all meters, NERC's
    std::optional<core::OrgId> organisation;  ///< only meters of it
    core::LocalDay first;
    core::LocalDay last;
    std::vector<analytics::PlaceboWindow> windows;
    bool on_weekdays = true;
    bool on_other_days = false;
};

struct LaboratoryView {
    LaboratoryWish wish;
    std::vector<std::string> meters;  ///< numbers, as in the results
    std::size_t left_out = 0;         ///< meters beyond kMaxLaboratoryMeters: every n-th was taken
    std::vector<analytics::BaselineMethod> methods;
    analytics::Laboratory laboratory;
    std::optional<std::string> current_method;  ///< of the programme
    /// By method and window: dollars that an event would cost more with this method than with the programme's, at the
    /// programme's full rate ($/kW: for the mean over the window). Nothing without a programme, or where one of the two
    /// has no baseline.
    std::vector<std::vector<std::optional<double>>> switching_dollars;
};

/// Problems: program-not-found, laboratory-invalid (too many days or windows, a window that is empty),
/// placebo-window-invalid.
[[nodiscard]] core::Result<LaboratoryView> run_laboratory(const storage::Store& store, const LaboratoryWish& wish,
                                                          core::UtcSeconds now, unsigned threads);

/// "14:00-16:30": hours of the wall clock, 24:00 is the end of the day. Problem: laboratory-invalid.
[[nodiscard]] core::Result<analytics::PlaceboWindow> window_of(std::string_view text);
/// The same text again.
[[nodiscard]] std::string to_text(const analytics::PlaceboWindow& window);

/// What a reason of a recommendation means, in one sentence.
[[nodiscard]] std::string text_of(const LaboratoryView& view);

}  // namespace drp::portal
