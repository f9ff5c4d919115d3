/// The derivation of one line of a settlement, in words and figures that a person can follow with a pencil.
///
/// The command line prints it and the page shows it: one text, made here. Times are of the event's zone.
#pragma once

#include <string>
#include <vector>

#include "formats/statement.hpp"

namespace drp::portal {

struct DerivationStep {
    std::string title;
    std::vector<std::string> lines;
};

struct Derivation {
    formats::StatementTerms terms;
    formats::StatementLine line;
    std::vector<DerivationStep> steps;
};

/// Problem: time-zone-unknown, where the system has lost it.
[[nodiscard]] core::Result<Derivation> derive(formats::StatementTerms terms, formats::StatementLine line);

/// As plain text.
[[nodiscard]] std::string to_text(const Derivation& derivation);

}  // namespace drp::portal
