/// A new store that is made beside its place and moves there when it is complete, or goes away without a trace.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/problem.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// Not for an address where there is a store already. A process that dies leaves at most `….making` files, which the
/// next one removes.
class ProvisionalStore {
  public:
    /// Problems: store-exists, and what opening a store can fail with.
    [[nodiscard]] static core::Result<ProvisionalStore> make(const std::string& address, const std::string& time_zone);
    ProvisionalStore(ProvisionalStore&& other) noexcept;
    ProvisionalStore(const ProvisionalStore&) = delete;
    ProvisionalStore& operator=(const ProvisionalStore&) = delete;
    ProvisionalStore& operator=(ProvisionalStore&&) = delete;
    /// Removes what was not kept, and its folder if that was made for it.
    ~ProvisionalStore();

    [[nodiscard]] storage::Store& store() { return *store_; }
    /// Everything to the disk and to its place. The store is closed by that.
    void keep();

  private:
    ProvisionalStore(std::filesystem::path target, bool has_made_folder);
    [[nodiscard]] std::filesystem::path making() const { return target_.string() + ".making"; }

    std::filesystem::path target_;
    bool has_made_folder_;
    std::optional<storage::Store> store_;
};

}  // namespace drp::app
