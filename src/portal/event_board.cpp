#include "portal/event_board.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/baseline.hpp"
#include "analytics/power.hpp"
#include "core/text.hpp"
#include "portal/events.hpp"
#include "portal/program_baseline.hpp"
#include "storage/programs.hpp"
#include "storage/series.hpp"
#include "storage/settlement_inputs.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

/// What a meter has used in the event so far, against the mean of `baseline_kw` over the same intervals.
void compare(const storage::SeriesColumns& columns, const core::UtcRange& period, core::UtcSeconds now,
             const std::vector<double>& baseline_kw, BoardRow& row) {
    const auto step = columns.step.value;
    const auto until = std::min(now, period.to);
    std::int64_t present = 0;
    core::EnergyWh energy;
    double baseline_sum_kw = 0;
    std::size_t k = 0;
    for (auto t = period.from; t + step <= until; t = t + step, ++k) {
        ++row.ended;
        const auto offset = t - columns.start;
        const auto i = static_cast<std::size_t>(offset / step);
        if (offset < 0 || i >= columns.size() || !core::is_present(columns.actual[i])) continue;
        ++present;
        energy += core::EnergyWh{columns.actual[i].value};
        if (k < baseline_kw.size()) baseline_sum_kw += baseline_kw[k];
    }
    row.missing = row.ended - present;
    if (present == 0) return;
    row.actual_kw = analytics::power_kw(energy, static_cast<double>(present) * columns.step.hours());
    if (baseline_kw.empty()) return;
    row.baseline_kw = baseline_sum_kw / static_cast<double>(present);
    row.reduction_kw = *row.baseline_kw - *row.actual_kw;
}

void add_to(BoardTotals& totals, const BoardRow& row) {
    ++totals.meters;
    if (row.participant.opt_out) {
        ++totals.opted_out;
        return;
    }
    const auto nomination = row.participant.nomination.value_or(core::Watts{}).value;
    totals.nominated.value += nomination;
    totals.missing += row.missing;
    if (!row.baseline_problem.empty()) ++totals.without_baseline;
    if (row.ended > 0 && !row.actual_kw) ++totals.without_readings;
    if (!row.reduction_kw) return;
    ++totals.compared;
    totals.nominated_compared.value += nomination;
    totals.actual_kw += *row.actual_kw;
    totals.baseline_kw += *row.baseline_kw;
    totals.reduction_kw += *row.reduction_kw;
}

/// Adds up the event interval by interval.
class SeriesSum {
  public:
    SeriesSum(const core::UtcRange& period, core::IntervalSeconds interval, core::UtcSeconds now)
        : period_(period), interval_(interval), now_(now) {
        const auto count = static_cast<std::size_t>((period.to - period.from) / interval.value);
        actual_.resize(count);
        baseline_.resize(count);
        expected_.resize(count);
        meters_.resize(count);
    }

    /// `baseline_kw` has a value for each of the meter's own intervals, which divide those of the sum.
    void add(const storage::SeriesColumns& columns, const std::vector<double>& baseline_kw) {
        const auto parts = static_cast<std::size_t>(interval_.value / columns.step.value);
        for (std::size_t k = 0; k < actual_.size() && (k + 1) * parts <= baseline_kw.size(); ++k) {
            core::EnergyWh energy;
            double baseline = 0;
            bool is_present = period_.from + static_cast<std::int64_t>(k + 1) * interval_.value <= now_;
            for (std::size_t part = k * parts; part < (k + 1) * parts; ++part) {
                const auto t = period_.from + static_cast<std::int64_t>(part) * columns.step.value;
                const auto offset = t - columns.start;
                const auto i = static_cast<std::size_t>(offset / columns.step.value);
                baseline += baseline_kw[part] / static_cast<double>(parts);
                if (offset < 0 || i >= columns.size() || !core::is_present(columns.actual[i]))
                    is_present = false;
                else
                    energy += core::EnergyWh{columns.actual[i].value};
            }
            expected_[k] += baseline;
            if (!is_present) continue;
            actual_[k] += analytics::power_kw(energy, interval_.hours());
            baseline_[k] += baseline;
            ++meters_[k];
        }
    }

