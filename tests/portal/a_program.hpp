/// A programme in a World, with what is needed to call its members.
#pragma once

#include <string>

#include "portal/enrolments.hpp"
#include "portal/events.hpp"
#include "portal/programs.hpp"
#include "world.hpp"

namespace drp::portal {

inline Actor administrator() {
    Actor actor{ActorKind::user, Level::system_administrator, core::UserId{1}, core::OrgId{1}, "session"};
    actor.name = "admin@power.example";
    return actor;
}

inline storage::ProgramTerms three_day_terms() {
    storage::ProgramTerms terms;
    terms.baseline_method = "3-day";
    terms.credit.rate_micro_dollars = 2'800'000;
    terms.wholesale_micro_dollars_per_kw = 7'150'000;
    terms.notice_lead_min = 120;
    terms.opt_out_deadline_min = 60;
    return terms;
}

inline core::ProgramId add_program(World& world, const std::string& name = "Peak days") {
    return create_program(world.store(), administrator(), {name, three_day_terms(), "", false}, World::now)
        .value()
        .program.id;
}

/// From World::now on.
inline void enrol_meter(World& world, core::ProgramId program, const std::string& meter, double kw,
                        const std::string& contact = "") {
    const EnrolmentDraft draft{1, meter, watts_of(kw).value(), {}, "", "", "", contact};
    const auto wrong = enrol(world.store(), administrator(), program, {&draft, 1}, false, World::now).value();
    ASSERT_TRUE(wrong.empty()) << wrong.front().problem.message;
}

}  // namespace drp::portal
