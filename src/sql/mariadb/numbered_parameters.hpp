/// `?1`, `?2`… in a statement's text: MariaDB knows `?` alone, in the order of the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace drp::sql::mariadb {

/// A text in which every parameter is `?`.
struct PlainParameters {
    std::string text;
    std::vector<std::size_t> sources;  ///< for each `?` of `text` the parameter that it stands for, from 0
    std::size_t count = 0;             ///< of parameters to bind
};

/// As SQLite numbers them: `?N` is parameter N, a bare `?` the one after the highest so far. Texts in quotes and
/// comments are left alone.
[[nodiscard]] PlainParameters with_plain_parameters(std::string_view sql);

}  // namespace drp::sql::mariadb
