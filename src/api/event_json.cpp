#include "api/event_json.hpp"

#include "api/json.hpp"
#include "portal/wall_clock.hpp"

namespace drp::api {

json::object event_json(const storage::ProgramEvent& event, const core::TimeZone& zone) {
    json::value program = nullptr;
    if (event.program)
        program = json::object{
            {"id", event.program->value}, {"name", event.program_name}, {"version", or_null(event.program_version)}};
    return {{"id", event.id.value},
            {"name", event.name},
            {"kind", event.is_test ? "test" : "real"},
            {"state", storage::to_text(event.state)},
            {"program", std::move(program)},
            {"start", core::to_iso(event.period.from)},
            {"end", core::to_iso(event.period.to)},
            {"start_local", portal::wall_clock_text(zone, event.period.from)},
            {"end_local", portal::wall_clock_text(zone, event.period.to)},
            {"target", storage::to_text(event.target)},
            {"message", event.message},
            {"meters", event.meters},
            {"opted_out", event.opted_out},
            {"nominated_kw", event.nominated.kw()},
            {"notice", or_null(event.notice)},
            {"opt_out_until", or_null(event.opt_out_until)},
            {"cancel_reason", event.cancel_reason}};
}

}  // namespace drp::api
