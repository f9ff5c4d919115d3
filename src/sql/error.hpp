/// Failures of a database engine.
#pragma once

#include <string>

#include "core/problem.hpp"

namespace drp::sql {

/// What the engine complained about, as far as callers act on it.
enum class ErrorKind {
    unique,      ///< a UNIQUE or PRIMARY KEY constraint
    reference,   ///< a foreign key
    rule,        ///< a trigger raised; what() is its message
    constraint,  ///< CHECK, NOT NULL, a wrong type
    busy,        ///< somebody else holds the lock, even after waiting
    full,        ///< disk or file-size limit
    damaged,     ///< the file fails its own checks or is no database
    other,       ///< wrong SQL, misuse, I/O
};

/// Thrown by every call that reaches the engine. The Problem's kind follows: busy and full are `unavailable`, damaged
/// is `damaged`, constraints are `conflict`.
class SqlError : public core::ProblemError {
  public:
    SqlError(ErrorKind error_kind, const std::string& engine_message, const std::string& doing);
    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
    /// The engine's own words; for a rule, the text that its trigger raised.
    [[nodiscard]] const std::string& engine_message() const noexcept { return engine_message_; }

  private:
    ErrorKind kind_;
    std::string engine_message_;
};

}  // namespace drp::sql
