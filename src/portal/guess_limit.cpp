#include "portal/guess_limit.hpp"

#include "portal/trail.hpp"

namespace drp::portal {
namespace {

constexpr std::string_view kEveryone = "everyone";

}  // namespace

bool GuessLimit::is_open(std::string_view address, core::UtcSeconds now) const {
    return networks_.count(network_of(address), now) < max_per_network_;
}

void GuessLimit::count(std::string_view address, core::UtcSeconds now) {
    networks_.add(network_of(address), now);
}

bool GuessLimit::may_book(core::UtcSeconds now) {
    return booked_.add(kEveryone, now) <= kMaxBookedPerWindow;
}

void GuessLimit::wrong(const Actor& visitor, std::string_view subject, core::UtcSeconds now) {
    book_closed_windows(now);
    if (networks_.add(network_of(visitor.address), now) > 1 || !may_book(now)) return;
    auto tx = store_->write();
    book(tx, visitor, {words_.guess, std::string(subject), {}, {}}, now);
    tx.commit();
}

void GuessLimit::book_closed_windows(core::UtcSeconds now) {
    for (const auto& [network, guesses] : networks_.take_closed(now)) {
        if (guesses < 2 || !may_book(now)) continue;
        auto tx = store_->write();
        book(tx, the_portal_itself(),
             {words_.guesses, "network " + network, {}, {{words_.count, std::to_string(guesses)}}}, now);
        tx.commit();
    }
}

}  // namespace drp::portal
