#include "http/request_reader.hpp"

#include <algorithm>
#include <new>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "core/text.hpp"
#include "http/header_text.hpp"

namespace drp::http {

namespace beast = boost::beast;
namespace urls = boost::urls;
using boost::system::error_code;
using core::ProblemKind;

namespace {

constexpr std::size_t kFirstReadBytes = 4 * 1024;
constexpr std::size_t kBodyReadBytes = 64 * 1024;
constexpr std::uint64_t kMaxDiscardedBytes = 64 * 1024;

std::string_view view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

}  // namespace

/// Beast's parser with our own storage: names and values go into the request's one string.
class RequestReader::Parser final : public beast::http::basic_parser<true> {
  public:
    Parser(const ServerLimits& limits, Request& request, std::string& piece)
        : limits_(limits), request_(request), piece_(piece) {
        header_limit(static_cast<std::uint32_t>(limits.max_header_bytes));
        body_limit(boost::none);  // ours depends on the route, see limit_body()
    }

    /// What is wrong beyond malformed; empty code if nothing.
    core::Problem problem;
    std::uint32_t target_bytes = 0;
    int version = 10;  ///< 11 for HTTP/1.1

  private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int number,
                         error_code& ec) override {
        version = number;
        const auto known = http::parse_method(view(method));
        if (!known) {
            problem = {ProblemKind::invalid_input, "method-unknown", "This server does not know the method.", {}, {}};
            ec = beast::http::error::bad_method;
            return;
        }
        if (target.size() > limits_.max_target_bytes) {
            problem = {ProblemKind::too_large, "request-target-too-long", "The address is too long.", {}, {}};
            ec = beast::http::error::bad_target;
            return;
        }
        request_.method_ = *known;
        target_bytes = static_cast<std::uint32_t>(target.size());
        request_.head_.assign(target.data(), target.size());
    }

    void on_field_impl(beast::http::field known, beast::string_view name, beast::string_view value,
                       error_code& ec) override {
        if (is_header_done()) return;  // a trailer: nothing of ours looks at them
        using beast::http::field;
        const bool is_repeated_length = known == field::content_length && request_.header("Content-Length");
        const bool is_odd_coding = known == field::transfer_encoding &&
                                   (!iequals(view(value), "chunked") || request_.header("Transfer-Encoding"));
        const bool is_second_host = known == field::host && request_.header("Host");
        if (is_repeated_length || is_odd_coding || is_second_host) {
            ec = beast::http::error::bad_value;
            return;
        }
        if (request_.headers_.size() >= limits_.max_headers) {
            ec = beast::http::error::header_limit;
            return;
        }
        auto& head = request_.head_;
        const auto name_at = static_cast<std::uint32_t>(head.size());
        head.append(name.data(), name.size());
        head.append(value.data(), value.size());
        request_.headers_.push_back({name_at, static_cast<std::uint32_t>(name.size()),
                                     name_at + static_cast<std::uint32_t>(name.size()),
                                     static_cast<std::uint32_t>(value.size())});
    }

