#include <memory>
#include <string>

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "http/server.hpp"

namespace drp::http {

namespace {

constexpr std::size_t kQueuedLines = 8192;

/// spdlog's async logger knows its thread only weakly; held together they work without spdlog's globals. The thread
/// goes first and writes what is queued.
struct LoggerWithThread {
    std::shared_ptr<spdlog::async_logger> logger;
    std::shared_ptr<spdlog::details::thread_pool> thread;
};

}  // namespace

core::Result<std::shared_ptr<spdlog::logger>> make_request_log(const std::string& path) {
    try {
        spdlog::sink_ptr sink;
        if (path == "-") {
            sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
        } else {
            sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
        }
        auto held = std::make_shared<LoggerWithThread>();
        held->thread = std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
        held->logger = std::make_shared<spdlog::async_logger>("requests", std::move(sink), held->thread,
                                                              spdlog::async_overflow_policy::overrun_oldest);
        held->logger->set_pattern("%v");
        return std::shared_ptr<spdlog::logger>(held, held->logger.get());
    } catch (const spdlog::spdlog_ex& error) {
        return core::Problem{.kind = core::ProblemKind::unavailable,
                             .code = "request-log-unavailable",
                             .message = std::string("The request log does not open: ") + error.what() + ".",
                             .place = path,
                             .cure = "Name a file in a folder that exists and is writable."};
    }
}

}  // namespace drp::http
