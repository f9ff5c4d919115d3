/// Who is told of an event, and the log of who was told what.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

enum class NoticeKind : std::uint8_t { standby, start, all_clear, result, cancel };
[[nodiscard]] std::string_view to_text(NoticeKind kind) noexcept;

/// An address with the meters that concern it.
struct NoticeRecipient {
    std::string email;
    std::vector<std::string> meters;  ///< numbers, each once
};

/// Whoever is to hear of the event: contacts of its enrolments and, unless they said no, approved members of the
/// organisations and the residents that have its meters. By address, each once; without meters that have opted out
/// unless `with_opted_out`.
[[nodiscard]] std::vector<NoticeRecipient> list_notice_recipients(Transaction& tx, core::EventId id,
                                                                  bool with_opted_out);
/// Addresses that have had one of the notices `standby` and `start`, by address.
[[nodiscard]] std::vector<std::string> list_called(Transaction& tx, core::EventId id);
/// Cancelled events that end after `since`, whose cancellation nobody of those called has been told of yet.
[[nodiscard]] std::vector<core::EventId> list_untold_cancellations(Transaction& tx, core::UtcSeconds since);

/// False if this was noted before: then nothing is to be sent. `mail` is empty where there is no mail server.
bool add_notice(WriteTransaction& tx, core::EventId id, NoticeKind kind, std::string_view recipient,
                std::optional<std::int64_t> mail, core::UtcSeconds now);
[[nodiscard]] bool has_notice(Transaction& tx, core::EventId id, NoticeKind kind, std::string_view recipient);

struct NoticeRecord {
    std::string kind;
    std::string recipient;
    core::UtcSeconds queued;
    std::optional<std::int64_t> mail;
    std::optional<core::UtcSeconds> sent;
    std::optional<core::UtcSeconds> given_up;
};
/// Searched by recipient; sorted by queued, recipient, kind. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<NoticeRecord>> list_notices(Transaction& tx, core::EventId id, const PageQuery& page);

}  // namespace drp::storage
