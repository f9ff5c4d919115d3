#include "portal/enrolments.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "core/email.hpp"
#include "core/text.hpp"
#include "portal/programs.hpp"
#include "portal/trail.hpp"
#include "portal/wall_clock.hpp"
#include "storage/meters.hpp"
#include "storage/program_events.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using core::UtcSeconds;

constexpr std::int64_t kMaxWatts = 1'000'000'000;

Problem nomination_invalid(std::string_view place) {
    return {ProblemKind::invalid_input, "nomination-invalid", "This is no power in kW.", std::string(place),
            "Write 0 to 1000000 with at most three decimals."};
}

Problem nomination_missing() {
    return {ProblemKind::invalid_input, "nomination-missing", "A firm service level is agreed with a nomination.",
            "nomination_kw", "Give nomination_kw too: the kW that going down to the level reduces."};
}

std::string subject_of(core::EnrolmentId id) {
    return fmt::format("enrolment {}", id.value);
}

std::string kw_text(const std::optional<core::Watts>& power) {
    return power ? fmt::format("{:.3f} kW", power->kw()) : std::string("none");
}

/// "12.500 kW", "12.500 kW down to 3.000 kW".
std::string nominated_text(const std::optional<core::Watts>& power, const std::optional<core::Watts>& firm_level) {
    return firm_level ? fmt::format("{} down to {}", kw_text(power), kw_text(firm_level)) : kw_text(power);
}

std::string to_text(const std::optional<UtcSeconds>& t) {
    return t ? core::to_iso(*t) : std::string("open");
}

/// Who the events that have not begun call.
void redraw_events(storage::WriteTransaction& tx, core::ProgramId program) {
    for (const auto event : storage::list_events_to_come(tx, program)) storage::draw_up_participants(tx, event);
}

Result<void> check_email(std::string_view email) {
    if (email.empty() || core::is_email_address(email)) return {};
    return core::no_email_address("contact_email");
}

/// The draft as the store takes it.
Result<storage::NewEnrolment> read_draft(storage::Transaction& tx, const EnrolmentDraft& draft, UtcSeconds now) {
    const auto meter = storage::find_meter(tx, draft.meter);
    if (!meter)
        return Problem{ProblemKind::not_found, "meter-not-found",
                       fmt::format("There is no meter '{}'.", core::excerpt(draft.meter, 40)), "meter_id",
                       "Compare the number with the one printed on the meter."};
    if (meter->retired)
        return Problem{ProblemKind::conflict, "meter-retired", fmt::format("Meter {} is out of use.", meter->number),
                       "meter_id", "Restore it first."};
    if (draft.firm_level && !draft.nomination) return nomination_missing();
    storage::NewEnrolment enrolment{meter->id, now, std::nullopt, draft.contact_name, draft.contact_email, {}};
    if (draft.nomination) enrolment.nomination = {*draft.nomination, draft.firm_level};
    if (auto fine = check_email(draft.contact_email); !fine) return fine.error();
    if (!draft.from.empty()) {
        const auto from = day_or_instant(tx.calendar(), draft.from, "from");
        if (!from) return from.error();
        enrolment.from = *from;
    }
    if (!draft.to.empty()) {
        const auto to = day_or_instant(tx.calendar(), draft.to, "to");
        if (!to) return to.error();
        enrolment.to = *to;
    }
    return enrolment;
}

Result<core::EnrolmentId> enrol_one(storage::WriteTransaction& tx, const Actor& actor, core::ProgramId program,
                                    const EnrolmentDraft& draft, UtcSeconds now) {
    const auto enrolment = read_draft(tx, draft, now);
    if (!enrolment) return enrolment.error();
    const auto id = storage::create_enrolment(tx, program, *enrolment, actor.name, now);
    if (!id) return id.error();
    Facts facts{{"program", std::to_string(program.value)},
                {"meter", draft.meter},
                {"from", core::to_iso(enrolment->from)},
                {"to", to_text(enrolment->to)},
                {"nomination", nominated_text(draft.nomination, draft.firm_level)}};
    if (!draft.contact_email.empty()) facts.emplace_back("contact", draft.contact_email);
    book(tx, actor, {"enrolment.create", subject_of(*id), {}, std::move(facts)}, now);
    return id;
}