    std::size_t on_body_impl(beast::string_view body, error_code&) override {
        piece_.append(body.data(), body.size());
        return body.size();
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, error_code&) override {
        piece_.append(body.data(), body.size());
        return body.size();
    }
    void on_response_impl(int, beast::string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    const ServerLimits& limits_;
    Request& request_;
    std::string& piece_;
};

RequestReader::RequestReader(Transport& transport, Deadline& deadline, const ServerLimits& limits)
    : transport_(transport),
      deadline_(deadline),
      limits_(limits),
      input_(std::max(limits.max_header_bytes, kBodyReadBytes) + kBodyReadBytes) {}

RequestReader::~RequestReader() = default;

bool RequestReader::refuse(core::Problem problem) {
    refusal_ = std::move(problem);
    return false;
}

bool RequestReader::refuse_malformed(std::string_view what) {
    return refuse({ProblemKind::invalid_input, "request-malformed", std::string(what), {}, {}});
}

void RequestReader::refuse_slow() {
    refuse({ProblemKind::invalid_input, "request-too-slow", "The request took too long to arrive.", {}, {}});
}

Task<std::size_t> RequestReader::fill(std::size_t max_bytes) {
    const auto room = input_.prepare(std::min(max_bytes, input_.max_size() - input_.size()));
    const auto got = co_await transport_.read_some(static_cast<char*>(room.data()), room.size());
    input_.commit(got);
    co_return got;
}

void RequestReader::begin(Request& request) {
    request.method_ = Method::get;
    request.raw_path_ = {};
    request.host_ = {};
    request.head_.clear();
    request.headers_.clear();
    request.query_.clear();
    request.params_.clear();
    request.body_.clear();
    request.answer_lines_.clear();
    request.content_length_.reset();
    request.has_body_ = false;
    request.source_ = &source_;
    body_bytes_ = 0;
    body_wait_ = {};
    expects_continue_ = false;
    // The parser has no reset: a new one in the old one's place.
    if (parser_) {
        std::destroy_at(parser_.get());
        ::new (static_cast<void*>(parser_.get())) Parser(limits_, request, piece_);
    } else {
        parser_ = std::make_unique<Parser>(limits_, request, piece_);
    }
}

Task<RequestReader::Outcome> RequestReader::read_head(Request& request) {
    begin(request);
    is_idle_ = input_.size() == 0;
    if (is_idle_) {
        deadline_.arm(limits_.idle_time);
        const auto got = co_await fill(kFirstReadBytes);
        if (got == 0) co_return Outcome::closed;
        is_idle_ = false;
    }
    started_ = SteadyClock::now();
    if (!parse_head()) co_return Outcome::refused;
    if (!parser_->is_header_done()) deadline_.arm(limits_.header_time);
    while (!parser_->is_header_done()) {
        const auto got = co_await fill(kFirstReadBytes);
        if (got == 0) {
            if (!deadline_.has_fired()) co_return Outcome::closed;
            refuse_slow();
            co_return Outcome::refused;
        }
        if (!parse_head()) co_return Outcome::refused;
    }
    deadline_.disarm();
    co_return take_target(request) && check_head(request) ? Outcome::ready : Outcome::refused;
}

/// An empty line before a request is left over from an old client's body (RFC 9112, 2.2). Within one it ends the headers.
void RequestReader::skip_empty_lines() {
    while (std::string_view(static_cast<const char*>(input_.data().data()), input_.size()).starts_with("\r\n"))
        input_.consume(2);
}

bool RequestReader::parse_head() {
    if (!parser_->got_some()) skip_empty_lines();
    if (input_.size() == 0) return true;
    error_code error;
    input_.consume(parser_->put(input_.data(), error));
    if (!error) return true;
    if (error == beast::http::error::need_more)
        return input_.size() < limits_.max_header_bytes
                   ? true
                   : refuse({ProblemKind::too_large, "request-header-too-large", "The headers are too large.", {}, {}});
    if (!parser_->problem.code.empty()) return refuse(parser_->problem);
    if (error == beast::http::error::header_limit)
        return refuse({ProblemKind::too_large, "request-header-too-large", "The headers are too large.", {}, {}});
    if (error == beast::http::error::bad_version)
        return refuse({ProblemKind::invalid_input, "http-version-unsupported", "This server speaks HTTP/1.1.", {}, {}});
    return refuse_malformed("The request is not well-formed HTTP.");
}

bool RequestReader::take_target(Request& request) {
    const auto refuse_target = [&](std::string_view what) {
        return refuse({ProblemKind::invalid_input, "request-target-malformed", std::string(what), {}, {}});
    };
    auto target = std::string_view(request.head_).substr(0, parser_->target_bytes);
    if (target == "*" && request.method_ == Method::options) {
        request.raw_path_ = target;
        return true;
    }
    if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != std::string_view::npos) {
        const auto path = target.find('/', scheme + 3);  // absolute form (RFC 9112, 3.2.2)
        target = path == std::string_view::npos ? std::string_view("/") : target.substr(path);
    }
    const auto url = urls::parse_origin_form(urls::string_view(target.data(), target.size()));
    if (!url) return refuse_target("The address is not well-formed.");
    request.raw_path_ = target.substr(0, target.find('?'));
    if (!url->has_query()) return true;
    urls::encoding_opts form;
    form.space_as_plus = true;
    for (const auto& [key, value, has_value] : url->encoded_params()) {
        auto name = key.decode(form);
        auto text = has_value ? value.decode(form) : std::string();
        if (request.query_.size() >= limits_.max_query_params || !core::is_valid_utf8(name) ||
            !core::is_valid_utf8(text) || !is_header_value(name) || !is_header_value(text))
            return refuse({ProblemKind::invalid_input, "query-malformed", "The query is not readable.", {}, {}});
        request.query_.emplace_back(std::move(name), std::move(text));
    }
    return true;
}

