/// Failures of a database engine.
#pragma once

#include <string>

#include "core/problem.hpp"

namespace drp::sql {

/// What the engine complained about, as far as callers act on it.
enum class ErrorKind {
    unique,       ///< a UNIQUE or PRIMARY KEY constraint
    reference,    ///< a foreign key
    rule,         ///< a trigger raised; what() is its message
    constraint,   ///< CHECK, NOT NULL, a wrong type
    busy,         ///< somebody else holds the lock, even after waiting; or the engine undid this for somebody else
    unreachable,  ///< the server does not answer or went away: nothing of the transaction is stored
    in_doubt,     ///< the server went away during the commit: it is stored wholly, or not at all
    full,         ///< disk or file-size limit
    damaged,      ///< the file fails its own checks or is no database
    other,        ///< wrong SQL, misuse, I/O
};

/// Thrown by every call that reaches the engine. The Problem's kind follows: busy, unreachable, in_doubt and full are
/// `unavailable`, damaged is `damaged`, constraints are `conflict`.
class SqlError : public core::ProblemError {
  public:
    SqlError(ErrorKind error_kind, const std::string& engine_message, const std::string& doing,
             unsigned engine_code = 0);
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    /// The engine's own words; for a rule, the text that its trigger raised.
    [[nodiscard]] const std::string& engine_message() const noexcept { return engine_message_; }
    /// A server's own number; 0 where there is none.
    [[nodiscard]] unsigned engine_code() const noexcept { return engine_code_; }

  private:
    ErrorKind kind_;
    std::string engine_message_;
    unsigned engine_code_;
};

}  // namespace drp::sql
