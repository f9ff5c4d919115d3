// Files of readings and predictions, merged while they arrive.
#include "api/json.hpp"
#include "api/list.hpp"
#include "api/path.hpp"
#include "api/routes.hpp"
#include "core/text.hpp"
#include "formats/byte_pipe.hpp"

namespace drp::api {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using portal::UseCase;

constexpr std::uint64_t kMaxUploadBytes = std::uint64_t{16} << 30U;
constexpr int kListed = 100;

Result<bool> flag(const http::Request& request, std::string_view name) {
    const auto text = request.query(name).value_or("false");
    if (text == "true") return true;
    if (text == "false") return false;
    return query_problem(name, "Write true or false.");
}

Result<formats::DateOrder> date_order(const http::Request& request) {
    const auto text = request.query("date_order").value_or("auto");
    if (text == "auto") return formats::DateOrder::automatic;
    if (text == "mdy") return formats::DateOrder::month_day_year;
    if (text == "dmy") return formats::DateOrder::day_month_year;
    return query_problem("date_order", "Write auto, mdy or dmy.");
}

struct ImportQuestion {
    portal::ImportOptions options;
    bool is_strict = false;
};

Result<ImportQuestion> read_question(const http::Request& request) {
    ImportQuestion question;
    question.options.source = "upload";
    question.options.file_name = core::excerpt(request.query("file_name").value_or("upload"), 200);
    question.options.meter_columns = query_items(request, "meter_columns");
    if (const auto name = request.query("time_zone")) {
        auto zone = core::TimeZone::find(*name);
        if (!zone) return zone.error();
        question.options.zone = std::move(*zone);
    }
    const auto order = date_order(request);
    if (!order) return order.error();
    question.options.date_order = *order;
    const auto is_dry_run = flag(request, "dry_run");
    if (!is_dry_run) return is_dry_run.error();
    question.options.is_dry_run = *is_dry_run;
    const auto is_strict = flag(request, "strict");
    if (!is_strict) return is_strict.error();
    question.is_strict = *is_strict;
    return question;
}

std::string_view status_name(storage::ImportStatus status) {
    return status == storage::ImportStatus::done ? "finished" : storage::to_text(status);
}

json::value to_json(const std::optional<Problem>& problem) {
    if (!problem) return nullptr;
    return json::object{
        {"type", "/problems/" + problem->code}, {"title", "The import failed"}, {"status", 422},
        {"detail", problem->message},           {"place", problem->place},      {"cure", problem->cure}};
}

json::object to_json(const Services& services, const portal::ImportReport& report) {
    const auto& tally = report.tally;
    json::array refusals;
    for (const auto& [reason, count] : tally.refusals)
        refusals.push_back(json::object{{"reason", reason}, {"count", count}});
    return {{"id", report.id.value},
            {"file_name", report.file_name},
            {"status", status_name(report.status)},
            {"started", core::to_iso(report.started)},
            {"finished", or_null(report.finished)},
            {"undone", or_null(report.undone)},
            {"is_undoable", services.imports.is_undoable(report)},
            {"bytes_read", tally.bytes_read},
            {"rows", tally.rows},
            {"new_values", tally.counts.added},
            {"equal_values", tally.counts.equal},
            {"corrected_values", tally.counts.corrected},
            {"refused", tally.counts.refused},
            {"blank_cells", tally.blank_cells},
            {"negative_values", tally.negative_values},
            {"is_dry_run", report.is_dry_run},
            {"problem", to_json(report.problem)},
            {"refusals", std::move(refusals)}};
}

Result<core::ImportId> import_id(const http::Request& request) {
    if (const auto id = id_in(request.param("import_id"))) return core::ImportId{*id};
    return Problem{ProblemKind::not_found, "import-not-found", "There is no such import.", "import_id", ""};
}

/// Hands the body to the job. The pipe is bounded: while the store is slower than the network, the sender waits.
http::Task<Result<void>> feed(Services& services, http::Request& request, formats::BytePipe& pipe) {
    while (true) {
        auto piece = co_await request.body_source().read_some();
        if (!piece) {
            pipe.abort(piece.error());
            co_return piece.error();
        }
        if (piece->empty()) break;
        std::string chunk(*piece);
        auto pushed = pipe.try_push(chunk);
        if (pushed == formats::BytePipe::Pushed::full) {
            auto waited = co_await http::run_on(services.uploads, [&] { return pipe.push(std::move(chunk)); });
            if (!waited) {
                pipe.abort(waited.error());
                co_return waited.error();
            }
            pushed = *waited ? formats::BytePipe::Pushed::taken : formats::BytePipe::Pushed::gone;
        }
        if (pushed == formats::BytePipe::Pushed::gone) break;  // the job has ended early; it says why
    }
    pipe.close();
    co_return Result<void>();
}

http::Task<http::Response> create(Services& services, http::Request& request, Caller& caller) {
    if (request.content_length().value_or(0) > kMaxUploadBytes)
        co_return Problem{ProblemKind::too_large, "body-too-large", "The file is larger than 16 GiB.", "",
                          "Compress or split it."};
    auto question = read_question(request);
    if (!question) co_return question.error();
    const auto pipe = formats::BytePipe::create(std::size_t{4} << 20U, request.content_length());
    auto id = co_await http::run_on(services.database, [&] {
        return services.imports.start(caller.actor, pipe->source(), std::move(question->options), question->is_strict);
    });
    if (!id) co_return id.error();
    auto fed = co_await feed(services, request, *pipe);
    if (!fed) co_return fed.error();
    auto report = co_await http::run_on(services.database, [&] { return services.imports.find(*id); });
    if (!report) co_return report.error();
    auto response = http::Response::json(json::serialize(to_json(services, *report)), 202);
    response.header("Location", "/api/data/import/" + std::to_string(id->value));
    co_return response;
}

http::Task<http::Response> list(Services& services) {
    auto reports = co_await http::run_on(services.database, [&] { return services.imports.list(kListed); });
    if (!reports) co_return reports.error();
    json::array imports;
    for (const auto& report : *reports) imports.push_back(to_json(services, report));
    co_return http::Response::json(json::serialize(json::object{{"imports", std::move(imports)}}));
}

http::Task<http::Response> find(Services& services, http::Request& request) {
    const auto id = import_id(request);
    if (!id) co_return id.error();
    auto report = co_await http::run_on(services.database, [&] { return services.imports.find(*id); });
    if (!report) co_return report.error();
    co_return http::Response::json(json::serialize(to_json(services, *report)));
}

http::Task<http::Response> findings(Services& services, http::Request& request) {
    constexpr std::size_t kMostListed = 500;
    const auto id = import_id(request);
    if (!id) co_return id.error();
    auto found = co_await http::run_on(services.uploads, [&] {
        auto tx = services.store.read();
        return portal::import_findings(tx, *id, services.store.time_zone());
    });
    if (!found) co_return found.error();
    json::array listed;
    for (const auto& finding : found->findings) {
        if (listed.size() == kMostListed) break;
        auto object = api::to_json(finding);
        object["meter"] = services.directory.number_of(finding.meter);
        listed.push_back(std::move(object));
    }
    co_return http::Response::json(json::serialize(json::object{{"meters", found->meters},
                                                                {"examined", found->examined},
                                                                {"total", found->findings.size()},
                                                                {"findings", std::move(listed)}}));
}

http::Task<http::Response> undo(Services& services, http::Request& request, Caller& caller) {
    const auto id = import_id(request);
    if (!id) co_return id.error();
    auto report = co_await http::run_on(services.uploads, [&] { return services.imports.undo(caller.actor, *id); });
    if (!report) co_return report.error();
    co_return http::Response::json(json::serialize(to_json(services, *report)));
}

http::Task<http::Response> verdicts(Services& services, http::Request& request) {
    const auto id = import_id(request);
    if (!id) co_return id.error();
    auto text = co_await http::run_on(services.database, [&] { return services.imports.verdicts(*id); });
    if (!text) co_return text.error();
    co_return http::Response::bytes("text/csv; charset=utf-8", std::move(*text))
        .header("Content-Disposition", "attachment; filename=\"verdicts-" + std::to_string(id->value) + ".csv\"");
}

}  // namespace

