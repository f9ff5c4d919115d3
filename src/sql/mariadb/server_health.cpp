#include "sql/mariadb/server_health.hpp"

#include <algorithm>

namespace drp::sql::mariadb {
namespace {

constexpr std::chrono::seconds kRestAfterFailure{1};
constexpr std::chrono::seconds kHostRest{10};

}  // namespace

void ServerHealth::require() {
    const std::lock_guard lock(mutex_);
    if (failure_ && Clock::now() - when_ < kRestAfterFailure) throw SqlError(*failure_);
}

void ServerHealth::note_failure(const SqlError& error) {
    const std::lock_guard lock(mutex_);
    failure_.emplace(error);
    when_ = Clock::now();
}

std::vector<std::size_t> ServerHealth::order(bool for_writing) {
    const std::lock_guard lock(mutex_);
    const auto first = for_writing ? 0 : readers_++;
    std::vector<std::size_t> hosts(failed_.size());
    for (std::size_t i = 0; i < hosts.size(); ++i) hosts[i] = (first + i) % hosts.size();
    const auto now = Clock::now();
    std::ranges::stable_partition(
        hosts, [&](std::size_t host) { return !failed_[host] || now - *failed_[host] >= kHostRest; });
    return hosts;
}

void ServerHealth::note_host(std::size_t host, bool answers) {
    const std::lock_guard lock(mutex_);
    if (answers) {
        failed_[host].reset();
    } else {
        failed_[host] = Clock::now();
    }
}

}  // namespace drp::sql::mariadb
