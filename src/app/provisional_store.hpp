/// A new store that is complete when it is kept, or goes away without a trace.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/problem.hpp"
#include "sql/address.hpp"
#include "storage/store.hpp"

namespace drp::app {

/// Not for an address where there is a store already.
///
/// A file is made beside its place and moves there when it is kept; a process that dies leaves at most `….making`
/// files, which the next one removes. A database is made in its place: it goes again unless it is kept, or somebody
/// else has written into it by then; one that was there, empty, is left empty. A process that dies leaves a store
/// without contents.
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
    /// A database, as it was found and made.
    struct OnServer {
        sql::ServerAddress server;
        std::string password;
        bool was_there = false;
        std::int64_t version = 0;  ///< storage::Store::outside_version()
    };

    ProvisionalStore() = default;
    [[nodiscard]] static core::Result<ProvisionalStore> make_file(const std::string& path,
                                                                  const std::string& time_zone);
    [[nodiscard]] static core::Result<ProvisionalStore> make_database(const std::string& address,
                                                                      const sql::ServerAddress& server,
                                                                      const std::string& time_zone);
    [[nodiscard]] std::filesystem::path making() const { return target_.string() + ".making"; }
    void remove_from_server() noexcept;

    std::filesystem::path target_;  ///< of a file
    bool has_made_folder_ = false;
    std::optional<OnServer> on_server_;
    std::optional<storage::Store> store_;
};

}  // namespace drp::app