    [[nodiscard]] BoardSeries result() const {
        BoardSeries series{period_.from, interval_, {}, {}, meters_};
        for (std::size_t k = 0; k < actual_.size(); ++k) {
            const bool is_heard = meters_[k] > 0;
            series.actual_kw.push_back(is_heard ? std::optional(actual_[k]) : std::nullopt);
            series.baseline_kw.push_back(is_heard ? baseline_[k] : expected_[k]);
        }
        return series;
    }

  private:
    core::UtcRange period_;
    core::IntervalSeconds interval_;
    core::UtcSeconds now_;
    std::vector<double> actual_;    // kW, of the meters that count
    std::vector<double> baseline_;  // kW, of the same
    std::vector<double> expected_;  // kW, of all
    std::vector<std::int64_t> meters_;
};

bool fits(const BoardRow& row, const std::string& search) {
    const auto has = [&](const std::string& text) { return core::lower_ascii(text).find(search) != std::string::npos; };
    return has(row.participant.number) || has(row.participant.label) || has(row.participant.holder);
}

std::optional<double> share_of(const BoardRow& row) {
    if (!row.reduction_kw || !row.participant.nomination || row.participant.nomination->value == 0) return std::nullopt;
    return *row.reduction_kw / row.participant.nomination->kw();
}

/// What a number is sorted by; what has none comes first.
using Number = std::optional<double> (*)(const BoardRow&);

Result<void> sort_rows(std::vector<BoardRow>& rows, const std::string& by, bool is_descending) {
    Number number = nullptr;
    if (by == "nomination") {
        number = [](const BoardRow& row) {
            const auto& nomination = row.participant.nomination;
            return nomination ? std::optional(nomination->kw()) : std::nullopt;
        };
    } else if (by == "reduction") {
        number = [](const BoardRow& row) { return row.reduction_kw; };
    } else if (by == "share") {
        number = share_of;
    } else if (by == "missing") {
        number = [](const BoardRow& row) { return std::optional(static_cast<double>(row.missing)); };
    } else if (by == "holder") {
        std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
            return core::lower_ascii(a.participant.holder) < core::lower_ascii(b.participant.holder);
        });
    } else if (!by.empty() && by != "meter") {
        return Problem{ProblemKind::invalid_input, "query-invalid", "The list cannot be sorted by this.", "sort",
                       "Use one of meter, holder, nomination, reduction, share, missing; with a minus before it, from "
                       "the end."};
    }
    if (number != nullptr)
        std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return number(a) < number(b); });
    if (is_descending) std::reverse(rows.begin(), rows.end());
    return {};
}

void cut_page(std::vector<BoardRow>& rows, const storage::PageQuery& page) {
    const auto from = std::min<std::int64_t>(page.offset, std::ssize(rows));
    const auto to = std::min<std::int64_t>(from + page.limit, std::ssize(rows));
    rows = {std::make_move_iterator(rows.begin() + from), std::make_move_iterator(rows.begin() + to)};
}

}  // namespace

EventBoards::EventBoards(storage::Store& store, ChangeFeed& changes) : store_(&store), changes_(&changes) {
    changes.listen([this](const MeterNews& news) { forget(news); });
}

void EventBoards::forget(const MeterNews& news) {
    const std::lock_guard lock(mutex_);
    for (auto& [id, event] : events_) {
        const bool is_inside = news.changed.from >= event.period.from && news.changed.to <= event.period.to;
        if (is_inside) continue;  // the event's own readings change no baseline
        event.version = ++ticks_;
        event.baselines.erase(news.meter);
    }
}

