#include "sql/error.hpp"

#include <fmt/format.h>

namespace drp::sql {
namespace {

core::Problem problem_of(ErrorKind kind, const std::string& engine_message, const std::string& doing) {
    using core::ProblemKind;
    const auto text = fmt::format("{}: {}.", doing, engine_message);
    switch (kind) {
        case ErrorKind::unique:
        case ErrorKind::reference:
        case ErrorKind::rule:
        case ErrorKind::constraint:
            return {ProblemKind::conflict, "store-rule", text, "", ""};
        case ErrorKind::busy:
            return {ProblemKind::unavailable, "store-busy", text, "", "Somebody else is writing. Try again."};
        case ErrorKind::unreachable:
            return {ProblemKind::unavailable, "store-unreachable", text, "",
                    "The database server does not answer. Try again in a moment."};
        case ErrorKind::in_doubt:
            return {ProblemKind::unavailable, "store-in-doubt", text, "",
                    "The database server went away at the last step. See whether it was stored before trying again."};
        case ErrorKind::full:
            return {ProblemKind::unavailable, "store-full", text, "", "Make room on the disk."};
        case ErrorKind::damaged:
            return {ProblemKind::damaged, "store-damaged", text, "", "Run drp check, and restore a backup."};
        case ErrorKind::other:
            break;
    }
    return {ProblemKind::unavailable, "store-failed", text, "", ""};
}

}  // namespace

SqlError::SqlError(ErrorKind error_kind, const std::string& engine_message, const std::string& doing,
                   unsigned engine_code)
    : ProblemError(problem_of(error_kind, engine_message, doing)),
      kind_(error_kind),
      engine_message_(engine_message),
      engine_code_(engine_code) {}

}  // namespace drp::sql