bool RequestReader::check_head(Request& request) {
    const auto host = request.header("Host");
    if (is_http11() && !host) return refuse_malformed("The Host header is missing.");
    request.host_ = host.value_or("");
    const bool is_chunked = parser_->chunked();
    if (is_chunked && !is_http11()) return refuse_malformed("HTTP/1.0 knows no chunked bodies.");
    if (const auto length = parser_->content_length()) request.content_length_ = *length;
    request.has_body_ = !parser_->is_done();
    if (const auto expectation = request.header("Expect")) {
        if (!iequals(*expectation, "100-continue"))
            return refuse({ProblemKind::invalid_input, "expectation-unknown", "Only 100-continue is known.", {}, {}});
        expects_continue_ = request.has_body_ && is_http11();
    }
    parser_->eager(true);
    return true;
}

Task<bool> RequestReader::wait_for_body() {
    // Only the time that the client keeps us waiting counts, not what a handler takes between two pieces.
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    const auto earned =
        microseconds(body_bytes_ * 1'000'000 / std::max<std::uint64_t>(1, limits_.min_body_bytes_per_s));
    const auto allowed = std::min<SteadyClock::duration>(limits_.body_time, limits_.body_grace + earned);
    const auto before = SteadyClock::now();
    deadline_.arm(std::max<SteadyClock::duration>(allowed - body_wait_, SteadyClock::duration::zero()));
    const auto got = co_await fill(kBodyReadBytes);
    deadline_.disarm();
    body_wait_ += SteadyClock::now() - before;
    co_return got > 0;
}

Task<core::Result<std::string_view>> RequestReader::read_some() {
    using Piece = core::Result<std::string_view>;
    const auto fail = [](ProblemKind kind, const char* code, const char* message) {
        return Piece(core::Problem{kind, code, message, {}, {}});
    };
    piece_.clear();
    while (piece_.empty()) {
        if (parser_->is_done()) co_return Piece(std::string_view{});
        if (input_.size() > 0) {
            expects_continue_ = false;  // the client did not wait
            error_code error;
            input_.consume(parser_->put(input_.data(), error));
            const bool is_stuck = error == beast::http::error::need_more && input_.size() == input_.max_size();
            if ((error && error != beast::http::error::need_more) || is_stuck)
                co_return fail(ProblemKind::invalid_input, "body-malformed", "The body is not well-formed.");
            if (!piece_.empty() || parser_->is_done()) continue;
        }
        if (expects_continue_) {
            expects_continue_ = false;
            const bool is_sent = co_await transport_.write("HTTP/1.1 100 Continue\r\n\r\n");
            if (!is_sent) co_return fail(ProblemKind::unavailable, "client-gone", "The client has gone.");
        }
        const bool has_more = co_await wait_for_body();
        if (has_more) continue;
        if (deadline_.has_fired())
            co_return fail(ProblemKind::invalid_input, "body-too-slow", "The body arrives too slowly.");
        co_return fail(ProblemKind::unavailable, "client-gone", "The client has gone.");
    }
    body_bytes_ += piece_.size();
    if (body_bytes_ > max_body_bytes_)
        co_return fail(ProblemKind::too_large, "body-too-large", "The body is larger than this address takes.");
    co_return Piece(std::string_view(piece_));
}

Task<bool> RequestReader::discard_rest() {
    if (parser_->is_done()) co_return true;
    const auto rest = parser_->content_length_remaining();
    if (expects_continue_ || !rest || *rest > kMaxDiscardedBytes) co_return false;
    max_body_bytes_ = std::numeric_limits<std::uint64_t>::max();
    while (!parser_->is_done()) {
        const core::Result<std::string_view> piece = co_await read_some();
        if (!piece) co_return false;
    }
    co_return true;
}

bool RequestReader::is_http11() const noexcept {
    return parser_->version >= 11;
}

bool RequestReader::wants_keep_alive() const noexcept {
    return parser_->keep_alive();
}

}  // namespace drp::http