EventBoards::KeptEvent& EventBoards::kept(const storage::ProgramEvent& event) {
    const auto epoch = changes_->generation({}).epoch;
    const auto [entry, is_new] = events_.try_emplace(event.id.value);
    auto& kept = entry->second;
    // Another process wrote into the store; or the event went on, and until it began its levels could change.
    if (is_new || kept.epoch != epoch || kept.state != event.state) {
        kept.baselines.clear();
        kept.version = ++ticks_;
    }
    kept.period = event.period;
    kept.state = event.state;
    kept.epoch = epoch;
    kept.used = ++ticks_;
    if (events_.size() > kKeptEvents)
        events_.erase(std::min_element(events_.begin(), events_.end(),
                                       [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
    return kept;
}

EventBoards::Baselines EventBoards::compute(storage::Transaction& tx, const storage::ProgramEvent& event,
                                            const core::TimeZone& zone,
                                            const std::vector<const storage::Participant*>& participants) {
    Baselines computed;
    const auto version = event.program && event.program_version
                             ? storage::find_program_version(tx, *event.program, *event.program_version)
                             : std::nullopt;
    if (!version) {
        for (const auto* participant : participants)
            computed[participant->meter].problem = "The event belongs to no programme.";
        return computed;
    }
    const auto basis = baseline_basis(tx, version->terms, event.period, event.id, zone);
    if (!basis) {
        for (const auto* participant : participants) computed[participant->meter].problem = basis.error().message;
        return computed;
    }
    storage::SeriesColumns columns;
    for (const auto* participant : participants) {
        auto& kept = computed[participant->meter];
        storage::read_series(tx, participant->meter, basis->history, columns);
        auto baseline = meter_baseline(tx, *basis, participant->meter, participant->firm_level, columns);
        if (baseline) {
            kept.kw = std::move(baseline->adjusted_kw);
            kept.interval = baseline->interval;
        } else {
            kept.problem = baseline.error().message;
        }
    }
    return computed;
}

EventBoards::Baselines EventBoards::baselines_for(storage::Transaction& tx, const storage::ProgramEvent& event,
                                                  const std::vector<storage::Participant>& participants) {
    Baselines found;
    std::vector<const storage::Participant*> unknown;
    std::uint64_t seen = 0;
    {
        const std::lock_guard lock(mutex_);
        const auto& known = kept(event);
        seen = known.version;
        for (const auto& participant : participants) {
            const auto baseline = known.baselines.find(participant.meter);
            if (baseline == known.baselines.end())
                unknown.push_back(&participant);
            else
                found.emplace(*baseline);
        }
    }
    if (unknown.empty()) return found;
    auto computed = compute(tx, event, store_->time_zone(), unknown);
    {
        const std::lock_guard lock(mutex_);
        auto& known = kept(event);
        if (known.version == seen)  // else they may stand on readings that have changed meanwhile
            known.baselines.insert(computed.begin(), computed.end());
    }
    found.merge(computed);
    return found;
}

std::optional<core::IntervalSeconds> EventBoards::longest_interval(
    const std::vector<storage::Participant>& participants, const Baselines& baselines) {
    std::optional<core::IntervalSeconds> longest;
    for (const auto& participant : participants) {
        const auto& baseline = baselines.at(participant.meter);
        if (participant.opt_out || baseline.kw.empty()) continue;
        if (!longest || longest->value < baseline.interval.value) longest = baseline.interval;
    }
    return longest;
}

Result<EventBoard> EventBoards::look(const Actor& actor, core::EventId id, const storage::PageQuery& page,
                                     core::UtcSeconds now) {
    auto tx = store_->read();
    const auto viewer = viewer_of(actor);
    const auto event = storage::find_program_event(tx, id, viewer);
    if (!event) return event_not_found();
    if (event->state == storage::EventState::draft)
        return Problem{ProblemKind::conflict, "event-not-scheduled", "The event is a draft: it calls nobody yet.", "",
                       "Schedule it first."};
    EventBoard board{*event, now, {}, {}, 0, {}};
    const auto participants = storage::list_participants(tx, id, viewer);
    const auto baselines = baselines_for(tx, *event, participants);
    std::optional<SeriesSum> sum;
    if (const auto interval = longest_interval(participants, baselines)) sum.emplace(event->period, *interval, now);
    const auto search = core::lower_ascii(page.search);
    storage::SeriesColumns columns;
    for (const auto& participant : participants) {
        BoardRow row{.participant = participant};
        const auto& baseline = baselines.at(participant.meter);
        columns.step = baseline.interval;
        storage::read_series(tx, participant.meter, event->period, columns);
        row.baseline_problem = baseline.problem;
        const bool is_same_grid = columns.empty() || columns.step == baseline.interval;
        compare(columns, event->period, now, is_same_grid ? baseline.kw : std::vector<double>(), row);
        add_to(board.totals, row);
        if (sum && is_same_grid && !participant.opt_out) sum->add(columns, baseline.kw);
        if (search.empty() || fits(row, search)) board.rows.push_back(std::move(row));
    }
    if (auto sorted = sort_rows(board.rows, page.sort, page.is_descending); !sorted) return sorted.error();
    board.total = std::ssize(board.rows);
    if (sum) board.series = sum->result();
    cut_page(board.rows, page);
    return board;
}

}  // namespace drp::portal
