/// A statement as a whole: put together with its digest, and checked again.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "core/problem.hpp"
#include "core/sha256.hpp"
#include "formats/statement.hpp"

namespace drp::portal {

/// Takes the lines in order and gives them back with their line feeds. One thread at a time.
class StatementComposer {
  public:
    /// The first line.
    [[nodiscard]] std::string begin(std::string_view terms);
    [[nodiscard]] std::string add(std::string_view line);
    /// The last line, with the digest of all of them.
    [[nodiscard]] std::string end(const formats::StatementTotals& totals);
    /// After end().
    [[nodiscard]] const std::string& digest() const noexcept { return digest_; }

  private:
    core::Sha256 hash_;
    std::string digest_;
};

/// Something in a statement that does not follow from the rest of it.
struct StatementFinding {
    std::int64_t line = 0;  ///< of the file, from 1
    std::string meter;      ///< empty: terms or totals
    std::string field;      ///< "result.credit", "digest"
    std::string stated;
    std::string computed;
};

struct Verification {
    formats::StatementTerms terms;
    formats::StatementTotals totals;         ///< as computed
    std::string digest;                      ///< as computed
    std::vector<StatementFinding> findings;  ///< empty: every figure follows; at most kMaxFindings

    [[nodiscard]] bool is_right() const noexcept { return findings.empty(); }
};
inline constexpr std::size_t kMaxFindings = 100;

/// Computes every line, the totals and the digest anew from what the file says, offline. The error bands are stated,
/// not computed: they stand on more days than the file holds. Problem: statement-invalid (what cannot be read at all;
/// its place begins with the line).
[[nodiscard]] core::Result<Verification> verify_statement(std::istream& file);

}  // namespace drp::portal
