#include "portal/ingest.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "storage/import_journal.hpp"
#include "storage/meters.hpp"
#include "storage/settings.hpp"
#include "storage/undo.hpp"

namespace drp::portal {
namespace {

using core::Result;

MeterNews news_of(const storage::MeterChange& change) {
    MeterNews news{change.meter, change.range, std::nullopt};
    if (change.interval)
        news.reading = MeterNews::Reading{change.interval->length, change.interval->actual, change.interval->predicted};
    return news;
}

/// An overlap is found by the store and has no line any more: it is told by meter and time.
formats::Verdict verdict_of(const storage::IntervalConflict& conflict, const std::string& meter) {
    return {.line = 0,
            .column = 0,
            .column_name = meter,
            .value = core::to_iso(conflict.start),
            .reason = formats::Reason::interval_conflict};
}

/// Those that occur, the most frequent first.
std::vector<storage::RefusalCount> refusals_of(const formats::Summary& summary, std::int64_t conflicts) {
    std::vector<storage::RefusalCount> counts;
    for (std::size_t i = 0; i < formats::kReasonCount; ++i) {
        const auto reason = static_cast<formats::Reason>(i);
        auto count = static_cast<std::int64_t>(summary.refused(reason));
        if (reason == formats::Reason::interval_conflict) count += conflicts;
        if (count > 0) counts.push_back({std::string(formats::code(reason)), count});
    }
    std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    return counts;
}

/// One file on its way in.
class FileImport {
  public:
    FileImport(const ImportOptions& options, const ImportObserver& observer, const Clock& clock)
        : options_(options), observer_(observer), clock_(clock) {
        report_.file_name = options.file_name;
        report_.is_dry_run = options.is_dry_run;
        report_.started = clock();
    }

    Result<void> open(std::unique_ptr<formats::ByteSource> source, const core::TimeZone& store_zone) {
        formats::ReaderOptions reader_options{.zone = options_.zone.value_or(store_zone)};
        reader_options.date_order = options_.date_order;
        reader_options.meter_columns = options_.meter_columns;
        reader_options.file_name = options_.file_name;
        auto reader = formats::ReadingsReader::open(std::move(source), std::move(reader_options));
        if (!reader) return reader.error();
        reader_.emplace(std::move(*reader));
        return {};
    }

    void begin(storage::WriteTransaction& tx) {
        if (options_.is_dry_run) return;
        report_.id = options_.id.value_or(core::ImportId{});
        if (!options_.id)
            report_.id =
                storage::create_import(tx, options_.file_name, options_.source, options_.user, report_.started);
    }

    /// The next batch into memory; false at the end of the file or of what can be read of it.
    bool read_batch() {
        verdicts_.clear();
        const auto has_batch = reader_->next(batch_, verdicts_);
        report_.summary = reader_->summary();
        report_.total_bytes = reader_->total_bytes();
        for (const auto& verdict : verdicts_) refuse(verdict);
        if (!has_batch) report_.problem = has_batch.error();
        tally();
        return has_batch && *has_batch;
    }

    Result<void> merge(storage::WriteTransaction& tx) {
        auto merged = merge_batch(tx, batch_, report_.id, clock_());
        if (!merged) return merged.error();
        merged_ += merged->outcome.counts;
        tally();
        if (!options_.is_dry_run) storage::record_progress(tx, report_.id, report_.tally.counts);
        for (const auto& conflict : merged->outcome.conflicts) {
            const auto meter = storage::find_meter(tx, conflict.meter);
            refuse(verdict_of(conflict, meter ? meter->number : std::string()));
        }
        news_ = std::move(merged->news);
        return {};
    }

    /// After the commit.
    void tell() {
        if (observer_.news && !options_.is_dry_run)
            for (const auto& news : news_) observer_.news(news);
        news_.clear();
        if (observer_.progress) observer_.progress(report_);
    }

    void end(storage::WriteTransaction& tx) {
        using storage::ImportStatus;
        report_.status = report_.problem ? ImportStatus::failed : ImportStatus::done;
        report_.finished = clock_();
        if (options_.is_dry_run) return;
        storage::finish_import(tx, report_.id, report_.status, report_.tally, kept_, *report_.finished);
        storage::forget_journals(tx, *report_.finished - storage::kJournalSeconds);
    }

    [[nodiscard]] const ImportReport& report() const noexcept { return report_; }

  private:
    /// Both halves of the story: what the reader refused, and what the store did with the rest.
    void tally() {
        const auto& summary = report_.summary;
        auto& tally = report_.tally;
        tally.rows = static_cast<std::int64_t>(summary.rows);
        tally.bytes_read = static_cast<std::int64_t>(reader_->bytes_read());
        tally.blank_cells = static_cast<std::int64_t>(summary.blank_cells);
        tally.negative_values = static_cast<std::int64_t>(summary.negative_values);
        tally.counts = merged_;
        tally.counts.equal += static_cast<std::int64_t>(summary.duplicates);
        tally.counts.refused += static_cast<std::int64_t>(summary.verdicts());
        tally.refusals = refusals_of(summary, merged_.refused);
        if (report_.problem) {
            tally.problem_code = report_.problem->code;
            tally.problem_text = core::to_text(*report_.problem);
        }
    }

