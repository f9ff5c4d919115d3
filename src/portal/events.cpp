#include "portal/events.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"
#include "portal/organisations.hpp"
#include "portal/programs.hpp"
#include "portal/trail.hpp"
#include "portal/wall_clock.hpp"
#include "storage/meters.hpp"
#include "storage/organizations.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using core::UtcSeconds;
using storage::EventState;
using storage::EventTarget;
using storage::ProgramEvent;

std::string subject_of(core::EventId id) {
    return fmt::format("event {}", id.value);
}

Problem meter_not_found(std::string_view number) {
    return {ProblemKind::not_found, "meter-not-found",
            fmt::format("There is no meter '{}' in this event.", core::excerpt(number, 40)), "meter", ""};
}

Problem targets_missing(std::string_view field) {
    return {ProblemKind::invalid_input, "targets-missing", "Nobody is named whom the event is for.", std::string(field),
            "Name at least one, or choose all."};
}

/// Times and targets of a wish, as the store takes them.
class WishReader {
  public:
    WishReader(storage::Transaction& tx, const core::TimeZone& zone) : tx_(tx), zone_(zone) {}

    Result<storage::EventDraft> read(const EventWish& wish, UtcSeconds now) {
        storage::EventDraft draft;
        const auto program = program_in_use(tx_, wish.program, now);
        if (!program) return program.error();
        const auto period = read_period(wish);
        if (!period) return period.error();
        draft.program = wish.program;
        draft.program_version = program->current.version;
        draft.period = *period;
        draft.name = wish.name;
        draft.is_test = wish.is_test;
        draft.target = wish.target;
        draft.message = wish.message;
        if (auto done = read_targets(wish, draft); !done) return done.error();
        return draft;
    }

  private:
    Result<core::UtcRange> read_period(const EventWish& wish) const {
        const auto start = wall_clock_or_instant(zone_, wish.start, "start");
        if (!start) return start.error();
        const auto end = wall_clock_or_instant(zone_, wish.end, "end");
        if (!end) return end.error();
        for (const auto& [field, t] : {std::pair("start", *start), std::pair("end", *end)})
            if (t.value % kEventGrain != 0)
                return Problem{ProblemKind::invalid_input, "event-off-grid",
                               "An event starts and ends on whole five minutes, as intervals do.", field,
                               "Choose a time such as 16:00 or 16:05."};
        if (*end <= *start)
            return Problem{ProblemKind::invalid_input, "event-empty", "An event ends after it starts.", "end",
                           "Choose a later end."};
        if (*end - *start > kLongestEvent)
            return Problem{ProblemKind::invalid_input, "event-too-long", "An event lasts a week at most.", "end",
                           "Choose an earlier end."};
        return core::UtcRange{*start, *end};
    }

    Result<void> read_targets(const EventWish& wish, storage::EventDraft& draft) const {
        if (wish.target == EventTarget::organisations) {
            if (wish.organisations.empty()) return targets_missing("organisations");
            for (const auto org : wish.organisations)
                if (!storage::find_organization(tx_, org)) return organisation_not_found();
            draft.organisations = wish.organisations;
        }
        if (wish.target == EventTarget::meters) {
            if (wish.meters.empty()) return targets_missing("meters");
            const auto ids = storage::find_meter_ids(tx_, wish.meters);
            for (std::size_t i = 0; i < ids.size(); ++i) {
                if (!ids[i])
                    return Problem{ProblemKind::not_found, "meter-not-found",
                                   fmt::format("There is no meter '{}'.", core::excerpt(wish.meters[i], 40)), "meters",
                                   "Compare the number with the one printed on the meter."};
                draft.meters.push_back(*ids[i]);
            }
        }
        return {};
    }

    storage::Transaction& tx_;
    const core::TimeZone& zone_;
};

