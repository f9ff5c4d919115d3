/// The configuration as people see it: put together by app/, shown by the administration.
#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>

namespace drp::api {

struct ConfigurationView {
    struct Setting {
        std::string file;          ///< "drp-config.json", "provider-config.json", "environment"
        std::string name;          ///< "smtp.port", "DRP_STORE"
        boost::json::value value;  ///< of a secret: "set" or "not set"
        std::string source;        ///< "default", "file", "environment"
        std::string meaning;
        bool is_secret = false;
    };
    struct Warning {
        std::string code;
        std::string message;
    };
    std::vector<Setting> settings;
    std::vector<Warning> warnings;  ///< what no portal in earnest use should leave so
};

}  // namespace drp::api
