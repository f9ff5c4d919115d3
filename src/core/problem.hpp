/// The one error type.
///
/// A Problem is an *expected* failure, returned as a value: wrong input, a missing thing, a refused request. A broken
/// invariant is an exception instead, caught in one place that logs and answers 500. Never both for the same thing.
/// A Problem names what happened for a program (`code`), for a person (`message`), where (`place`: file:line:column, a
/// field, or meter and day) and, where there is one, the cure.
#pragma once

#include <stdexcept>
#include <string>

#include <boost/system/result.hpp>

namespace drp::core {

/// What kind of failure it is; decides the HTTP status and the exit code, nothing else.
enum class ProblemKind {
    invalid_input,      ///< 400/422, exit 2: the caller can mend it
    not_authenticated,  ///< 401, exit 3
    not_allowed,        ///< 403, exit 3
    not_found,          ///< 404, exit 4
    conflict,           ///< 409, exit 5: contradicts what is there
    too_large,          ///< 413, exit 2
    too_many_requests,  ///< 429, exit 6
    unavailable,        ///< 503, exit 6: try again later
    damaged,            ///< 500, exit 7: stored data fails its own checks
};

struct Problem {
    ProblemKind kind = ProblemKind::invalid_input;
    std::string code;     ///< stable, kebab-case: "meter-number-invalid"
    std::string message;  ///< one sentence for a person
    std::string place;    ///< where; empty if the whole request
    std::string cure;     ///< what to do; empty if nothing sensible can be said
};

/// "message (place). cure" on one line, for terminals and logs.
[[nodiscard]] std::string to_text(const Problem& problem);

/// Exit code of a command that ends with this kind; see the table beside ProblemKind.
[[nodiscard]] int exit_code(ProblemKind kind) noexcept;

/// Thrown only where an invariant is broken, or where a C++ API leaves no other way out (constructors).
class ProblemError : public std::runtime_error {
  public:
    explicit ProblemError(Problem problem);
    [[nodiscard]] const Problem& problem() const noexcept { return problem_; }

  private:
    Problem problem_;
};

/// Hook of boost::system::result: `value()` of a failed Result throws ProblemError.
[[noreturn]] void throw_exception_from_error(const Problem& problem, const boost::source_location&);

/// A value or a Problem. `if (!r) return r.error();` then `*r`.
template <class T>
using Result = boost::system::result<T, Problem>;

}  // namespace drp::core
