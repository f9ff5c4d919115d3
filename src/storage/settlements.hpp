/// Settlements: what was paid for an event, by which terms, from which readings.
///
/// A settlement is written in pieces (begin, lines, finish), so that a hundred thousand meters need little memory and
/// no long transaction, and nobody sees it before it is finished. Finished, the database refuses any change; another
/// version is made beside it. Each line keeps the text of its line in the statement (docs/formats/statement.md).
/// Units are in the names: W, mW, 1e-9 kWh, cents, nano-dollars.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct SettlementTotals {
    std::int64_t lines = 0;
    std::int64_t settled = 0;  ///< lines with a result
    std::int64_t nominated_w = 0;
    std::int64_t delivered_mw = 0;
    std::int64_t paid_cents = 0;  ///< sum of the lines, each rounded once
    std::int64_t paid_nano = 0;   ///< … not rounded to cents
    std::int64_t saving_cents = 0;
    std::int64_t saving_nano = 0;
};

struct NewSettlement {
    core::EventId event;
    std::int64_t program = 0;
    std::int64_t program_version = 0;
    core::UtcSeconds made;
    std::string made_by;
    std::string reason;
    std::string header;  ///< first line of the statement
};

struct SettlementRecord {
    core::SettlementId id;
    std::int64_t version = 0;  ///< 1, 2 … of its event
    NewSettlement terms;
    std::string digest;  ///< of the whole statement
    SettlementTotals totals;
};

enum class LineStatus : std::uint8_t {
    settled,
    opted_out,
    incomplete,  ///< readings are missing, or there is no baseline: nothing is paid until another version
};
/// "settled", "opted_out", "incomplete".
[[nodiscard]] std::string_view to_text(LineStatus status) noexcept;
[[nodiscard]] std::optional<LineStatus> line_status_of(std::string_view text) noexcept;

/// The figures of a line by which it is listed and compared.
struct LineFigures {
    LineStatus status = LineStatus::incomplete;
    std::int64_t nomination_w = 0;
    std::optional<std::int64_t> baseline_nkwh;
    std::optional<std::int64_t> metered_wh;
    std::optional<std::int64_t> performance_mw;
    std::optional<std::int64_t> band_mw;  ///< half width of the error band
    std::int64_t paid_cents = 0;
    std::int64_t paid_nano = 0;
    std::int64_t saving_cents = 0;
    std::int64_t saving_nano = 0;

    friend bool operator==(const LineFigures&, const LineFigures&) = default;
};

struct NewSettlementLine {
    core::MeterId meter;
    std::optional<core::OrgId> org;  ///< whose the meter is now
    std::optional<core::UserId> resident;
    LineFigures figures;
    std::string document;  ///< packed text of the statement's line
};

/// Whoever made a settlement before must have finished it or been given up. Problems: event-not-over,
/// settlement-under-way.
[[nodiscard]] core::Result<core::SettlementId> begin_settlement(WriteTransaction& tx, const NewSettlement& settlement);
/// Numbered from `first_line` on.
void add_settlement_lines(WriteTransaction& tx, core::SettlementId id, std::int64_t first_line,
                          std::span<const NewSettlementLine> lines);
/// From here on it is seen, and stays.
void finish_settlement(WriteTransaction& tx, core::SettlementId id, const SettlementTotals& totals,
                       std::string_view digest);
/// Takes away what was not finished: that one, or all that an interrupted process left.
void give_up_settlement(WriteTransaction& tx, core::SettlementId id);
int give_up_unfinished_settlements(WriteTransaction& tx);

/// Finished ones only, here and below.
[[nodiscard]] std::optional<SettlementRecord> find_settlement(Transaction& tx, core::SettlementId id);
/// The latest first.
[[nodiscard]] std::vector<SettlementRecord> list_settlements(Transaction& tx, core::EventId event);
/// The latest version of every event of the programme that starts in the range, by start.
[[nodiscard]] std::vector<SettlementRecord> list_season(Transaction& tx, std::int64_t program, core::UtcRange range);
/// Events of the programme in the range that are over and have no settlement; tests are not counted.
[[nodiscard]] std::int64_t count_unsettled_events(Transaction& tx, std::int64_t program, core::UtcRange range);

/// Whose lines; nothing: all.
struct LineFilter {
    std::optional<core::OrgId> org;
    std::optional<core::UserId> resident;
    std::optional<LineStatus> status;
};

struct ListedLine {
    std::int64_t line = 0;
    core::MeterId meter;
    std::string number;
    std::string label;
    std::optional<core::OrgId> org;
    std::string org_name;  ///< as it is called today; empty if it is gone
    LineFigures figures;
};
/// Sorts: meter, customer, performance, paid, nomination, status. Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<ListedLine>> list_lines(Transaction& tx, core::SettlementId id,
                                                          const LineFilter& filter, const PageQuery& page);
/// The packed text of one meter's line, if it is among those that fit.
[[nodiscard]] std::optional<std::string> line_document(Transaction& tx, core::SettlementId id, const LineFilter& filter,
                                                       core::MeterId meter);
/// … and of the lines from `first` up to `last`, not included, that fit. The callback must not use `tx`.
void for_each_line_document(Transaction& tx, core::SettlementId id, const LineFilter& filter, std::int64_t first,
                            std::int64_t last, const std::function<void(std::string_view)>& visit);
/// Sums of the lines that fit.
[[nodiscard]] SettlementTotals sum_lines(Transaction& tx, core::SettlementId id, const LineFilter& filter);

/// A meter that two settlements of an event do not agree on.
struct LineDifference {
    core::MeterId meter;
    std::string number;
    std::optional<LineFigures> before;  ///< nothing: it had no line
    std::optional<LineFigures> after;
};
[[nodiscard]] std::vector<LineDifference> compare_settlements(Transaction& tx, core::SettlementId before,
                                                              core::SettlementId after);

}  // namespace drp::storage
