/// Settling events: what each customer is paid, as a record that can be replayed.
///
/// A settlement is made from one view of the store: terms as the event was scheduled with, participants, readings. It
/// never changes. Settling again (after corrections) makes the next version beside it, and the difference can be shown.
/// The provider sees all; members see lines of their own meters, and what is not theirs is answered like what is not
/// there. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "formats/statement.hpp"
#include "portal/actor.hpp"
#include "portal/meter_directory.hpp"
#include "portal/programme.hpp"
#include "portal/settlement_explain.hpp"
#include "portal/statement_file.hpp"
#include "storage/programs.hpp"
#include "storage/settlements.hpp"
#include "storage/store.hpp"

namespace drp::portal {

inline constexpr std::size_t kMaxSettlementReasonBytes = 500;

[[nodiscard]] core::Problem settlement_not_found();

/// An event's settlements as somebody sees them.
struct SettlementView {
    storage::SettlementRecord record;
    formats::StatementTerms terms;
    std::string event_name;
    storage::SettlementTotals own;  ///< of the lines that the actor may see; all of them for the provider
    bool is_latest = true;
};

/// A statement as a file, piece by piece. Lines of one customer, or all.
class StatementExport {
  public:
    enum class Form : std::uint8_t { jsonl, csv };

    StatementExport(storage::SettlementRecord record, storage::LineFilter filter, Form form)
        : record_(std::move(record)), filter_(filter), form_(form) {}

    /// Appends the next piece; false when there is nothing more. One thread at a time.
    [[nodiscard]] bool next(storage::Transaction& tx, std::string& out);
    [[nodiscard]] const storage::SettlementRecord& record() const noexcept { return record_; }
    [[nodiscard]] Form form() const noexcept { return form_; }

  private:
    void append(std::string_view document, std::string& out);

    storage::SettlementRecord record_;
    storage::LineFilter filter_;
    Form form_;
    std::int64_t next_line_ = 0;
    StatementComposer composer_;
    storage::SettlementTotals totals_;
};

/// The settled events of a programme from one day to another.
struct SeasonSummary {
    std::vector<SettlementView> events;  ///< by start, the latest version each; no tests
    storage::SettlementTotals totals;
    std::int64_t open_events = 0;  ///< done in that time, and not settled yet
};

class Settlements {
  public:
    Settlements(storage::Store& store, const MeterDirectory& directory, const Programme& programme)
        : store_(&store), directory_(&directory), programme_(&programme) {}

    /// How many lines are done, of how many.
    using Progress = std::function<void(std::int64_t, std::int64_t)>;

    enum class Notices : std::uint8_t { queued, none };

    /// The first settlement of an event marks it as settled and, unless there are to be none, queues the notices of the
    /// result. `reason` is asked for from the second version on. Problems: event-not-found, event-not-over,
    /// event-without-programme, settlement-reason-missing, settlement-under-way, settlement-unchanged (nothing differs
    /// from the version before).
    [[nodiscard]] core::Result<SettlementView> settle(const Actor& actor, core::EventId event, std::string_view reason,
                                                      core::UtcSeconds now, Notices notices = Notices::queued,
                                                      const Progress& progress = {});

    /// Of an event, the latest first. Problem: event-not-found.
    [[nodiscard]] core::Result<std::vector<SettlementView>> list(const Actor& actor, core::EventId event) const;
    /// Problem: settlement-not-found, here and below.
    [[nodiscard]] core::Result<SettlementView> find(const Actor& actor, core::SettlementId id) const;
    /// Problem: query-invalid (sort).
    [[nodiscard]] core::Result<storage::Listed<storage::ListedLine>> lines(const Actor& actor, core::SettlementId id,
                                                                           std::optional<storage::LineStatus> status,
                                                                           const storage::PageQuery& page) const;
    /// The whole derivation of one meter's line. Problem: meter-not-found.
    [[nodiscard]] core::Result<Derivation> explain(const Actor& actor, core::SettlementId id,
                                                   std::string_view meter) const;
    /// What a version changed against the one before it, for meters that the actor may see; empty for the first.
    [[nodiscard]] core::Result<std::vector<storage::LineDifference>> differences(const Actor& actor,
                                                                                 core::SettlementId id) const;
    /// For the provider: all lines, or those of one organisation or resident; for members their own.
    [[nodiscard]] core::Result<StatementExport> statement(const Actor& actor, core::SettlementId id,
                                                          std::optional<core::OrgId> organisation,
                                                          StatementExport::Form form) const;
    /// For the provider. Problem: program-not-found.
    [[nodiscard]] core::Result<SeasonSummary> season(core::ProgramId program, core::UtcRange range,
                                                     core::UtcSeconds now) const;

  private:
    [[nodiscard]] SettlementView view_of(storage::Transaction& tx, const Actor& actor,
                                         storage::SettlementRecord record) const;

    storage::Store* store_;
    const MeterDirectory* directory_;
    const Programme* programme_;
};

}  // namespace drp::portal
