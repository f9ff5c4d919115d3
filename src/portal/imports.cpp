#include "portal/imports.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>

#include "formats/verdicts_csv.hpp"
#include "portal/trail.hpp"
#include "storage/undo.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;

/// Dry runs leave no record in the store, so their numbers must not meet those of imports.
constexpr std::int64_t kFirstDryRun = std::int64_t{1} << 50;

/// The whole upload in a file without a name: a transaction must not wait for a slow sender.
struct Spool {
    struct Close {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file{std::tmpfile()};
};

Result<Spool> spool(formats::ByteSource& source) {
    Spool spool;
    const Problem full{ProblemKind::unavailable, "disk-full", "The upload cannot be kept for checking.", "",
                       "Make room on the disk."};
    if (!spool.file) return full;
    std::array<char, 65536> buffer{};
    while (true) {
        const auto count = source.read(buffer);
        if (!count) return count.error();
        if (*count == 0) break;
        if (std::fwrite(buffer.data(), 1, *count, spool.file.get()) != *count) return full;
    }
    if (std::fflush(spool.file.get()) != 0) return full;
    std::rewind(spool.file.get());
    return spool;
}

Problem refused_strictly(const ImportReport& report) {
    if (report.problem) return *report.problem;
    return {ProblemKind::invalid_input, "import-refused",
            std::to_string(report.tally.counts.refused) + " rows or values are refused, so nothing was imported.",
            report.file_name, "See the verdicts, mend the file, or import without `strict`."};
}

std::string subject_of(core::ImportId id) {
    return "import " + std::to_string(id.value);
}

ImportReport report_of(const storage::ImportRecord& record) {
    ImportReport report;
    report.id = record.id;
    report.file_name = record.name;
    report.status = record.status;
    report.started = record.started;
    report.finished = record.finished;
    report.undone = record.undone;
    report.tally = record.tally;
    if (!record.tally.problem_code.empty())
        report.problem =
            Problem{ProblemKind::invalid_input, record.tally.problem_code, record.tally.problem_text, "", ""};
    return report;
}

}  // namespace

struct Imports::Job {
    ImportOptions options;
    bool is_strict = false;
    std::unique_ptr<formats::ByteSource> source;
    core::ImportId id;
    ImportReport report;  // under mutex_
    std::ofstream verdicts;
    std::atomic<bool> has_ended{false};
    std::thread thread;
};

Imports::Imports(storage::Store& store, ChangeFeed& changes, MeterDirectory& directory, std::filesystem::path verdicts,
                 Clock clock)
    : store_(store),
      changes_(changes),
      directory_(directory),
      verdict_folder_(std::move(verdicts)),
      clock_(std::move(clock)) {}

Imports::~Imports() {
    for (auto& [id, job] : jobs_)
        if (job->thread.joinable()) job->thread.join();
}

Result<core::ImportId> Imports::start(const Actor& actor, std::unique_ptr<formats::ByteSource> source,
                                      ImportOptions options, bool is_strict) {
    const std::lock_guard lock(mutex_);
    const auto running =
        std::count_if(jobs_.begin(), jobs_.end(), [](const auto& entry) { return !entry.second->has_ended; });
    if (static_cast<std::size_t>(running) >= kMaxRunning)
        return Problem{ProblemKind::unavailable, "imports-busy", "Other imports are still running.", "",
                       "Try again in a minute."};
    forget_old_jobs();

    auto job = std::make_unique<Job>();
    options.user = actor.user;
    if (options.is_dry_run) {
        job->id = {kFirstDryRun + ++dry_runs_};
    } else {
        auto tx = store_.write();
        job->id = storage::create_import(tx, options.file_name, options.source, options.user, clock_());
        book(tx, actor, {"import.start", subject_of(job->id), {}, {{"file", options.file_name}}}, clock_());
        tx.commit();
        options.id = job->id;
    }
    job->report.id = job->id;
    job->report.file_name = options.file_name;
    job->report.is_dry_run = options.is_dry_run;
    job->report.started = clock_();
    job->options = std::move(options);
    job->is_strict = is_strict;
    job->source = std::move(source);
    std::filesystem::create_directories(verdict_folder_);
    job->verdicts.open(verdict_path(job->id), std::ios::binary | std::ios::trunc);
    auto& started = *jobs_.emplace(job->id.value, std::move(job)).first->second;
    started.thread = std::thread([this, &started] { run(started); });
    return started.id;
}

void Imports::run(Job& job) {
    std::string text;
    formats::append_verdict_header(text);
    job.verdicts << text;
    const ImportObserver observer{
        .progress = [&](const ImportReport& report) { publish(job, report, storage::ImportStatus::running); },
        .verdict =
            [&](const formats::Verdict& verdict) {
                std::string line;
                formats::append_verdict(line, job.options.file_name, verdict);
                job.verdicts << line;
            },
        .news = [&](const MeterNews& news) { changes_.publish(news); }};
    auto report = Result<ImportReport>(Problem{});
    try {
        report = job.is_strict ? import_strictly(job, observer) : import(job, observer);
    } catch (const core::ProblemError& error) {
        report = error.problem();
    } catch (const std::exception& error) {
        report = Problem{ProblemKind::damaged, "import-failed", error.what(), job.options.file_name, ""};
    }
    job.verdicts.close();
    job.source.reset();
    // Whoever reads that the job has ended finds its meters and its verdicts.
    try {
        directory_.refresh();
    } catch (const core::ProblemError&) {  // the store is away: its watcher looks again when it is back
    }
    if (report) {
        publish(job, *report, report->status);
    } else {
        record_failure(job, report.error());
    }
    count(job);
}

