/// What the provider has decided about its programme. Read once at start; the same for everybody.
#pragma once

#include <string>
#include <vector>

#include "core/money.hpp"
#include "core/time_zone.hpp"

namespace drp::portal {

/// A log-in that a demonstration shows on its log-in page.
struct DemoLogIn {
    std::string email;
    std::string password;
    std::string role;
};

struct Programme {
    std::string name = "Demand Response Portal";
    std::string provider = "Power provider";  ///< name of the provider's organisation
    std::string contact;                      ///< e-mail or address of the provider; may be empty
    core::TimeZone zone = core::TimeZone::utc();
    core::DollarsPerKwh credit_factor{1'000'000};  ///< SPEC 2: 1 $/kWh by default
    std::vector<DemoLogIn> demo_log_ins;           ///< empty unless this is a demonstration
    std::string import_token_hash;  ///< token_hash() of the import token; empty: none may import by token
};

}  // namespace drp::portal