/// The wish that a draft stands for, to be changed in parts.
EventWish wish_of(const ProgramEvent& event, const storage::EventTargets& targets) {
    EventWish wish{event.program.value(),
                   event.name,
                   core::to_iso(event.period.from),
                   core::to_iso(event.period.to),
                   event.is_test,
                   event.target,
                   {},
                   {},
                   event.message};
    for (const auto& organisation : targets.organisations) wish.organisations.push_back(organisation.id);
    for (const auto& meter : targets.meters) wish.meters.push_back(meter.number);
    return wish;
}

void apply(const EventChange& change, EventWish& wish) {
    if (change.program) wish.program = *change.program;
    if (change.name) wish.name = *change.name;
    if (change.start) wish.start = *change.start;
    if (change.end) wish.end = *change.end;
    if (change.is_test) wish.is_test = *change.is_test;
    if (change.message) wish.message = *change.message;
    if (!change.target) return;
    wish.target = *change.target;
    wish.organisations = change.organisations;
    wish.meters = change.meters;
}

Facts facts_of(const EventWish& wish) {
    std::string targets;
    for (const auto org : wish.organisations) targets += fmt::format(" {}", org.value);
    for (const auto& meter : wish.meters) targets += " " + meter;
    return {{"program", std::to_string(wish.program.value)},
            {"name", wish.name},
            {"start", wish.start},
            {"end", wish.end},
            {"kind", wish.is_test ? "test" : "real"},
            {"target", fmt::format("{}{}", storage::to_text(wish.target), core::excerpt(targets, 500))},
            {"message", wish.message}};
}