void Imports::count(const Job& job) {
    if (job.options.is_dry_run) return;
    const std::lock_guard lock(mutex_);
    const auto& counts = job.report.tally.counts;
    ++(job.report.problem ? totals_.failed : totals_.finished);
    totals_.stored += static_cast<std::uint64_t>(counts.added + counts.corrected);
    totals_.refused += static_cast<std::uint64_t>(counts.refused);
}

Imports::Totals Imports::totals() const {
    const std::lock_guard lock(mutex_);
    return totals_;
}

Result<ImportReport> Imports::import(Job& job, const ImportObserver& observer) {
    return import_file(store_, std::move(job.source), job.options, observer, clock_);
}

Result<ImportReport> Imports::import_strictly(Job& job, const ImportObserver& observer) {
    auto spooled = spool(*job.source);
    if (!spooled) return spooled.error();
    std::vector<MeterNews> news;  // not before the commit
    const ImportObserver reserved{observer.progress, observer.verdict, [&](const MeterNews& n) { news.push_back(n); }};
    auto tx = store_.write();
    auto report =
        import_file_within(tx, formats::from_descriptor(fileno(spooled->file.get())), job.options, reserved, clock_);
    if (!report) return report.error();
    if (report->has_refusals()) return refused_strictly(*report);
    if (job.options.is_dry_run) return report;
    tx.commit();
    for (const auto& n : news) changes_.publish(n);
    return report;
}

void Imports::publish(Job& job, ImportReport report, storage::ImportStatus status) {
    job.verdicts.flush();
    report.id = job.id;
    report.status = status;
    const std::lock_guard lock(mutex_);
    job.report = std::move(report);
    job.has_ended = status != storage::ImportStatus::running;  // who reads the one can rely on the other
}

void Imports::record_failure(Job& job, const Problem& problem) {
    auto report = job.report;  // only this thread changes it
    report.finished = clock_();
    report.problem = problem;
    // What a strict import would have brought was not kept.
    if (job.is_strict) report.tally.counts = {.refused = report.tally.counts.refused};
    report.tally.problem_code = problem.code;
    report.tally.problem_text = core::to_text(problem);
    if (!job.options.is_dry_run) {
        try {
            auto tx = store_.write();
            storage::finish_import(tx, job.id, storage::ImportStatus::failed, report.tally, {}, clock_());
            tx.commit();
        } catch (const core::ProblemError&) {  // the store takes nothing more; it still has the import as unfinished
        }
    }
    publish(job, std::move(report), storage::ImportStatus::failed);
}

void Imports::forget_old_jobs() {
    for (auto job = jobs_.begin(); job != jobs_.end() && jobs_.size() > kRemembered;) {
        if (!job->second->has_ended) {
            ++job;
            continue;
        }
        job->second->thread.join();
        if (job->second->options.is_dry_run) std::filesystem::remove(verdict_path(job->second->id));
        job = jobs_.erase(job);
    }
}

Result<ImportReport> Imports::find(core::ImportId id) const {
    {
        const std::lock_guard lock(mutex_);
        if (const auto job = jobs_.find(id.value); job != jobs_.end()) return job->second->report;
    }
    auto tx = store_.read();
    if (const auto record = storage::find_import(tx, id)) return report_of(*record);
    return Problem{ProblemKind::not_found, "import-not-found", "There is no such import.", "import_id", ""};
}

std::vector<ImportReport> Imports::list(int limit) const {
    std::vector<ImportReport> reports;
    {
        auto tx = store_.read();
        for (const auto& record : storage::list_imports(tx, limit)) reports.push_back(report_of(record));
    }
    const std::lock_guard lock(mutex_);
    for (auto& report : reports)
        if (const auto job = jobs_.find(report.id.value); job != jobs_.end()) report = job->second->report;
    return reports;
}

Result<std::string> Imports::verdicts(core::ImportId id) const {
    if (auto known = find(id); !known) return known.error();
    std::ifstream in(verdict_path(id), std::ios::binary);
    if (in) return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    std::string header;
    formats::append_verdict_header(header);
    return header;
}

Result<ImportReport> Imports::undo(const Actor& actor, core::ImportId id) {
    const auto now = clock_();
    std::vector<storage::MeterChange> changes;
    {
        auto tx = store_.write();
        auto outcome = storage::undo_import(tx, id, now);
        if (!outcome) return outcome.error();
        book(tx, actor,
             {"import.undo",
              subject_of(id),
              {},
              {{"values removed", std::to_string(outcome->removed)},
               {"values restored", std::to_string(outcome->restored)}}},
             now);
        tx.commit();
        changes = std::move(outcome->changes);
    }
    for (const auto& change : changes) changes_.publish({change.meter, change.range, std::nullopt});
    {
        const std::lock_guard lock(mutex_);
        if (const auto job = jobs_.find(id.value); job != jobs_.end()) job->second->report.undone = now;
    }
    return find(id);
}

bool Imports::is_undoable(const ImportReport& report) const {
    return report.status != storage::ImportStatus::running && !report.is_dry_run && !report.undone &&
           clock_() - report.started <= storage::kJournalSeconds;
}

std::filesystem::path Imports::verdict_path(core::ImportId id) const {
    return verdict_folder_ / (std::to_string(id.value) + ".csv");
}

}  // namespace drp::portal
