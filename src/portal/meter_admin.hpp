/// Meters as the system administrator keeps them: make, describe, replace, retire, delete, and give to organisations.
///
/// Each use case is one transaction, booked meter by meter, after which the MeterDirectory knows of it. Meters are
/// named by their present number. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "portal/change_feed.hpp"
#include "portal/meter_directory.hpp"
#include "storage/meter_list.hpp"
#include "storage/meters.hpp"
#include "storage/store.hpp"

namespace drp::portal {

/// A meter that somebody wants to add, and where it was written: a line of a file, an item of a list (both from 1).
struct MeterDraft {
    std::int64_t line = 0;
    std::string number;
    std::string label;
    std::string address;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<std::int64_t> interval_s;
};

/// What is wrong there; the field is the Problem's place.
struct LineProblem {
    std::int64_t line = 0;
    core::Problem problem;
};

/// What to change; an empty optional leaves it as it is, an empty inner one takes it away.
struct MeterChange {
    std::optional<std::string> label;
    std::optional<std::string> address;
    std::optional<std::optional<storage::GeoPoint>> place;
    std::optional<std::optional<core::IntervalSeconds>> set_interval;
};

struct MeterDetails {
    storage::MeterRecord meter;
    std::vector<storage::FormerNumber> former_numbers;  ///< the latest first
};

class MeterAdmin {
  public:
    static constexpr std::size_t kMaxBytes = 200;  ///< of a label or an address

    MeterAdmin(storage::Store& store, MeterDirectory& directory, ChangeFeed& changes)
        : store_(&store), directory_(&directory), changes_(&changes) {}

    [[nodiscard]] core::Result<storage::Listed<storage::MeterRecord>> list(const storage::MeterFilter& filter,
                                                                           const storage::PageQuery& page) const;
    /// Problem: meter-not-found, here and below.
    [[nodiscard]] core::Result<MeterDetails> find(std::string_view number) const;

    /// All of them or none: with anything wrong nothing is made, and what is wrong is told line by line. `is_trial`:
    /// only look. Codes of the problems: meter-number-invalid, meter-exists, meter-twice, field-invalid.
    [[nodiscard]] std::vector<LineProblem> add(const Actor& actor, std::span<const MeterDraft> drafts, bool is_trial,
                                               core::UtcSeconds now);
    [[nodiscard]] core::Result<MeterDetails> change(const Actor& actor, std::string_view number,
                                                    const MeterChange& change, core::UtcSeconds now);
    /// The device was changed: history, owner and claim code stay, the number is new, and files that still have the old
    /// one go on to reach the meter. Problems: meter-exists, meter-number-invalid.
    [[nodiscard]] core::Result<MeterDetails> replace(const Actor& actor, std::string_view number,
                                                     const std::string& new_number, core::UtcSeconds now);
    /// Out of use, or in use again. A retired meter keeps its history and its owner, and readings that still come for
    /// it are kept too; only nobody is told of them live.
    [[nodiscard]] core::Result<MeterDetails> set_retired(const Actor& actor, std::string_view number, bool is_retired,
                                                         core::UtcSeconds now);
    /// Problem: meter-has-readings.
    [[nodiscard]] core::Result<void> remove(const Actor& actor, std::string_view number, core::UtcSeconds now);

    struct Assignment {
        std::vector<std::string> meters;          ///< by their present numbers, each once
        std::optional<core::OrgId> organisation;  ///< nothing: they become nobody's
        bool is_reassignment = false;             ///< takes them from others, residents too
    };
    struct Held {
        std::string meter;
        std::string holder;  ///< name of the organisation, or e-mail of the resident
    };
    struct Assigned {
        bool is_done = false;         ///< false: some are assigned elsewhere, and it was not to be taken from them
        std::vector<Held> elsewhere;  ///< those that are, or were until now
        std::int64_t changed = 0;     ///< meters that have another holder now
    };
    /// Problems: meter-not-found, organisation-not-found, organisation-is-provider.
    [[nodiscard]] core::Result<Assigned> assign(const Actor& actor, const Assignment& assignment, core::UtcSeconds now);

  private:
    /// After a commit: what is kept in memory about meters is old.
    void tell();

    storage::Store* store_;
    MeterDirectory* directory_;
    ChangeFeed* changes_;
};

}  // namespace drp::portal