    void refuse(const formats::Verdict& verdict) {
        if (observer_.verdict) observer_.verdict(verdict);
        if (kept_.size() < storage::kMaxVerdicts)
            kept_.push_back({static_cast<std::int64_t>(verdict.line), verdict.column, verdict.value,
                             std::string(formats::code(verdict.reason))});
    }

    const ImportOptions& options_;
    const ImportObserver& observer_;
    const Clock& clock_;
    std::optional<formats::ReadingsReader> reader_;
    core::ReadingBatch batch_;
    std::vector<formats::Verdict> verdicts_;
    std::vector<storage::VerdictRecord> kept_;
    std::vector<MeterNews> news_;
    storage::MergeCounts merged_;  // `refused` are intervals that overlap stored ones of another length
    ImportReport report_;
};

/// What can be merged at once: each meter under one of its numbers.
struct Part {
    const core::ReadingBatch* whole = nullptr;
    core::ReadingBatch own;  ///< where it is not the whole batch
    std::vector<core::MeterId> meters;

    [[nodiscard]] const core::ReadingBatch& batch() const { return whole != nullptr ? *whole : own; }
};

/// One part, and only where a file names a replaced meter by its old and its new number too, one more for each.
std::vector<Part> parts_of(const core::ReadingBatch& batch, const std::vector<core::MeterId>& meters) {
    std::vector<std::size_t> part_of(meters.size());
    std::unordered_map<core::MeterId, std::size_t> times;
    std::size_t count = 1;
    for (std::size_t i = 0; i < meters.size(); ++i) {
        part_of[i] = times[meters[i]]++;
        count = std::max(count, part_of[i] + 1);
    }
    std::vector<Part> parts(count);
    if (count == 1) {
        parts[0] = {&batch, {}, meters};
        return parts;
    }
    std::vector<std::uint32_t> index(meters.size());
    for (std::size_t i = 0; i < meters.size(); ++i) {
        auto& part = parts[part_of[i]];
        index[i] = static_cast<std::uint32_t>(part.meters.size());
        part.own.meters.push_back(batch.meters[i]);
        part.meters.push_back(meters[i]);
    }
    for (auto& part : parts) part.own.values = batch.values;
    for (auto slab : batch.slabs) {
        auto& part = parts[part_of[slab.meter]];
        slab.meter = index[slab.meter];
        part.own.slabs.push_back(slab);
    }
    return parts;
}

}  // namespace

Result<Merged> merge_batch(storage::WriteTransaction& tx, const core::ReadingBatch& batch, core::ImportId source,
                           core::UtcSeconds now) {
    const auto meters = storage::find_or_create_meters(tx, batch.meters, now);
    if (!meters) return meters.error();
    Merged merged;
    for (auto& part : parts_of(batch, *meters)) {
        auto outcome = storage::merge(tx, part.batch(), part.meters, source, now);
        for (const auto& change : outcome.changes) merged.news.push_back(news_of(change));
        merged.outcome.counts += outcome.counts;
        std::ranges::move(outcome.conflicts, std::back_inserter(merged.outcome.conflicts));
        std::ranges::move(outcome.changes, std::back_inserter(merged.outcome.changes));
    }
    return merged;
}

Result<ImportReport> import_file(storage::Store& store, std::unique_ptr<formats::ByteSource> source,
                                 const ImportOptions& options, const ImportObserver& observer, const Clock& clock) {
    FileImport file(options, observer, clock);
    if (auto opened = file.open(std::move(source), store.time_zone()); !opened) return opened.error();
    // A dry run goes the same way and leaves out the commits.
    const auto in_transaction = [&](auto&& work) -> Result<void> {
        auto tx = store.write();
        if (Result<void> done = work(tx); !done) return done.error();
        if (!options.is_dry_run) tx.commit();
        return {};
    };
    if (auto begun = in_transaction([&](auto& tx) -> Result<void> {
            file.begin(tx);
            return {};
        });
        !begun)
        return begun.error();
    while (file.read_batch()) {
        if (auto merged = in_transaction([&](auto& tx) { return file.merge(tx); }); !merged) return merged.error();
        file.tell();
    }
    if (auto ended = in_transaction([&](auto& tx) -> Result<void> {
            file.end(tx);
            return {};
        });
        !ended)
        return ended.error();
    file.tell();
    return file.report();
}

Result<ImportReport> import_file_within(storage::WriteTransaction& tx, std::unique_ptr<formats::ByteSource> source,
                                        const ImportOptions& options, const ImportObserver& observer,
                                        const Clock& clock) {
    FileImport file(options, observer, clock);
    const auto zone = core::TimeZone::find(storage::find_setting(tx, "time_zone").value());
    if (!zone) return zone.error();
    if (auto opened = file.open(std::move(source), *zone); !opened) return opened.error();
    file.begin(tx);
    while (file.read_batch()) {
        if (auto merged = file.merge(tx); !merged) return merged.error();
        file.tell();
    }
    file.end(tx);
    file.tell();
    return file.report();
}

}  // namespace drp::portal
