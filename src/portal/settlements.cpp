#include "portal/settlements.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "formats/packed_text.hpp"
#include "portal/baseline_terms.hpp"
#include "portal/event_mails.hpp"
#include "portal/events.hpp"
#include "portal/program_baseline.hpp"
#include "portal/programs.hpp"
#include "portal/settlement_band.hpp"
#include "portal/settlement_line.hpp"
#include "portal/trail.hpp"
#include "portal/weather.hpp"
#include "storage/meters.hpp"
#include "storage/series.hpp"
#include "storage/settlement_inputs.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using storage::LineFilter;
using storage::SettlementRecord;
using storage::SettlementTotals;

constexpr std::size_t kLinesAtOnce = 250;  // one short transaction each

std::string dollars(std::int64_t micro) {
    return core::to_short_decimal(core::unscaled(micro, 6), 6);
}
std::string share(const std::optional<std::int64_t>& milli) {
    return milli ? core::to_short_decimal(core::unscaled(*milli, 3), 3) : std::string{};
}

std::string credit_name(storage::CreditKind kind) {
    switch (kind) {
        case storage::CreditKind::performance_kw:
            return "performance";
        case storage::CreditKind::energy_kwh:
            return "energy";
        case storage::CreditKind::capacity:
            return "capacity";
    }
    return {};
}

/// The calendar year, of the programme's clock, in which the event begins: what a rate per season is shared in.
core::UtcRange season_of(core::UtcSeconds start, const core::TimeZone& zone) {
    const int year = std::stoi(core::to_iso(zone.local_day(start)).substr(0, 4));
    return {zone.start_of({core::days_from_civil(year, 1, 1)}), zone.start_of({core::days_from_civil(year + 1, 1, 1)})};
}

/// Events that share the rate.
std::int64_t events_sharing(storage::Transaction& tx, const storage::ProgramEvent& event,
                            const storage::ProgramTerms& terms, const core::TimeZone& zone) {
    if (terms.credit.per == storage::CreditPer::event) return 1;
    const auto season = season_of(event.period.from, zone);
    return std::max<std::int64_t>(1, storage::count_events_over(tx, event.program->value, season));
}

/// The terms of the programme's version, as the statement states them.
Result<formats::StatementTerms> stated_terms(const storage::ProgramEvent& event, const storage::ProgramTerms& terms,
                                             const core::TimeZone& zone, std::int64_t events, std::int64_t version,
                                             core::UtcSeconds now) {
    const auto method = method_with(terms.baseline_method, terms.baseline_parameters);
    if (!method) return method.error();
    formats::StatementTerms stated;
    stated.program = event.program_name;
    stated.program_version = *event.program_version;
    stated.event = event.id.value;
    stated.event_name = event.name;
    stated.is_test = event.is_test;
    stated.period = event.period;
    stated.time_zone = zone.name();
    stated.version = version;
    stated.made = now;
    stated.method = terms.baseline_method;
    stated.parameters = parameters_of(*method);
    stated.holiday_rule = storage::to_text(terms.holidays);
    stated.has_day_after_thanksgiving = terms.has_day_after_thanksgiving;
    stated.added_holidays = terms.own_holidays;
    stated.removed_holidays = terms.own_workdays;
    stated.credit_kind = credit_name(terms.credit.kind);
    stated.rate = dollars(terms.credit.rate_micro_dollars);
    stated.wholesale_cost = dollars(terms.wholesale_micro_dollars_per_kw);
    stated.events = events;
    stated.cap = share(terms.credit.performance_cap_milli);
    stated.floor = share(terms.credit.penalty_floor_milli);
    if (terms.credit.penalty_rate_micro_dollars)
        stated.penalty_rate = dollars(*terms.credit.penalty_rate_micro_dollars);
    return stated;
}

std::vector<core::LocalDay> days_of(const std::vector<core::UtcSeconds>& starts, const core::TimeZone& zone) {
    std::vector<core::LocalDay> days;
    for (const auto start : starts) days.push_back(zone.local_day(start));
    return days;
}