EnrolmentDetails details_of(storage::Transaction& tx, core::EnrolmentId id, UtcSeconds now) {
    return {storage::find_enrolment(tx, id, now).value(), storage::list_nomination_changes(tx, id)};
}

/// Each part of a change, with what it was and is.
class Changer {
  public:
    Changer(storage::WriteTransaction& tx, const Actor& actor, const storage::EnrolmentRecord& enrolment,
            UtcSeconds now)
        : tx_(tx), actor_(actor), enrolment_(enrolment), now_(now) {}

    Result<void> contact(const std::optional<std::string>& name, const std::optional<std::string>& email) {
        const auto new_name = name.value_or(enrolment_.contact_name);
        const auto new_email = email.value_or(enrolment_.contact_email);
        if (new_name == enrolment_.contact_name && new_email == enrolment_.contact_email) return {};
        if (auto fine = check_email(new_email); !fine) return fine;
        storage::set_enrolment_contact(tx_, enrolment_.id, new_name, new_email);
        note("contact_name", enrolment_.contact_name, new_name);
        note("contact_email", enrolment_.contact_email, new_email);
        return {};
    }

    Result<void> end(const std::string& text) {
        std::optional<UtcSeconds> to;
        if (!text.empty()) {
            const auto read = day_or_instant(tx_.calendar(), text, "to");
            if (!read) return read.error();
            to = *read;
        }
        if (auto done = storage::set_enrolment_end(tx_, enrolment_.id, to); !done) return done;
        note("to", to_text(enrolment_.to), to_text(to));
        return {};
    }

    Result<void> nominate(const EnrolmentChange::Nomination& nomination) {
        auto from = now_;
        if (!nomination.from.empty()) {
            const auto read = day_or_instant(tx_.calendar(), nomination.from, "nomination_from");
            if (!read) return read.error();
            from = *read;
        }
        const auto power = nomination.power ? nomination.power : enrolment_.nomination;
        if (!power) return nomination_missing();
        const auto firm_level = nomination.keeps_firm_level ? enrolment_.firm_level : nomination.firm_level;
        storage::add_nomination(tx_, enrolment_.id, from, {*power, firm_level}, actor_.name, now_);
        before_.emplace_back("nomination", nominated_text(enrolment_.nomination, enrolment_.firm_level));
        after_.emplace_back("nomination",
                            fmt::format("{} from {}", nominated_text(power, firm_level), core::to_iso(from)));
        return {};
    }

    void book() {
        if (after_.empty()) return;
        redraw_events(tx_, enrolment_.program);
        before_.insert(before_.begin(), {"meter", enrolment_.number});
        portal::book(tx_, actor_, {"enrolment.change", subject_of(enrolment_.id), before_, after_}, now_);
    }

  private:
    void note(std::string name, std::string before, std::string after) {
        if (before == after) return;
        before_.emplace_back(name, std::move(before));
        after_.emplace_back(std::move(name), std::move(after));
    }

    storage::WriteTransaction& tx_;
    const Actor& actor_;
    const storage::EnrolmentRecord& enrolment_;
    UtcSeconds now_;
    Facts before_;
    Facts after_;
};

}  // namespace

