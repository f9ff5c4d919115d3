/// The server's own log as JSON lines, for what collects logs; as plain lines for a person at a terminal.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <spdlog/formatter.h>

namespace drp::app {

/// {"time":"2026-11-23T22:15:00.123Z","level":"warning","message":"…"}, one line each, whatever the message holds.
class JsonLines final : public spdlog::formatter {
  public:
    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override;
    [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override;
};

/// JSON lines unless a person looks on.
void set_log_format();

}  // namespace drp::app