/// Makes the lines of one settlement, in order, from one view of the store.
class LineFactory {
  public:
    LineFactory(storage::Transaction& tx, const SettlementTerms& terms, const storage::ProgramEvent& event)
        : tx_(tx), terms_(terms), band_range_(band_history_needed(terms)) {
        const auto starts = storage::list_event_starts(tx, band_range_, event.id);
        for_all_ = days_of(starts.of_all, terms.zone);
        for (const auto& [meter, of_meter] : starts.of_meter) of_meter_[meter] = days_of(of_meter, terms.zone);
        outages_ = storage::list_outage_days(tx, days_touched(band_range_, terms.zone));
        for (const auto& key : storage::list_meter_keys(tx)) holders_[key.id] = {key.org, key.resident};
    }

    storage::NewSettlementLine make(const storage::Participant& participant, std::string& document) {
        formats::StatementLine line;
        line.meter = participant.number;
        line.customer = participant.holder;
        line.nomination_kw =
            core::to_short_decimal(core::unscaled(participant.nomination.value_or(core::Watts{}).value, 3), 3);
        if (participant.firm_level)
            line.firm_service_level_kw = core::to_short_decimal(core::unscaled(participant.firm_level->value, 3), 3);
        line.is_opted_out = participant.opt_out.has_value();
        line.event_days = event_days_of(participant.meter);
        line.outage_days = outages_.of(participant.meter);
        storage::read_series(tx_, participant.meter, band_range_, columns_);
        const auto skipped = readings_before(history_needed(terms_).from);
        line.readings = {
            columns_.time(skipped), columns_.step, {columns_.actual.begin() + skipped, columns_.actual.end()}};
        std::vector<double> celsius;
        if (analytics::needs_temperature(terms_.method)) {
            celsius = temperatures_of(tx_, participant.meter, columns_.start, columns_.step, columns_.size());
            line.temperature = formats::StatementTemperature{
                line.readings.start, line.readings.interval, {celsius.begin() + skipped, celsius.end()}};
        }
        (void)compute_line(terms_, line);
        if (line.result)
            line.band = band_around(terms_,
                                    {.history = {columns_.start, columns_.step, columns_.actual},
                                     .event_days = line.event_days,
                                     .outage_days = line.outage_days,
                                     .temperature_c = celsius},
                                    line.result->performance_kw);
        drop_what_was_not_looked_at(terms_, line);
        // What is kept has to give the line by itself; only the band stands on more.
        const auto figures = compute_line(terms_, line);
        document = formats::write_line(line);
        const auto& holder = holders_[participant.meter];
        return {participant.meter, holder.org, holder.resident, figures, formats::pack_text(document)};
    }

  private:
    std::vector<core::LocalDay> event_days_of(core::MeterId meter) const {
        auto days = for_all_;
        if (const auto found = of_meter_.find(meter); found != of_meter_.end())
            days.insert(days.end(), found->second.begin(), found->second.end());
        return days;
    }

    std::ptrdiff_t readings_before(core::UtcSeconds first) const {
        const auto gap = std::max<std::int64_t>(0, first - columns_.start);
        return static_cast<std::ptrdiff_t>(
            std::min(static_cast<std::size_t>(gap / columns_.step.value), columns_.size()));
    }

    struct Holder {
        std::optional<core::OrgId> org;
        std::optional<core::UserId> resident;
    };

    storage::Transaction& tx_;
    const SettlementTerms& terms_;
    core::UtcRange band_range_;
    std::vector<core::LocalDay> for_all_;
    std::unordered_map<core::MeterId, std::vector<core::LocalDay>> of_meter_;
    storage::OutageDays outages_;
    std::unordered_map<core::MeterId, Holder> holders_;
    storage::SeriesColumns columns_;
};

/// What a settlement is made of, read before anything is written.
struct Plan {
    storage::ProgramEvent event;
    std::optional<SettlementRecord> previous;
    formats::StatementTerms stated;
};

