/// The audit trail: who did what to what, when and from where, with what it was before and after.
///
/// Lines are numbered 1, 2, 3 … and never change; the database refuses it. `chain` of a line is
///
///     SHA-256( chain of the line before (empty for the first) and then, in this order, at_utc, actor_kind, actor_id
///              (empty if none), actor_name, address, action, subject, before, after; each as "<bytes>:<text>," )
///
/// in hex, so that whoever alters or takes out a line past the database's triggers has to write every later line anew.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/time.hpp"
#include "storage/page.hpp"
#include "storage/store.hpp"

namespace drp::storage {

struct AuditLine {
    std::int64_t id = 0;  ///< drawn by append_audit()
    core::UtcSeconds at;
    std::string actor_kind;                ///< user, token, operator, visitor, portal
    std::optional<std::int64_t> actor_id;  ///< of the user or the token
    std::string actor_name;
    std::string address;  ///< network address; empty for the operator
    std::string action;   ///< "meter.assign"
    std::string subject;  ///< "meter 71007919"
    std::string before;   ///< a JSON object of texts, or empty
    std::string after;
    std::string chain;  ///< computed by append_audit()
};

/// "user 7": what lines about a person have as their subject, and how they are found again.
[[nodiscard]] std::string subject_of(core::UserId user);

/// In the transaction of what it tells of. Returns the line's number.
std::int64_t append_audit(WriteTransaction& tx, const AuditLine& line);

/// Lines that are asked for; an empty text asks for none in particular.
struct AuditFilter {
    std::string actor;                     ///< occurs in the actor's name
    std::string action;                    ///< "meter.assign", or its beginning up to a full stop: "meter"
    std::string subject;                   ///< begins so: "meter 71007919"
    std::optional<core::UtcSeconds> from;  ///< included
    std::optional<core::UtcSeconds> to;    ///< not included
};

/// Sorted by line, which is by time; the search is for a text in subject, before and after.
/// Problem: query-invalid (sort).
[[nodiscard]] core::Result<Listed<AuditLine>> list_audit(Transaction& tx, const AuditFilter& filter,
                                                         const PageQuery& page);

/// What this user did and what was done to the account, oldest first: at most `limit` lines with numbers above `after`.
[[nodiscard]] std::vector<AuditLine> audit_lines_about(Transaction& tx, core::UserId user, std::int64_t after,
                                                       int limit);
[[nodiscard]] std::int64_t count_audit_lines_about(Transaction& tx, core::UserId user);

/// Looks at every line and tells what does not fit; true if all do. Lines cut off at the end are noticed as long as the
/// database's own count of them was not set back too.
bool check_audit(Transaction& tx, const std::function<void(const std::string&)>& report);

}  // namespace drp::storage
