/// The store: where it lies, how it is opened, and the two kinds of transaction that everything else takes.
///
/// A Store may be used from any thread. A transaction belongs to the thread that opened it and should be short: there
/// is one writer (write() waits for it), and readers never wait for it. Functions of this room that only read take
/// `Transaction&` (either kind); functions that write take `WriteTransaction&`.
///
/// Failures of the engine itself (disk full, file damaged, locked by somebody else) are thrown as sql::SqlError, a
/// core::ProblemError whose Problem says which; expected failures are Results.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/problem.hpp"
#include "core/time_zone.hpp"
#include "sql/connection.hpp"
#include "sql/pool.hpp"
#include "storage/calendar.hpp"

namespace drp::storage {

struct OpenOptions {
    bool create = false;     ///< make the store (and its folder) where there is none
    bool read_only = false;  ///< no write() and no migrations
    bool migrate = true;     ///< apply pending migrations; otherwise they are the Problem `store-needs-migration`
    /// IANA name of the provider's zone. Fixed when the store is made ("Etc/UTC" if empty); for an existing store
    /// either empty or the same name, else the Problem `time-zone-differs`: local days are part of the stored sums.
    std::string time_zone;
    unsigned readers = 4;  ///< connections for reading; more simultaneous readers wait
    /// Of a database server's user; what the address's password-file says goes before.
    std::string password;
};

/// Either kind of transaction: one consistent view of the store.
class Transaction {
  public:
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction& operator=(Transaction&&) = delete;

    [[nodiscard]] sql::Connection& connection() const noexcept { return *lease_; }
    [[nodiscard]] const Calendar& calendar() const noexcept { return *calendar_; }

  protected:
    Transaction(sql::Lease lease, const Calendar& calendar) : lease_(std::move(lease)), calendar_(&calendar) {}
    Transaction(Transaction&&) noexcept = default;
    ~Transaction() = default;

  private:
    sql::Lease lease_;
    const Calendar* calendar_;
};

/// A snapshot. Ends with the object.
class ReadTransaction : public Transaction {
  public:
    ReadTransaction(sql::Lease lease, const Calendar& calendar);

  private:
    sql::Scope scope_;
};

/// The one writer. Rolled back unless committed; committed means on the disk.
class WriteTransaction : public Transaction {
  public:
    WriteTransaction(sql::Lease lease, const Calendar& calendar);
    void commit();

  private:
    sql::Scope scope_;
};

class Store {
  public:
    /// Addresses are described in sql/address.hpp. Problems: address-invalid, store-missing, store-needs-migration,
    /// store-newer, migration-altered, migration-unfinished, time-zone-unknown, time-zone-differs, store-unusable,
    /// store-unreachable, password-unreadable.
    [[nodiscard]] static core::Result<Store> open(std::string_view address, const OpenOptions& options);

    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    ~Store();

    [[nodiscard]] ReadTransaction read() const;
    [[nodiscard]] WriteTransaction write();

    /// A copy: a TimeZone belongs to one thread.
    [[nodiscard]] core::TimeZone time_zone() const;
    [[nodiscard]] const Calendar& calendar() const noexcept;
    [[nodiscard]] const std::string& address() const noexcept;
    /// Number of the last migration applied.
    [[nodiscard]] int schema_version() const noexcept;

    /// Moves everything written so far from the log into the main file. Happens by itself too, on a thread of its own.
    void checkpoint();
    /// Differs from an earlier answer if another process has written into the store since.
    [[nodiscard]] std::int64_t outside_version() const;
    /// A consistent copy at `path` (must not exist), while reading and writing go on.
    [[nodiscard]] core::Result<void> backup(const std::string& path) const;

  private:
    struct Parts;
    explicit Store(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace drp::storage
