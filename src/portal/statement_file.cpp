#include "portal/statement_file.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "portal/settlement_line.hpp"

namespace drp::portal {
namespace {

using core::Problem;
using core::ProblemKind;
using core::Result;
using formats::StatementLine;
using formats::StatementResult;
using formats::StatementTotals;

constexpr std::pair<const char*, std::string StatementResult::*> kResultFields[] = {
    {"result.baseline_kwh", &StatementResult::baseline_kwh},
    {"result.metered_kwh", &StatementResult::metered_kwh},
    {"result.performance_kw", &StatementResult::performance_kw},
    {"result.factor", &StatementResult::factor},
    {"result.unadjusted_credit", &StatementResult::unadjusted_credit},
    {"result.exact_credit", &StatementResult::exact_credit},
    {"result.credit", &StatementResult::credit},
    {"result.delivered_kw", &StatementResult::delivered_kw},
    {"result.exact_saving", &StatementResult::exact_saving},
    {"result.saving", &StatementResult::saving},
};
constexpr std::pair<const char*, std::string StatementTotals::*> kTotalFields[] = {
    {"totals.nominated_kw", &StatementTotals::nominated_kw},
    {"totals.delivered_kw", &StatementTotals::delivered_kw},
    {"totals.credit", &StatementTotals::credit},
    {"totals.exact_credit", &StatementTotals::exact_credit},
    {"totals.saving", &StatementTotals::saving},
    {"totals.exact_saving", &StatementTotals::exact_saving},
};

std::string joined(const std::vector<std::string>& texts) {
    return fmt::format("{}", fmt::join(texts, " "));
}

/// What is stated and computed differently.
class Findings {
  public:
    explicit Findings(std::vector<StatementFinding>& findings) : findings_(findings) {}

    void at(std::int64_t line, std::string meter) {
        line_ = line;
        meter_ = std::move(meter);
    }
    /// True if the two are the same.
    bool compare(std::string_view field, const std::string& stated, const std::string& computed) {
        if (stated == computed) return true;
        if (findings_.size() < kMaxFindings) findings_.push_back({line_, meter_, std::string(field), stated, computed});
        return false;
    }

  private:
    std::vector<StatementFinding>& findings_;
    std::int64_t line_ = 0;
    std::string meter_;
};

bool compare_baselines(Findings& findings, const StatementLine& stated, const StatementLine& computed) {
    if (stated.baseline == computed.baseline) return true;
    const formats::StatementBaseline none;
    const auto& was = stated.baseline ? *stated.baseline : none;
    const auto& is = computed.baseline ? *computed.baseline : none;
    if (!findings.compare("baseline.kwh", joined(was.kwh), joined(is.kwh))) return false;
    return findings.compare("baseline.step", was.step, is.step) &&
           findings.compare("baseline", "other days or adjustment", "");
}

/// One finding a line is enough: what follows from a wrong figure is wrong too.
void compare_lines(Findings& findings, const StatementLine& stated, const StatementLine& computed) {
    if (!findings.compare("status", stated.status, computed.status)) return;
    if (!findings.compare("problem", stated.problem, computed.problem)) return;
    if (!compare_baselines(findings, stated, computed)) return;
    if (!stated.result != !computed.result) {
        findings.compare("result", stated.result ? "a result" : "none", computed.result ? "a result" : "none");
    } else if (stated.result) {
        for (const auto& [field, member] : kResultFields)
            if (!findings.compare(field, (*stated.result).*member, (*computed.result).*member)) return;
    }
}

class Verifier {
  public:
    explicit Verifier(std::istream& file) : file_(file), line_(formats::kMaxStatementLineBytes, '\0') {}

    Result<Verification> run() {
        const auto first = next();
        if (!first) return cut_short();
        auto stated = formats::read_terms(*first);
        if (!stated) return placed(stated.error());
        auto terms = understand(std::move(*stated));
        if (!terms) return placed(terms.error());
        found_.terms = terms->stated;
        // What is written differently, if only by a blank, was not written by the portal.
        findings_.at(number_, "");
        findings_.compare("terms", std::string(*first), formats::write_terms(terms->stated));
        (void)composer_.begin(*first);
        return lines(*terms);
    }

  private:
    Result<Verification> lines(const SettlementTerms& terms) {
        storage::SettlementTotals totals;
        while (const auto text = next()) {
            if (formats::is_end(*text)) return end(*text, totals);
            auto stated = formats::read_line(*text);
            if (!stated) return placed(stated.error());
            auto computed = *stated;
            add_to(totals, compute_line(terms, computed));
            findings_.at(number_, stated->meter);
            compare_lines(findings_, *stated, computed);
            findings_.compare("text", std::string(*text), formats::write_line(*stated));
            (void)composer_.add(*text);
        }
        return cut_short();
    }

    Result<Verification> end(std::string_view text, const storage::SettlementTotals& totals) {
        const auto stated = formats::read_end(text);
        if (!stated) return placed(stated.error());
        findings_.at(number_, "");
        found_.totals = stated_totals(totals);
        findings_.compare("totals.lines", std::to_string(stated->totals.lines), std::to_string(found_.totals.lines));
        findings_.compare("totals.settled", std::to_string(stated->totals.settled),
                          std::to_string(found_.totals.settled));
        for (const auto& [field, member] : kTotalFields)
            findings_.compare(field, stated->totals.*member, found_.totals.*member);
        const auto last = composer_.end(stated->totals);
        found_.digest = composer_.digest();
        if (findings_.compare("digest", stated->digest, found_.digest))
            findings_.compare("text", std::string(text) + "\n", last);
        findings_.at(number_ + 1, "");
        if (const auto more = next()) findings_.compare("end", std::string(more->substr(0, 40)), "");
        return std::move(found_);
    }

    /// The next line without its line feed; nothing at the end. A line without one is no line of ours.
    std::optional<std::string_view> next() {
        ++number_;
        file_.getline(line_.data(), static_cast<std::streamsize>(line_.size()));
        if (file_.fail() || file_.eof()) return std::nullopt;
        return std::string_view(line_.data(), static_cast<std::size_t>(file_.gcount()) - 1);
    }

    [[nodiscard]] Problem cut_short() const {
        return {ProblemKind::invalid_input, "statement-invalid", "The statement is cut short, or this is none.",
                fmt::format("line {}", number_), "Download it again."};
    }
    [[nodiscard]] Problem placed(Problem problem) const {
        problem.place = fmt::format("line {}{}{}", number_, problem.place.empty() ? "" : ": ", problem.place);
        return problem;
    }

    std::istream& file_;
    std::string line_;
    std::int64_t number_ = 0;
    StatementComposer composer_;
    Verification found_;
    Findings findings_{found_.findings};
};

}  // namespace

std::string StatementComposer::begin(std::string_view terms) {
    return add(terms);
}

std::string StatementComposer::add(std::string_view line) {
    std::string text(line);
    text += '\n';
    hash_.update(text);
    return text;
}

std::string StatementComposer::end(const StatementTotals& totals) {
    hash_.update(formats::write_totals(totals));
    digest_ = hash_.hex();
    return formats::write_end(totals, digest_) + '\n';
}

Result<Verification> verify_statement(std::istream& file) {
    return Verifier(file).run();
}

}  // namespace drp::portal
