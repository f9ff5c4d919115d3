#include "sql/dialect.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace drp::sql {
namespace {

/// A word in the engines' own terms; `@` is what stands in its brackets.
struct Word {
    std::string_view name;
    std::string_view sqlite;
    std::string_view mariadb;
};

constexpr std::array kWords{
    Word{"nocase", "COLLATE NOCASE", "COLLATE utf8mb4_uca1400_nopad_as_ci"},
    Word{"like", "LIKE ? ESCAPE '\\'", "LIKE ? COLLATE utf8mb4_uca1400_nopad_as_ci ESCAPE '\\'"},
    Word{"div", "/", "DIV"},
    Word{"text", "CAST(@ AS TEXT)", "CAST(@ AS CHAR)"},
    Word{"greatest", "max(@)", "greatest(@)"},
    Word{"least", "min(@)", "least(@)"},
    Word{"insert_new", "INSERT OR IGNORE", "INSERT IGNORE"},
    Word{"on_conflict", "ON CONFLICT (@) DO UPDATE SET", "ON DUPLICATE KEY UPDATE"},
    Word{"new", "excluded.@", "VALUES(@)"},
    Word{"json_text", "json_extract(@)", "json_value(@)"},
    Word{"json_merge", "json_patch(@)", "json_compact(json_merge_patch(@))"},
    Word{"json_texts", "(SELECT value COLLATE NOCASE FROM json_each(@))",
         "(SELECT listed.value FROM json_table(@, '$[*]' COLUMNS (value VARCHAR(320) CHARACTER SET utf8mb4 COLLATE "
         "utf8mb4_uca1400_nopad_as_ci PATH '$')) AS listed)"},
    Word{"last_id", "(SELECT seq FROM sqlite_sequence WHERE name = '@')",
         "(SELECT value FROM id_counter WHERE name = '@')"},
};

constexpr bool is_of_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || c == '_';
}

/// Of the bracket that `text` begins with; npos if it is never closed.
std::size_t closing_bracket(std::string_view text) noexcept {
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')' && --depth == 0) return i;
    }
    return std::string_view::npos;
}

}  // namespace

std::string spelled(Engine engine, std::string_view sql) {
    std::string out;
    out.reserve(sql.size());
    while (true) {
        const auto dollar = sql.find('$');
        out += sql.substr(0, dollar);
        if (dollar == std::string_view::npos) return out;
        sql.remove_prefix(dollar + 1);
        const auto length = static_cast<std::size_t>(std::ranges::find_if_not(sql, is_of_word) - sql.begin());
        const auto name = sql.substr(0, length);
        sql.remove_prefix(length);
        if (name.empty()) {  // of a JSON path: '$.name'
            out += '$';
            continue;
        }
        const auto* const word = std::ranges::find(kWords, name, &Word::name);
        if (word == kWords.end()) throw std::invalid_argument(fmt::format("no word '${}' in SQL", name));
        const auto own = engine == Engine::sqlite ? word->sqlite : word->mariadb;
        std::string inside;
        if (word->sqlite.find('@') != std::string_view::npos) {
            const auto end = closing_bracket(sql);
            if (!sql.starts_with('(') || end == std::string_view::npos)
                throw std::invalid_argument(fmt::format("'${}' needs brackets in SQL", name));
            inside = spelled(engine, sql.substr(1, end - 1));
            sql.remove_prefix(end + 1);
        }
        const auto place = own.find('@');
        out += own.substr(0, place);
        if (place == std::string_view::npos) continue;
        out += inside;
        out += own.substr(place + 1);
    }
}

}  // namespace drp::sql