Result<Plan> plan(storage::Transaction& tx, const Programme& programme, core::EventId id, std::string_view reason,
                  core::UtcSeconds now) {
    auto event = storage::find_program_event(tx, id, {.entity = std::nullopt, .sees_drafts = true});
    if (!event) return event_not_found();
    if (event->state != storage::EventState::done && event->state != storage::EventState::settled)
        return Problem{ProblemKind::conflict, "event-not-over", "The event is not over yet, or was cancelled.",
                       "event_id", "Settle it when it is done."};
    if (!event->program || !event->program_version)
        return Problem{ProblemKind::conflict, "event-without-programme", "The event belongs to no programme.",
                       "event_id", "Only events of a programme have terms to settle by."};
    Plan made{std::move(*event), {}, {}};
    auto earlier = storage::list_settlements(tx, id);
    if (!earlier.empty()) made.previous = std::move(earlier.front());
    if (made.previous && reason.empty())
        return Problem{ProblemKind::invalid_input, "settlement-reason-missing", "The event has been settled before.",
                       "reason", "Say why it is settled again: readings corrected, nomination changed …"};
    const auto version = storage::find_program_version(tx, *made.event.program, *made.event.program_version);
    if (!version) return program_not_found();
    const auto events = events_sharing(tx, made.event, version->terms, programme.zone);
    auto stated = stated_terms(made.event, version->terms, programme.zone, events,
                               made.previous ? made.previous->version + 1 : 1, now);
    if (!stated) return stated.error();
    made.stated = std::move(*stated);
    return made;
}

Facts facts_of(const SettlementTotals& totals, std::int64_t version) {
    return {{"version", std::to_string(version)},
            {"lines", std::to_string(totals.lines)},
            {"settled", std::to_string(totals.settled)},
            {"credit", core::to_decimal(core::unscaled(totals.paid_cents, 2), 2)}};
}

/// One settlement, from its beginning to its end; given up if it does not get there.
class Settling {
  public:
    Settling(storage::Store& store, const Programme& programme, const Actor& actor, const Plan& plan,
             std::string_view reason, core::UtcSeconds now, Settlements::Notices notices)
        : store_(store),
          programme_(programme),
          actor_(actor),
          plan_(plan),
          reason_(reason),
          now_(now),
          notices_(notices) {}
    Settling(const Settling&) = delete;
    Settling& operator=(const Settling&) = delete;
    ~Settling() {
        if (!id_ || is_finished_) return;
        try {
            auto tx = store_.write();
            storage::give_up_settlement(tx, *id_);
            tx.commit();
        } catch (const std::exception&) {  // the next start gives it up
        }
    }

    Result<core::SettlementId> run(storage::Transaction& view, const Settlements::Progress& progress) {
        auto terms = understand(plan_.stated);
        if (!terms) return terms.error();
        if (auto begun = begin(); !begun) return begun.error();
        const auto participants =
            storage::list_participants(view, plan_.event.id, {.entity = std::nullopt, .sees_drafts = true});
        LineFactory factory(view, *terms, plan_.event);
        (void)composer_.begin(header_);
        for (std::size_t first = 0; first < participants.size(); first += kLinesAtOnce) {
            const auto count = std::min(kLinesAtOnce, participants.size() - first);
            add(factory, std::span(participants).subspan(first, count), static_cast<std::int64_t>(first) + 1);
            if (progress)
                progress(static_cast<std::int64_t>(first + count), static_cast<std::int64_t>(participants.size()));
        }
        return finish();
    }

  private:
    Result<void> begin() {
        header_ = formats::write_terms(plan_.stated);
        auto tx = store_.write();
        const auto id = storage::begin_settlement(tx, {.event = plan_.event.id,
                                                       .program = plan_.event.program->value,
                                                       .program_version = *plan_.event.program_version,
                                                       .made = now_,
                                                       .made_by = actor_.name,
                                                       .reason = std::string(reason_),
                                                       .header = header_});
        if (!id) return id.error();
        tx.commit();
        id_ = *id;
        return {};
    }

    void add(LineFactory& factory, std::span<const storage::Participant> participants, std::int64_t first_line) {
        std::vector<storage::NewSettlementLine> lines;
        std::string document;
        for (const auto& participant : participants) {
            lines.push_back(factory.make(participant, document));
            add_to(totals_, lines.back().figures);
            (void)composer_.add(document);
        }
        auto tx = store_.write();
        storage::add_settlement_lines(tx, *id_, first_line, lines);
        tx.commit();
    }

