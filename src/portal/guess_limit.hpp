/// Guesses at something secret, counted by network: how many are heard in a window, and what the audit trail says.
///
/// Of each network the first guess of a window is booked, and their number when the window is over, so that a flood
/// does not fill the trail; of all networks together at most kMaxBookedPerWindow lines in a window. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/time.hpp"
#include "portal/actor.hpp"
#include "portal/attempt_window.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class GuessLimit {
  public:
    static constexpr int kMaxBookedPerWindow = 200;

    struct Words {
        std::string guess;    ///< "claim.guess": the deed of the first
        std::string guesses;  ///< "claim.guesses": of all, when the window is over
        std::string count;    ///< "wrong_codes": what they are called there
    };
    GuessLimit(storage::Store& store, Words words, int max_per_network, std::int64_t window_seconds)
        : store_(&store),
          words_(std::move(words)),
          max_per_network_(max_per_network),
          networks_(window_seconds),
          booked_(window_seconds, 1) {}

    /// May somebody at that address guess once more?
    [[nodiscard]] bool is_open(std::string_view address, core::UtcSeconds now) const;
    /// Counts one without booking it.
    void count(std::string_view address, core::UtcSeconds now);
    /// Counts a wrong one, and books it if it is the first. `subject` is what was guessed at, for the trail.
    void wrong(const Actor& visitor, std::string_view subject, core::UtcSeconds now);
    /// Books the counts of windows that are over. To be called now and then.
    void book_closed_windows(core::UtcSeconds now);

  private:
    [[nodiscard]] bool may_book(core::UtcSeconds now);

    storage::Store* store_;
    Words words_;
    int max_per_network_;
    AttemptWindow networks_;
    AttemptWindow booked_;
};

}  // namespace drp::portal