void keep_differences(Facts& before, Facts& after) {
    for (auto i = before.size(); i-- > 0;) {
        if (before[i] != after[i]) continue;
        before.erase(before.begin() + static_cast<std::ptrdiff_t>(i));
        after.erase(after.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

Result<void> must_be_draft(const ProgramEvent& event) {
    if (event.state == EventState::draft) return {};
    return Problem{ProblemKind::conflict, "event-not-draft",
                   fmt::format("The event is {}, no draft any more.", storage::to_text(event.state)), "",
                   "Cancel it, and draw up another."};
}

Facts state_fact(EventState state) {
    return {{"state", std::string(storage::to_text(state))}};
}

constexpr storage::EventViewer kSeesAll{.entity = std::nullopt, .sees_drafts = true};

}  // namespace

Problem event_not_found() {
    return {ProblemKind::not_found, "event-not-found", "There is no such event among yours.", "event_id", ""};
}

storage::EventViewer viewer_of(const Actor& actor) {
    // Whoever sees neither all meters nor any of its own sees the events of nobody.
    constexpr std::int64_t kNobody = -1;
    if (actor.sees_all_meters())
        return {.entity = std::nullopt, .sees_drafts = is_allowed(actor, UseCase::see_programs)};
    return {.entity = own_entity(actor).value_or(kNobody), .sees_drafts = false};
}

bool is_open_for_opt_out(const ProgramEvent& event, UtcSeconds now) noexcept {
    const bool is_called = event.state == EventState::scheduled || event.state == EventState::notified;
    return is_called && event.opt_out_until && now < *event.opt_out_until;
}

Result<ProgramEvent> Events::visible(storage::Transaction& tx, const Actor& actor, core::EventId id) const {
    auto event = storage::find_program_event(tx, id, viewer_of(actor));
    if (!event) return event_not_found();
    return std::move(*event);
}

EventDetails Events::details_of(storage::Transaction& tx, const Actor& actor, const ProgramEvent& event,
                                UtcSeconds now) const {
    EventDetails details;
    details.event = event;
    const auto viewer = viewer_of(actor);
    if (viewer.entity)
        details.own_meters = storage::list_participants(tx, event.id, viewer);
    else
        details.targets = storage::list_event_targets(tx, event.id);
    details.may_opt_out = is_open_for_opt_out(event, now) && is_allowed(actor, UseCase::opt_out) && event.meters > 0;
    const auto zone = store_->time_zone();
    details.other_start = other_meaning(zone, event.period.from);
    details.other_end = other_meaning(zone, event.period.to);
    return details;
}

Result<storage::Listed<ProgramEvent>> Events::list(const Actor& actor, const storage::EventFilter& filter,
                                                   const storage::PageQuery& page) const {
    auto tx = store_->read();
    return storage::list_program_events(tx, filter, viewer_of(actor), page);
}

Result<EventDetails> Events::find(const Actor& actor, core::EventId id, UtcSeconds now) const {
    auto tx = store_->read();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    return details_of(tx, actor, *event, now);
}

Result<EventDetails> Events::create(const Actor& actor, const EventWish& wish, UtcSeconds now) {
    const auto zone = store_->time_zone();
    auto tx = store_->write();
    const auto draft = WishReader(tx, zone).read(wish, now);
    if (!draft) return draft.error();
    const auto id = storage::create_event_draft(tx, *draft, actor.name, now);
    const auto event = storage::find_program_event(tx, id, kSeesAll).value();
    auto facts = facts_of(wish_of(event, storage::list_event_targets(tx, id)));
    std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
    book(tx, actor, {"event.create", subject_of(id), {}, std::move(facts)}, now);
    auto details = details_of(tx, actor, event, now);
    tx.commit();
    return details;
}

Result<EventDetails> Events::change(const Actor& actor, core::EventId id, const EventChange& change, UtcSeconds now) {
    const auto zone = store_->time_zone();
    auto tx = store_->write();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    if (auto fine = must_be_draft(*event); !fine) return fine.error();
    auto wish = wish_of(*event, storage::list_event_targets(tx, id));
    auto before = facts_of(wish);
    apply(change, wish);
    const auto draft = WishReader(tx, zone).read(wish, now);
    if (!draft) return draft.error();
    storage::change_event_draft(tx, id, *draft);
    const auto changed = storage::find_program_event(tx, id, kSeesAll).value();
    auto after = facts_of(wish_of(changed, storage::list_event_targets(tx, id)));
    keep_differences(before, after);
    if (!after.empty()) book(tx, actor, {"event.change", subject_of(id), std::move(before), std::move(after)}, now);
    auto details = details_of(tx, actor, changed, now);
    tx.commit();
    return details;
}

Result<void> Events::remove(const Actor& actor, core::EventId id, UtcSeconds now) {
    auto tx = store_->write();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    if (auto fine = must_be_draft(*event); !fine) return fine;
    auto facts = facts_of(wish_of(*event, storage::list_event_targets(tx, id)));
    storage::delete_event_draft(tx, id);
    book(tx, actor, {"event.delete", subject_of(id), std::move(facts), {}}, now);
    tx.commit();
    return {};
}

Result<EventDetails> Events::schedule(const Actor& actor, core::EventId id, bool is_late, UtcSeconds now) {
    auto tx = store_->write();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    if (auto fine = must_be_draft(*event); !fine) return fine.error();
    const auto program = program_in_use(tx, event->program.value(), now);
    if (!program) return program.error();
    const auto& terms = program->current.terms;
    const storage::EventTimes times{event->period.from - terms.notice_lead_min * 60,
                                    event->period.from - terms.opt_out_deadline_min * 60};
    if (!is_late && now > times.notice)
        return Problem{ProblemKind::conflict, "event-too-soon",
                       fmt::format("The programme promises notice {} minutes before the start.", terms.notice_lead_min),
                       "start", "Choose a later start, or say is_late to call the event all the same."};
    if (event->meters == 0)
        return Problem{ProblemKind::conflict, "event-calls-nobody", "No meter that the event is for is enrolled then.",
                       "target", "Enrol meters in the programme, or choose others."};
    storage::schedule_event(tx, id, program->current.version, times, now);
    const auto scheduled = storage::find_program_event(tx, id, kSeesAll).value();
    auto after = state_fact(EventState::scheduled);
    after.emplace_back("meters", std::to_string(scheduled.meters));
    after.emplace_back("program_version", std::to_string(program->current.version));
    book(tx, actor, {"event.schedule", subject_of(id), state_fact(EventState::draft), std::move(after)}, now);
    auto details = details_of(tx, actor, scheduled, now);
    tx.commit();
    return details;
}

Result<EventDetails> Events::cancel(const Actor& actor, core::EventId id, std::string_view reason, UtcSeconds now) {
    auto tx = store_->write();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    const auto state = event->state;
    if (state != EventState::scheduled && state != EventState::notified && state != EventState::active)
        return Problem{ProblemKind::conflict, "event-not-open",
                       fmt::format("The event is {}: it cannot be cancelled.", storage::to_text(state)), "",
                       state == EventState::draft ? "Delete the draft." : ""};
    storage::cancel_event(tx, id, reason);
    const auto cancelled = storage::find_program_event(tx, id, kSeesAll).value();
    auto after = state_fact(EventState::cancelled);
    after.emplace_back("reason", std::string(reason));
    book(tx, actor, {"event.cancel", subject_of(id), state_fact(state), std::move(after)}, now);
    auto details = details_of(tx, actor, cancelled, now);
    tx.commit();
    return details;
}

Result<std::vector<storage::Participant>> Events::participants(const Actor& actor, core::EventId id) const {
    auto tx = store_->read();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    return storage::list_participants(tx, id, viewer_of(actor));
}

Result<core::MeterId> Events::own_participant(storage::Transaction& tx, const Actor& actor, const ProgramEvent& event,
                                              std::string_view meter, UtcSeconds now) const {
    const auto found = directory_->find(actor, meter);
    if (!found || !storage::takes_part(tx, event.id, found->id())) return meter_not_found(meter);
    if (!is_open_for_opt_out(event, now))
        return Problem{
            ProblemKind::conflict, "opt-out-closed",
            event.opt_out_until && now >= *event.opt_out_until
                ? fmt::format("One could opt out until {}.", moment_text(store_->time_zone(), *event.opt_out_until))
                : fmt::format("The event is {}.", storage::to_text(event.state)),
            "", "Ask the provider."};
    return found->id();
}

Result<storage::Participant> Events::opt_out(const Actor& actor, core::EventId id, std::string_view meter,
                                             std::string_view reason, UtcSeconds now) {
    auto tx = store_->write();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    const auto own = own_participant(tx, actor, *event, meter, now);
    if (!own) return own.error();
    auto before = storage::find_participant(tx, id, *own).value();
    if (!before.opt_out) {
        storage::opt_out(tx, id, *own, reason, actor.name, now);
        book(tx, actor,
             {"event.opt-out", subject_of(id), {}, {{"meter", before.number}, {"reason", std::string(reason)}}}, now);
    }
    auto after = storage::find_participant(tx, id, *own).value();
    tx.commit();
    return after;
}

Result<storage::Participant> Events::opt_in(const Actor& actor, core::EventId id, std::string_view meter,
                                            UtcSeconds now) {
    auto tx = store_->write();
    const auto event = visible(tx, actor, id);
    if (!event) return event.error();
    const auto own = own_participant(tx, actor, *event, meter, now);
    if (!own) return own.error();
    if (storage::opt_in(tx, id, *own))
        book(tx, actor,
             {"event.opt-in", subject_of(id), {}, {{"meter", storage::find_participant(tx, id, *own)->number}}}, now);
    auto after = storage::find_participant(tx, id, *own).value();
    tx.commit();
    return after;
}

Result<storage::Listed<storage::NoticeRecord>> Events::notices(core::EventId id, const storage::PageQuery& page) const {
    auto tx = store_->read();
    if (!storage::find_program_event(tx, id, kSeesAll)) return event_not_found();
    return storage::list_notices(tx, id, page);
}

}  // namespace drp::portal
