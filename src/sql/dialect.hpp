/// What differs between engines in the SQL that storage writes. Everything else is one text for all.
#pragma once

#include <string_view>

namespace drp::sql {

enum class Engine { sqlite, mariadb };

struct Dialect {
    Engine engine = Engine::sqlite;
};

[[nodiscard]] constexpr std::string_view to_text(Engine engine) noexcept {
    switch (engine) {
        case Engine::sqlite:
            return "sqlite";
        case Engine::mariadb:
            return "mariadb";
    }
    return "";
}

}  // namespace drp::sql
