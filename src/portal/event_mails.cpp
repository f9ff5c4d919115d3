#include "portal/event_mails.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "portal/mail_texts.hpp"
#include "portal/wall_clock.hpp"

namespace drp::portal {
namespace {

using storage::NoticeKind;

constexpr std::size_t kNamedMeters = 20;

std::string meters_text(const std::vector<std::string>& meters) {
    const auto named = std::min(meters.size(), kNamedMeters);
    const auto more = meters.size() - named;
    return fmt::format("{} {}{}", meters.size() == 1 ? "Meter" : "Meters",
                       fmt::join(meters.begin(), meters.begin() + static_cast<std::ptrdiff_t>(named), ", "),
                       more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string subject(const storage::ProgramEvent& event, NoticeKind kind) {
    const std::string_view test = event.is_test ? "TEST, " : "";
    switch (kind) {
        case NoticeKind::standby:
            return fmt::format("{}stand by to use less", test);
        case NoticeKind::start:
            return fmt::format("{}use less now", test);
        case NoticeKind::all_clear:
            return fmt::format("{}all clear", test);
        case NoticeKind::result:
            return fmt::format("{}the result of an event", test);
        case NoticeKind::cancel:
            return fmt::format("{}an event is cancelled", test);
    }
    return {};
}

std::string first_words(const Programme& programme, const storage::ProgramEvent& event, NoticeKind kind) {
    const auto when = period_text(programme.zone, event.period);
    switch (kind) {
        case NoticeKind::standby:
            return fmt::format("please use less electric power during this event:\n\n  {}\n  {}", event.name, when);
        case NoticeKind::start:
            return fmt::format("the event has begun. Please use less electric power until it ends:\n\n  {}\n  {}",
                               event.name, when);
        case NoticeKind::all_clear:
            return fmt::format("the event is over, thank you:\n\n  {}\n  {}", event.name, when);
        case NoticeKind::result:
            return fmt::format("the result of this event is ready:\n\n  {}\n  {}", event.name, when);
        case NoticeKind::cancel:
            return fmt::format("this event is cancelled, there is nothing to do:\n\n  {}\n  {}\n\nReason: {}",
                               event.name, when, event.cancel_reason);
    }
    return {};
}

bool is_for_opted_out(NoticeKind kind) {
    return kind == NoticeKind::cancel || kind == NoticeKind::result;
}

std::vector<storage::NoticeRecipient> recipients_of(storage::Transaction& tx, core::EventId id, NoticeKind kind) {
    auto all = storage::list_notice_recipients(tx, id, is_for_opted_out(kind));
    if (kind != NoticeKind::cancel && kind != NoticeKind::all_clear) return all;
    std::vector<storage::NoticeRecipient> called;
    for (auto& email : storage::list_called(tx, id)) {
        const auto found = std::lower_bound(all.begin(), all.end(), email,
                                            [](const auto& one, const auto& other) { return one.email < other; });
        if (found != all.end() && found->email == email)
            called.push_back(std::move(*found));
        else if (kind == NoticeKind::cancel)  // whoever was told of it is told that it is off, come what may
            called.push_back({std::move(email), {}});
    }
    return called;
}

}  // namespace

storage::NewMail event_mail(const Programme& programme, const storage::ProgramEvent& event, NoticeKind kind,
                            const storage::NoticeRecipient& recipient) {
    auto text = first_words(programme, event, kind);
    if (!recipient.meters.empty()) text += fmt::format("\n\n{}.", meters_text(recipient.meters));
    if (event.is_test) text += "\nThis is a test of the programme.";
    if (kind == NoticeKind::standby || kind == NoticeKind::start)
        if (!event.message.empty()) text += fmt::format("\n\n{}", event.message);
    if (kind == NoticeKind::standby && event.opt_out_until)
        text += fmt::format("\n\nIf you cannot take part, say so until {}.",
                            moment_text(programme.zone, *event.opt_out_until));
    if (kind == NoticeKind::standby && !programme.public_url.empty())
        text += "\n\nPlease say here that you have read this:";
    if (!programme.public_url.empty()) text += fmt::format("\n\n{}/events/{}", programme.public_url, event.id.value);
    return mail_of(programme, recipient.email, subject(event, kind), text);
}

std::int64_t queue_event_notices(storage::WriteTransaction& tx, const Programme& programme,
                                 const storage::ProgramEvent& event, NoticeKind kind, core::UtcSeconds now) {
    std::int64_t queued = 0;
    for (const auto& recipient : recipients_of(tx, event.id, kind)) {
        if (storage::has_notice(tx, event.id, kind, recipient.email)) continue;
        std::optional<std::int64_t> mail;
        if (programme.sends_mail) mail = storage::queue_mail(tx, event_mail(programme, event, kind, recipient), now);
        storage::add_notice(tx, event.id, kind, recipient.email, mail, now);
        ++queued;
    }
    return queued;
}

}  // namespace drp::portal
