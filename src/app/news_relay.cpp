#include "app/news_relay.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/words.hpp"

namespace drp::app {
namespace {

constexpr const char* kKind = "news";

/// Set while what another instance said is told to the listeners here, of which one would send it on.
thread_local bool is_relaying = false;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): a thread's own

struct Relaying {
    Relaying() { is_relaying = true; }
    ~Relaying() { is_relaying = false; }
    Relaying(const Relaying&) = delete;
    Relaying& operator=(const Relaying&) = delete;
};

std::string text_of(core::WattHours wh) {
    return core::is_present(wh) ? fmt::to_string(wh.value) : "-";
}

std::optional<core::WattHours> take_energy(std::string_view& text) {
    if (text.substr(0, text.find(' ')) == "-") {
        text.remove_prefix(std::min<std::size_t>(text.size(), 2));
        return core::kMissing;
    }
    const auto wh = take_number<std::int32_t>(text);
    if (!wh || *wh > core::kMaxReadingWh || *wh < -core::kMaxReadingWh) return std::nullopt;
    return core::WattHours{*wh};
}

}  // namespace

std::string to_message(const portal::MeterNews& news) {
    auto message = fmt::format("{} {} {}", news.meter.value, news.changed.from.value, news.changed.to.value);
    if (const auto& reading = news.reading)
        message +=
            fmt::format(" {} {} {}", reading->interval.value, text_of(reading->actual), text_of(reading->predicted));
    return message;
}

std::optional<portal::MeterNews> news_of_message(std::string_view message) {
    const auto meter = take_number<std::int32_t>(message);
    const auto from = take_number<std::int64_t>(message);
    const auto to = take_number<std::int64_t>(message);
    if (!meter || !from || !to || *meter < 1 || *from >= *to) return std::nullopt;
    portal::MeterNews news{{*meter}, {{*from}, {*to}}, std::nullopt};
    if (message.empty()) return news;
    const auto seconds = take_number<std::int64_t>(message);
    const auto interval = seconds ? core::interval_of(*seconds) : std::nullopt;
    const auto actual = take_energy(message);
    const auto predicted = take_energy(message);
    if (!interval || !actual || !predicted || !message.empty()) return std::nullopt;
    news.reading = portal::MeterNews::Reading{*interval, *actual, *predicted};
    return news;
}

NewsRelay::NewsRelay(Siblings& siblings, portal::ChangeFeed& changes, portal::MeterDirectory& directory)
    : changes_(changes), directory_(directory) {
    siblings.on(kKind, [this](std::string_view message) { receive(message); });
    changes_.listen([&siblings](const portal::MeterNews& news) {
        if (!is_relaying) siblings.tell(kKind, to_message(news));
    });
}

void NewsRelay::receive(std::string_view message) {
    const auto news = news_of_message(message);
    if (!news) return;
    if (directory_.number_of(news->meter).empty()) directory_.refresh();  // a meter that the other has made
    const Relaying relaying;
    changes_.publish(*news);
}

}  // namespace drp::app
