/// Sends what is queued (storage/mails.hpp), one mail after the other.
///
/// A mail that goes out is claimed first, so that of several instances one sends it. A mail server that is away is left
/// in peace for a while; its mails stay queued. One thread at a time.
#pragma once

#include <functional>

#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/mails.hpp"
#include "storage/store.hpp"

namespace drp::portal {

class Outbox {
  public:
    static constexpr std::int64_t kQuietSeconds = 30;                        ///< after a server that did not answer
    static constexpr std::int64_t kKeptSeconds = 30 * core::kSecondsPerDay;  ///< what is done with, for whoever asks

    /// Problem of the kind invalid_input: nobody will ever take this mail. Any other: try again later.
    using Send = std::function<core::Result<void>(const storage::ClaimedMail&)>;

    Outbox(storage::Store& store, Send send) : store_(&store), send_(std::move(send)) {}

    /// Sends what is due; returns how many mails went out. `now` is asked again for each mail.
    int send_due(const std::function<core::UtcSeconds()>& now);

  private:
    bool send_next(core::UtcSeconds now, int& sent);

    storage::Store* store_;
    Send send_;
    core::UtcSeconds quiet_until_{0};
};

}  // namespace drp::portal
