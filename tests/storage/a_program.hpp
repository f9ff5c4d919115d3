/// Programmes for the tests of the store.
#pragma once

#include <string>

#include "a_store.hpp"
#include "storage/programs.hpp"

namespace drp::test {

inline storage::ProgramTerms some_terms() {
    storage::ProgramTerms terms;
    terms.baseline_method = "same-day-3+2";
    terms.baseline_parameters = {{"look_back_days", "60"}};
    terms.credit = {storage::CreditKind::capacity, storage::CreditPer::season, 2'800'000, 1200, 500, 6'000'000};
    terms.wholesale_micro_dollars_per_kw = 7'150'000;
    terms.has_day_after_thanksgiving = true;
    terms.own_holidays = {{20'000}};
    terms.own_workdays = {{20'100}};
    return terms;
}

inline core::ProgramId with_program(storage::WriteTransaction& tx, const std::string& name = "Peak") {
    return storage::create_program(tx, name, some_terms(), "", "me", kNow).value();
}

}  // namespace drp::test
