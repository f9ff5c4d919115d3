/// "Meter m has news" between the instances of a portal, over Redis: what one commits, viewers of the others see at
/// once.
///
/// Without it, or while Redis is away, they see it a second later, when the store itself says that another instance has
/// written (background.hpp): that stays the one on which correctness rests. News that arrive here make an instance
/// forget what it remembers of the meter, and read the store again; nothing is taken from the message but what a live
/// viewer is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/siblings.hpp"
#include "portal/change_feed.hpp"
#include "portal/meter_directory.hpp"

namespace drp::app {

/// "7 1700000000 1700000900 900 250 -": meter, from, to; where one interval is told, its length and both values, `-`
/// for none.
[[nodiscard]] std::string to_message(const portal::MeterNews& news);
/// Nothing if it is no such message, as one of a newer version may be.
[[nodiscard]] std::optional<portal::MeterNews> news_of_message(std::string_view message);

class NewsRelay {
  public:
    /// Before `siblings` start and before the first publish() of `changes`; all must outlive it.
    NewsRelay(Siblings& siblings, portal::ChangeFeed& changes, portal::MeterDirectory& directory);
    NewsRelay(const NewsRelay&) = delete;
    NewsRelay& operator=(const NewsRelay&) = delete;

  private:
    void receive(std::string_view message);

    portal::ChangeFeed& changes_;
    portal::MeterDirectory& directory_;
};

}  // namespace drp::app
