#include "http/router.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <stdexcept>
#include <unordered_map>

#include <boost/url/pct_string_view.hpp>

#include "core/text.hpp"
#include "http/header_text.hpp"
#include "http/route_metrics.hpp"

namespace drp::http {

RouteMetrics::RouteMetrics(std::string_view route, std::string_view method)
    : route_(route),
      method_(method),
      duration_(metrics().histogram("http_request_duration_seconds",
                                    "From the first byte of a request to the last of "
                                    "its answer.",
                                    {{"method", method_}, {"route", route_}})) {}

void RouteMetrics::count(unsigned status, std::uint64_t duration_us) noexcept {
    duration_.observe_us(duration_us);
    auto& slot = by_status_[status < kStatuses ? status : 0];
    auto* counter = slot.load(std::memory_order_acquire);
    if (counter == nullptr) {
        counter = &metrics().counter("http_requests_total", "Requests answered.",
                                     {{"method", method_}, {"route", route_}, {"status", std::to_string(status)}});
        slot.store(counter, std::memory_order_release);
    }
    counter->add();
}

namespace {

/// The routes of one pattern, by method.
struct Slot {
    std::array<const RouteTable::Entry*, kMethodCount> by_method{};

    [[nodiscard]] const RouteTable::Entry* find(Method method) const noexcept {
        const auto* const entry = by_method[static_cast<std::size_t>(method)];
        if (entry == nullptr && method == Method::head) return by_method[static_cast<std::size_t>(Method::get)];
        return entry;
    }

    [[nodiscard]] std::string allow() const {
        std::string out;
        for (std::size_t i = 0; i < kMethodCount; ++i) {
            const auto method = static_cast<Method>(i);
            if (find(method) != nullptr) out.append(to_text(method)).append(", ");
        }
        return out + "OPTIONS";
    }
};

bool is_param(std::string_view segment) noexcept {
    return segment.starts_with('{') && segment.ends_with('}');
}

/// "/a/{b}/" gives "a", "{b}", "".
std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    for (;;) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

/// Nothing for what no honest client sends: control characters or text that is not UTF-8.
std::optional<std::string> decoded(std::string_view segment) {
    const auto encoded = boost::urls::make_pct_string_view(boost::urls::string_view(segment.data(), segment.size()));
    if (!encoded) return std::nullopt;
    auto text = encoded->decode();
    if (!core::is_valid_utf8(text) || !is_header_value(text)) return std::nullopt;
    return text;
}

void check_pattern(const RouteInfo& info) {
    const auto refuse = [&](std::string_view why) {
        throw std::invalid_argument("route " + info.pattern + ": " + std::string(why));
    };
    if (!info.pattern.starts_with('/')) refuse("starts with no slash");
    if (info.operation_id.empty()) refuse("has no operation id");
    if (info.method == Method::head || info.method == Method::options) refuse("HEAD and OPTIONS answer by themselves");
    for (const auto segment : split(info.pattern)) {
        const bool has_brace = segment.find_first_of("{}") != std::string_view::npos;
        if (has_brace && (!is_param(segment) || segment.size() < 3)) refuse("a parameter is a whole segment: {name}");
    }
}

}  // namespace

struct RouteTable::Index {
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    struct Pattern {
        std::string text;
        std::vector<std::string> segments;
        Slot slot;
    };

    std::deque<Entry> entries;
    std::unordered_map<std::string, Slot, Hash, std::equal_to<>> literal;
    std::vector<Pattern> patterns;

    Slot& slot_for(const std::string& pattern) {
        if (pattern.find('{') == std::string::npos) return literal[pattern];
        const auto known = std::find_if(patterns.begin(), patterns.end(), [&](auto& p) { return p.text == pattern; });
        if (known != patterns.end()) return known->slot;
        const auto parts = split(pattern);
        patterns.push_back({pattern, {parts.begin(), parts.end()}, {}});
        return patterns.back().slot;
    }
};

RouteTable::RouteTable() : index_(std::make_unique<Index>()) {}
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;
RouteTable::~RouteTable() = default;

void RouteTable::add(RouteInfo info, Handler handler) {
    check_pattern(info);
    auto& slot = index_->slot_for(info.pattern);
    auto& place = slot.by_method[static_cast<std::size_t>(info.method)];
    if (place != nullptr) throw std::invalid_argument("route " + info.pattern + " is there already");
    auto counted = std::make_shared<RouteMetrics>(info.pattern, to_text(info.method));
    index_->entries.push_back({std::move(info), std::move(handler), std::move(counted)});
    place = &index_->entries.back();
}

RouteTable::Match RouteTable::match(Request& request) const {
    const auto answer = [&](const Slot& slot) -> Match {
        const auto* const entry = request.method_ == Method::options ? nullptr : slot.find(request.method_);
        if (entry != nullptr) return {Outcome::found, entry, {}};
        return {Outcome::wrong_method, nullptr, slot.allow()};
    };
    const auto literal = index_->literal.find(request.raw_path_);
    if (literal != index_->literal.end()) return answer(literal->second);
    if (!request.raw_path_.starts_with('/')) return {};

    const auto segments = split(request.raw_path_);
    for (const auto& pattern : index_->patterns) {
        const auto fits = [](std::string_view wanted, std::string_view given) {
            return is_param(wanted) ? !given.empty() : wanted == given;
        };
        if (!std::equal(pattern.segments.begin(), pattern.segments.end(), segments.begin(), segments.end(), fits))
            continue;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const std::string_view wanted = pattern.segments[i];
            if (!is_param(wanted)) continue;
            auto value = decoded(segments[i]);
            if (!value) return {};
            request.params_.emplace_back(wanted.substr(1, wanted.size() - 2), std::move(*value));
        }
        return answer(pattern.slot);
    }
    return {};
}

}  // namespace drp::http
