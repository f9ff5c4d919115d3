#include "app/log_format.hpp"

#include <chrono>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/terminal.hpp"
#include "core/text.hpp"

namespace drp::app {

namespace {
constexpr std::size_t kLongestMessage = 8192;
}  // namespace

void JsonLines::format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) {
    using std::chrono::milliseconds;
    const auto since = message.time.time_since_epoch();
    const auto ms = std::chrono::duration_cast<milliseconds>(since).count() % 1000;
    // excerpt() leaves no malformed UTF-8, which some messages of others have.
    const auto text = core::excerpt({message.payload.data(), message.payload.size()}, kLongestMessage);
    const auto level = spdlog::level::to_string_view(message.level);
    fmt::format_to(std::back_inserter(out), R"({{"time":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","message":{}}})",
                   fmt::gmtime(spdlog::log_clock::to_time_t(message.time)), ms,
                   std::string_view(level.data(), level.size()), boost::json::serialize(boost::json::string(text)));
    out.push_back('\n');
}

std::unique_ptr<spdlog::formatter> JsonLines::clone() const {
    return std::make_unique<JsonLines>();
}

void set_log_format() {
    if (!is_interactive()) spdlog::set_formatter(std::make_unique<JsonLines>());
}

}  // namespace drp::app