    Result<core::SettlementId> finish() {
        (void)composer_.end(stated_totals(totals_));
        auto tx = store_.write();
        storage::finish_settlement(tx, *id_, totals_, composer_.digest());
        if (plan_.previous && storage::compare_settlements(tx, plan_.previous->id, *id_).empty())
            return Problem{ProblemKind::conflict, "settlement-unchanged",
                           "Nothing has changed since the event was settled last.", "event_id", ""};
        book(tx, actor_,
             {"event.settle", fmt::format("event {}", plan_.event.id.value),
              plan_.previous ? facts_of(plan_.previous->totals, plan_.previous->version) : Facts{},
              facts_of(totals_, plan_.stated.version)},
             now_);
        if (plan_.event.state == storage::EventState::done) {
            storage::advance_event(tx, plan_.event.id, storage::EventState::settled);
            if (notices_ == Settlements::Notices::queued)
                queue_event_notices(tx, programme_, plan_.event, storage::NoticeKind::result, now_);
        }
        tx.commit();
        is_finished_ = true;
        return *id_;
    }

    storage::Store& store_;
    const Programme& programme_;
    const Actor& actor_;
    const Plan& plan_;
    std::string_view reason_;
    core::UtcSeconds now_;
    Settlements::Notices notices_;
    std::string header_;
    StatementComposer composer_;
    SettlementTotals totals_;
    std::optional<core::SettlementId> id_;
    bool is_finished_ = false;
};

/// The lines that the actor may see.
LineFilter lines_of(const Actor& actor) {
    LineFilter filter;
    if (actor.sees_all_meters()) return filter;
    filter.org = actor.organisation;
    if (!filter.org) filter.resident = actor.user;
    return filter;
}

void append_csv_header(std::string& out) {
    out +=
        "meter_id,customer,status,nomination_kw,baseline_kwh,metered_kwh,performance_kw,factor,unadjusted_credit,"
        "credit,"
        "delivered_kw,provider_saving,band_kw,problem\n";
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\n\r") == std::string_view::npos) return std::string(text);
    std::string field = "\"";
    for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
    return field + "\"";
}

void append_csv(const formats::StatementLine& line, std::string& out) {
    const auto result = line.result.value_or(formats::StatementResult{});
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", line.meter, csv_field(line.customer), line.status,
                       line.nomination_kw, result.baseline_kwh, result.metered_kwh, result.performance_kw,
                       result.factor, result.unadjusted_credit, result.credit, result.delivered_kw, result.saving,
                       line.band ? line.band->kw : "", csv_field(line.problem));
}

}  // namespace

Problem settlement_not_found() {
    return {ProblemKind::not_found, "settlement-not-found", "There is no such settlement.", "settlement_id", ""};
}

bool StatementExport::next(storage::Transaction& tx, std::string& out) {
    constexpr std::int64_t kLinesOfAPiece = 200;
    if (next_line_ == 0) {
        next_line_ = 1;
        if (form_ == Form::csv) {
            append_csv_header(out);
        } else {
            out += composer_.begin(record_.terms.header);
        }
    }
    const auto last = next_line_ + kLinesOfAPiece;
    storage::for_each_line_document(tx, record_.id, filter_, next_line_, last,
                                    [&](std::string_view document) { append(document, out); });
    next_line_ = last;
    if (next_line_ <= record_.totals.lines) return true;
    if (form_ == Form::jsonl) out += composer_.end(stated_totals(totals_));
    return false;
}

void StatementExport::append(std::string_view document, std::string& out) {
    const auto text = formats::unpack_text(document);
    auto line = formats::read_line(text);
    if (!line) throw core::ProblemError(line.error());
    if (form_ == Form::csv) {
        append_csv(*line, out);
        return;
    }
    add_to(totals_, stated_figures(*line));
    out += composer_.add(text);
}

Result<SettlementView> Settlements::settle(const Actor& actor, core::EventId event, std::string_view reason,
                                           core::UtcSeconds now, Notices notices, const Progress& progress) {
    auto view = store_->read();
    const auto planned = plan(view, *programme_, event, reason, now);
    if (!planned) return planned.error();
    const auto id = Settling(*store_, *programme_, actor, *planned, reason, now, notices).run(view, progress);
    if (!id) return id.error();
    return find(actor, *id);
}

