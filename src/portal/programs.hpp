/// Programmes: what the provider agrees with the customers that take part in its events.
///
/// The terms have versions and none of them changes: whoever changes a programme makes a new one, and each event keeps
/// the version with which it was scheduled. The gate has let in only who may. Every write is booked. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "portal/actor.hpp"
#include "storage/programs.hpp"
#include "storage/store.hpp"

namespace drp::portal {

struct ProgramWish {
    std::string name;
    storage::ProgramTerms terms;
    std::string note;  ///< why it is so, or why it changed
    bool is_archived = false;
};

struct ProgramDetails {
    storage::ProgramRecord program;
    std::vector<storage::ProgramVersion> versions;  ///< newest first; the first is in force
};

inline constexpr std::size_t kMaxProgramNameBytes = 100;
inline constexpr std::size_t kMaxNoteBytes = 500;
inline constexpr std::size_t kMaxOwnDays = 200;
inline constexpr std::int64_t kMaxMinutes = 10'080;  ///< of notice and of the deadline: a week

[[nodiscard]] core::Problem program_not_found();
/// Of the programme that new events and enrolments are for. Problems: program-not-found, program-archived.
[[nodiscard]] core::Result<storage::ProgramRecord> program_in_use(storage::Transaction& tx, core::ProgramId id,
                                                                  core::UtcSeconds now);

/// What is wrong with the terms; the field is the Problem's place. Problems: field-invalid, and those of method_with().
[[nodiscard]] core::Result<void> check_terms(const storage::ProgramTerms& terms);

[[nodiscard]] std::vector<storage::ProgramRecord> list_programs(const storage::Store& store, core::UtcSeconds now);
/// Problem: program-not-found, here and below.
[[nodiscard]] core::Result<ProgramDetails> find_program(const storage::Store& store, core::ProgramId id,
                                                        core::UtcSeconds now);
/// Problems: field-invalid, program-name-taken.
[[nodiscard]] core::Result<ProgramDetails> create_program(storage::Store& store, const Actor& actor,
                                                          const ProgramWish& wish, core::UtcSeconds now);
/// A new version where the terms differ from those in force; name and archive alone make none. Problems: as above.
[[nodiscard]] core::Result<ProgramDetails> change_program(storage::Store& store, const Actor& actor, core::ProgramId id,
                                                          const ProgramWish& wish, core::UtcSeconds now);

}  // namespace drp::portal
