#include "sql/address.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace drp::sql {

core::Result<Address> parse_address(std::string_view text) {
    constexpr std::string_view kScheme = "sqlite:";
    const core::Problem bad{core::ProblemKind::invalid_input, "address-invalid",
                            fmt::format("'{}' is no address of a store.", core::excerpt(text, 100)), "",
                            "Write sqlite:folder/file.db or sqlite:///absolute/path/file.db."};
    if (!text.starts_with(kScheme)) return bad;
    auto path = text.substr(kScheme.size());
    if (path.starts_with("//")) {
        path.remove_prefix(2);
        if (!path.starts_with('/')) return bad;  // a host name: this engine has none
    }
    if (path.empty() || path.ends_with('/') || path.find('\0') != std::string_view::npos) return bad;
    return Address{Engine::sqlite, std::string(path)};
}

}  // namespace drp::sql
