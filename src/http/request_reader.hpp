/// Reads requests off a connection. Internal to this room; belongs to one I/O thread.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/core/flat_buffer.hpp>

#include "http/deadline.hpp"
#include "http/request.hpp"
#include "http/server.hpp"
#include "http/transport.hpp"

namespace drp::http {

/// Parses with Beast's incremental parser and adds what RFC 9112 leaves to the server: one Host, one Content-Length,
/// no Transfer-Encoding but "chunked" and never beside a Content-Length; limits and time-outs on everything.
class RequestReader {
  public:
    enum class Outcome : std::uint8_t {
        ready,    ///< head is in the request, body follows
        refused,  ///< see refusal(); the connection cannot go on
        closed,   ///< nothing came
    };

    RequestReader(Transport& transport, Deadline& deadline, const ServerLimits& limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    Task<Outcome> read_head(Request& request);
    [[nodiscard]] const core::Problem& refusal() const noexcept { return refusal_; }
    /// When the first byte of this request was seen.
    [[nodiscard]] SteadyClock::time_point started() const noexcept { return started_; }
    /// Between requests: nothing is lost if the connection ends here.
    [[nodiscard]] bool is_idle() const noexcept { return is_idle_; }

    void limit_body(std::uint64_t max_bytes) noexcept { max_body_bytes_ = max_bytes; }
    /// See BodySource.
    Task<core::Result<std::string_view>> read_some();
    /// Reads away what is left of the body if that is little; true if the next request can follow.
    Task<bool> discard_rest();

    [[nodiscard]] bool is_http11() const noexcept;
    /// What version and Connection header ask for.
    [[nodiscard]] bool wants_keep_alive() const noexcept;

  private:
    class Parser;
    /// What handlers see of the reader.
    class Source final : public BodySource {
      public:
        explicit Source(RequestReader& reader) : reader_(reader) {}
        Task<core::Result<std::string_view>> read_some() override { return reader_.read_some(); }

      private:
        RequestReader& reader_;
    };

    void begin(Request& request);
    Task<std::size_t> fill(std::size_t max_bytes);
    Task<bool> wait_for_body();
    void skip_empty_lines();
    bool parse_head();
    bool take_target(Request& request);
    bool check_head(Request& request);
    bool refuse(core::Problem problem);
    void refuse_slow();
    bool refuse_malformed(std::string_view what);

    Transport& transport_;
    Deadline& deadline_;
    const ServerLimits& limits_;
    Source source_{*this};
    boost::beast::flat_buffer input_;
    std::unique_ptr<Parser> parser_;
    std::string piece_;  ///< decoded body bytes that the last read_some() handed out
    core::Problem refusal_;
    SteadyClock::time_point started_;
    bool is_idle_ = true;
    bool expects_continue_ = false;
    std::uint64_t max_body_bytes_ = 0;
    std::uint64_t body_bytes_ = 0;
    SteadyClock::duration body_wait_{};  ///< how long this body has kept us waiting
};

}  // namespace drp::http