Result<core::Watts> parse_kw(std::string_view text, std::string_view place) {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    auto fraction = std::string(point == std::string_view::npos ? std::string_view() : text.substr(point + 1));
    const auto is_digits = [](std::string_view part) {
        return part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (whole.empty() || whole.size() > 7 || fraction.size() > 3 || !is_digits(whole) || !is_digits(fraction) ||
        (point != std::string_view::npos && fraction.empty()))
        return nomination_invalid(place);
    fraction.resize(3, '0');
    std::int64_t kw = 0;
    std::int64_t watts = 0;
    std::from_chars(whole.data(), whole.data() + whole.size(), kw);
    std::from_chars(fraction.data(), fraction.data() + fraction.size(), watts);
    const core::Watts power{kw * 1000 + watts};
    if (power.value > kMaxWatts) return nomination_invalid(place);
    return power;
}

Result<core::Watts> watts_of(double kw, std::string_view place) {
    // A number that was written with three decimals is within far less of a whole watt.
    constexpr double kNoise_w = 1e-6;
    const double watts = kw * 1000.0;
    if (!(watts >= 0 && watts <= static_cast<double>(kMaxWatts)) || std::abs(watts - std::round(watts)) > kNoise_w)
        return nomination_invalid(place);
    return core::Watts{std::llround(watts)};
}

Problem enrolment_not_found() {
    return {ProblemKind::not_found, "enrolment-not-found", "There is no such enrolment.", "enrolment_id", ""};
}

Result<EnrolmentPage> list_enrolments(const storage::Store& store, const storage::EnrolmentFilter& filter,
                                      const storage::PageQuery& page, UtcSeconds now) {
    auto tx = store.read();
    auto program = storage::find_program(tx, filter.program, now);
    if (!program) return program_not_found();
    auto listed = storage::list_enrolments(tx, filter, now, page);
    if (!listed) return listed.error();
    return EnrolmentPage{std::move(*program), std::move(*listed)};
}

Result<std::vector<LineProblem>> enrol(storage::Store& store, const Actor& actor, core::ProgramId program,
                                       std::span<const EnrolmentDraft> drafts, bool is_trial, UtcSeconds now) {
    auto tx = store.write();
    if (const auto found = program_in_use(tx, program, now); !found) return found.error();
    std::vector<LineProblem> wrong;
    for (const auto& draft : drafts)
        if (const auto id = enrol_one(tx, actor, program, draft, now); !id) wrong.push_back({draft.line, id.error()});
    if (!wrong.empty() || is_trial) return wrong;  // and nothing is kept
    redraw_events(tx, program);
    tx.commit();
    return wrong;
}

Result<EnrolmentDetails> find_enrolment(const storage::Store& store, core::EnrolmentId id, UtcSeconds now) {
    auto tx = store.read();
    if (!storage::find_enrolment(tx, id, now)) return enrolment_not_found();
    return details_of(tx, id, now);
}

Result<EnrolmentDetails> change_enrolment(storage::Store& store, const Actor& actor, core::EnrolmentId id,
                                          const EnrolmentChange& change, UtcSeconds now) {
    auto tx = store.write();
    const auto enrolment = storage::find_enrolment(tx, id, now);
    if (!enrolment) return enrolment_not_found();
    Changer changer(tx, actor, *enrolment, now);
    if (auto done = changer.contact(change.contact_name, change.contact_email); !done) return done.error();
    if (change.to)
        if (auto done = changer.end(*change.to); !done) return done.error();
    if (change.nomination)
        if (auto done = changer.nominate(*change.nomination); !done) return done.error();
    changer.book();
    auto details = details_of(tx, id, now);
    tx.commit();
    return details;
}

Result<void> end_enrolment(storage::Store& store, const Actor& actor, core::EnrolmentId id, UtcSeconds now) {
    auto tx = store.write();
    const auto enrolment = storage::find_enrolment(tx, id, now);
    if (!enrolment) return enrolment_not_found();
    if (enrolment->to && *enrolment->to <= now)
        return Problem{ProblemKind::conflict, "enrolment-ended", "This enrolment has ended already.", "enrolment_id",
                       ""};
    Facts after;
    if (enrolment->from < now || storage::took_part(tx, id)) {
        const auto end = std::max(now, enrolment->from + 1);
        storage::set_enrolment_end(tx, id, end).value();
        after.emplace_back("to", core::to_iso(end));
    } else {
        storage::delete_enrolment(tx, id);
    }
    redraw_events(tx, enrolment->program);
    book(tx, actor,
         {"enrolment.end", subject_of(id), {{"meter", enrolment->number}, {"to", to_text(enrolment->to)}}, after}, now);
    tx.commit();
    return {};
}

}  // namespace drp::portal
