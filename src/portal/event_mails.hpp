/// What is written to people about an event, and the queue and log of it.
#pragma once

#include <cstdint>

#include "core/time.hpp"
#include "portal/programme.hpp"
#include "storage/event_notices.hpp"
#include "storage/mails.hpp"
#include "storage/program_events.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// The mail of a notice. A test says so in subject and text.
[[nodiscard]] storage::NewMail event_mail(const Programme& programme, const storage::ProgramEvent& event,
                                          storage::NoticeKind kind, const storage::NoticeRecipient& recipient);

/// Queues the notice for everybody it is for who has not had it: standby and start for those whose meters are called
/// and have not opted out, all-clear for those of them who had one of the two, a cancellation for everybody who had
/// one, the result for everybody with a meter in the event. Notes each in the log, in the same transaction, so that a
/// notice goes out once whatever is restarted when. Without a mail server it is noted and not queued. Returns how many.
std::int64_t queue_event_notices(storage::WriteTransaction& tx, const Programme& programme,
                                 const storage::ProgramEvent& event, storage::NoticeKind kind, core::UtcSeconds now);

}  // namespace drp::portal
