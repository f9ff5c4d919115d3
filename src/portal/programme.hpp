/// What the provider has decided about its programme. Read once at start; the same for everybody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/money.hpp"
#include "core/time_zone.hpp"
#include "portal/actor.hpp"

namespace drp::portal {

/// A log-in that a demonstration shows on its log-in page.
struct DemoLogIn {
    std::string email;
    std::string password;
    std::string role;
};

/// Pictures below the outlines of the map, from a server of the provider's choice.
struct MapTiles {
    std::string url;  ///< https, with {z}, {x} and {y}
    std::string attribution;
};

struct Programme {
    std::string name = "Demand Response Portal";
    std::string provider = "Power provider";  ///< name of the provider's organisation
    std::string contact;                      ///< e-mail or address of the provider; may be empty
    core::TimeZone zone = core::TimeZone::utc();
    core::DollarsPerKwh credit_factor{1'000'000};  ///< SPEC 2: 1 $/kWh by default
    std::vector<DemoLogIn> demo_log_ins;           ///< empty unless this is a demonstration
    std::string public_url;                        ///< "https://portal.example", no slash at the end; empty: not known
    bool claim_codes_required = true;              ///< to register; off only for a demonstration
    bool sends_mail = false;                       ///< a mail server and the public address are configured
    std::optional<Level> second_factor_required_up_to;  ///< for this level and more powerful ones; nothing: for none
    std::optional<MapTiles> map_tiles;                  ///< nothing: outlines alone
    std::string import_token_hash;  ///< token_hash() of the import token; empty: none may import by token
};

}  // namespace drp::portal