void add_import_routes(Router& router, Services& services) {
    router.add(http::Method::get, "/api/data/import", "listImports", UseCase::see_imports,
               [&services](http::Request&, Caller&) { return list(services); });
    router.add(http::Method::post, "/api/data/import", "createImport", UseCase::import_readings,
               [&services](http::Request& request, Caller& caller) { return create(services, request, caller); },
               {.max_body_bytes = kMaxUploadBytes, .body = http::BodyMode::streamed});
    router.add(http::Method::get, "/api/data/import/{import_id}", "getImport", UseCase::see_import_result,
               [&services](http::Request& request, Caller&) { return find(services, request); });
    router.add(http::Method::get, "/api/data/import/{import_id}/verdicts", "getImportVerdicts",
               UseCase::see_import_result,
               [&services](http::Request& request, Caller&) { return verdicts(services, request); });
    router.add(http::Method::get, "/api/data/import/{import_id}/findings", "getImportFindings",
               UseCase::see_import_result,
               [&services](http::Request& request, Caller&) { return findings(services, request); });
    router.add(http::Method::post, "/api/data/import/{import_id}/undo", "undoImport", UseCase::undo_import,
               [&services](http::Request& request, Caller& caller) { return undo(services, request, caller); },
               {.body = http::BodyMode::none});
}

}  // namespace drp::api
