#include "portal/login_throttle.hpp"

#include "core/text.hpp"

namespace drp::portal {

core::Result<void> LoginThrottle::check(std::string_view account, std::string_view address,
                                        core::UtcSeconds now) const {
    if (accounts_.count(core::lower_ascii(account), now) < kMaxFailuresPerAccount &&
        networks_.count(network_of(address), now) < kMaxFailuresPerAddress)
        return {};
    return core::Problem{core::ProblemKind::too_many_requests, "too-many-log-ins", "Too many log-ins failed.", "",
                         "Wait fifteen minutes and try again."};
}

void LoginThrottle::failed(std::string_view account, std::string_view address, core::UtcSeconds now) {
    accounts_.add(core::lower_ascii(account), now);
    networks_.add(network_of(address), now);
}

void LoginThrottle::succeeded(std::string_view account) {
    accounts_.clear(core::lower_ascii(account));
}

std::vector<std::string> LoginThrottle::locked(core::UtcSeconds now) const {
    return accounts_.used_up(kMaxFailuresPerAccount, now);
}

}  // namespace drp::portal
