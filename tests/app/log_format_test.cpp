#include "app/log_format.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

namespace drp::app {
namespace {

std::string line_of(const std::string& message) {
    const spdlog::log_clock::time_point time{std::chrono::milliseconds{1'795'473'300'123}};
    spdlog::memory_buf_t out;
    JsonLines().format({time, {}, "", spdlog::level::warn, message}, out);
    return {out.data(), out.size()};
}

TEST(LogLines, SayWhenHowBadAndWhat) {
    EXPECT_EQ(
        line_of("mail 7, attempt 2: refused"),
        "{\"time\":\"2026-11-23T22:35:00.123Z\",\"level\":\"warning\",\"message\":\"mail 7, attempt 2: refused\"}\n");
}

TEST(LogLines, AreOneLineOfJsonWhateverTheMessageHolds) {
    const auto line = line_of("a \"quote\"\nand {a brace}\t\\ \xff");
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const auto value = boost::json::parse(line);
    EXPECT_TRUE(value.as_object().at("message").as_string().starts_with("a \"quote\""));
}

}  // namespace
}  // namespace drp::app
