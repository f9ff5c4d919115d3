#include "http/event_hub.hpp"

#include <charconv>

#include <fmt/format.h>

namespace drp::http {

std::string format_event(std::uint64_t id, const Event& event) {
    auto out = fmt::format("id: {}\nevent: ", id);
    for (const char c : event.name) out += c == '\n' || c == '\r' ? ' ' : c;
    out += "\ndata: ";
    for (std::size_t i = 0; i < event.data.size(); ++i) {
        const char c = event.data[i];
        if (c == '\r' && i + 1 < event.data.size() && event.data[i + 1] == '\n') continue;
        if (c == '\n' || c == '\r') {
            out += "\ndata: ";
        } else {
            out += c;
        }
    }
    out += "\n\n";
    return out;
}

bool EventChannel::push(Frame frame) {
    const std::scoped_lock lock(mutex_);
    if (is_closed_) return false;
    if (frames_.size() >= max_queued_) {
        has_overflowed_ = true;
        is_closed_ = true;
    } else {
        frames_.push_back(std::move(frame));
    }
    if (wake_) wake_();
    return !is_closed_;
}

void EventChannel::close() {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    if (wake_) wake_();
}

bool EventChannel::is_closed() const {
    const std::scoped_lock lock(mutex_);
    return is_closed_;
}

bool EventChannel::take(std::vector<Frame>& frames) {
    const std::scoped_lock lock(mutex_);
    for (auto& frame : frames_) frames.push_back(std::move(frame));
    frames_.clear();
    return !is_closed_ || !frames.empty();
}

void EventChannel::on_change(std::function<void()> wake) {
    const std::scoped_lock lock(mutex_);
    wake_ = std::move(wake);
}

void EventChannel::abandon() {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    frames_.clear();
    wake_ = nullptr;
}

bool EventChannel::has_overflowed() const {
    const std::scoped_lock lock(mutex_);
    return has_overflowed_;
}

std::optional<std::uint64_t> parse_event_id(std::string_view text) noexcept {
    std::uint64_t id = 0;
    const auto* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, id);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    return id;
}

EventChannel::Frame opening_frame(std::chrono::milliseconds retry) {
    return std::make_shared<const std::string>(fmt::format("retry: {}\n\n", retry.count()));
}

EventChannel::Frame reset_frame(std::uint64_t id) {
    return std::make_shared<const std::string>(format_event(id, {.name = "reset", .data = "{}"}));
}

}  // namespace drp::http