SettlementView Settlements::view_of(storage::Transaction& tx, const Actor& actor, SettlementRecord record) const {
    SettlementView view;
    if (const auto terms = formats::read_terms(record.terms.header)) view.terms = *terms;
    view.event_name = view.terms.event_name;
    view.own = actor.sees_all_meters() ? record.totals : storage::sum_lines(tx, record.id, lines_of(actor));
    view.is_latest = storage::list_settlements(tx, record.terms.event).front().id == record.id;
    view.record = std::move(record);
    return view;
}

Result<std::vector<SettlementView>> Settlements::list(const Actor& actor, core::EventId event) const {
    auto tx = store_->read();
    if (!storage::find_program_event(tx, event, viewer_of(actor))) return event_not_found();
    std::vector<SettlementView> views;
    for (auto& record : storage::list_settlements(tx, event)) views.push_back(view_of(tx, actor, std::move(record)));
    return views;
}

Result<SettlementView> Settlements::find(const Actor& actor, core::SettlementId id) const {
    auto tx = store_->read();
    auto record = storage::find_settlement(tx, id);
    if (!record) return settlement_not_found();
    auto view = view_of(tx, actor, std::move(*record));
    if (!actor.sees_all_meters() && view.own.lines == 0) return settlement_not_found();
    return view;
}

Result<storage::Listed<storage::ListedLine>> Settlements::lines(const Actor& actor, core::SettlementId id,
                                                                std::optional<storage::LineStatus> status,
                                                                const storage::PageQuery& page) const {
    if (const auto found = find(actor, id); !found) return found.error();
    auto tx = store_->read();
    auto filter = lines_of(actor);
    filter.status = status;
    return storage::list_lines(tx, id, filter, page);
}

Result<Derivation> Settlements::explain(const Actor& actor, core::SettlementId id, std::string_view meter) const {
    const auto found = find(actor, id);
    if (!found) return found.error();
    const auto visible = directory_->find(actor, meter);
    if (!visible) return visible.error();
    auto tx = store_->read();
    const auto document = storage::line_document(tx, id, lines_of(actor), visible->id());
    if (!document)
        return Problem{ProblemKind::not_found, "meter-not-found", "There is no such meter in this settlement.", "meter",
                       ""};
    auto line = formats::read_line(formats::unpack_text(*document));
    if (!line) return line.error();
    return derive(found->terms, std::move(*line));
}

Result<std::vector<storage::LineDifference>> Settlements::differences(const Actor& actor, core::SettlementId id) const {
    const auto found = find(actor, id);
    if (!found) return found.error();
    auto tx = store_->read();
    for (const auto& earlier : storage::list_settlements(tx, found->record.terms.event)) {
        if (earlier.version != found->record.version - 1) continue;
        auto differences = storage::compare_settlements(tx, earlier.id, id);
        std::erase_if(differences, [&](const auto& line) { return !directory_->is_visible(actor, line.meter); });
        return differences;
    }
    return std::vector<storage::LineDifference>{};
}

Result<StatementExport> Settlements::statement(const Actor& actor, core::SettlementId id,
                                               std::optional<core::OrgId> organisation,
                                               StatementExport::Form form) const {
    auto found = find(actor, id);
    if (!found) return found.error();
    auto filter = lines_of(actor);
    if (organisation && actor.sees_all_meters()) filter.org = organisation;
    return StatementExport(std::move(found->record), filter, form);
}

Result<SeasonSummary> Settlements::season(core::ProgramId program, core::UtcRange range, core::UtcSeconds now) const {
    auto tx = store_->read();
    if (!storage::find_program(tx, program, now)) return program_not_found();
    SeasonSummary summary;
    const auto operator_view = Actor::operator_at_the_machine();
    for (auto& record : storage::list_season(tx, program.value, range)) {
        const auto& totals = record.totals;
        summary.totals.lines += totals.lines;
        summary.totals.settled += totals.settled;
        summary.totals.nominated_w += totals.nominated_w;
        summary.totals.delivered_mw += totals.delivered_mw;
        summary.totals.paid_cents += totals.paid_cents;
        summary.totals.paid_nano += totals.paid_nano;
        summary.totals.saving_cents += totals.saving_cents;
        summary.totals.saving_nano += totals.saving_nano;
        summary.events.push_back(view_of(tx, operator_view, std::move(record)));
    }
    summary.open_events = storage::count_unsettled_events(tx, program.value, range);
    return summary;
}

}  // namespace drp::portal
