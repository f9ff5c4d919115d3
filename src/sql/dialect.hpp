/// What differs between engines in the SQL that storage writes. Everything else is one text for all.
///
/// A statement is written once. Where the engines spell something differently it has a word with a dollar sign:
///
/// | word                  | means |
/// |-----------------------|-------------------------------------------------------------------------------------------|
/// | `$nocase`             | after a text: compared and sorted without regard to case | | `$like`               | `name
/// $like`: matches the pattern of the parameter, case disregarded, `\` escapes            | | `$div`                |
/// division of whole numbers, cut off towards zero                                            | | `$text(value)` | the
/// value as a text                                                                        | | `$greatest(a, b)`     |
/// the greatest of the values, NULL if one is; `$least` likewise                              | | `$insert_new` |
/// `INSERT`, leaving out rows whose key is there already                                      | | `$on_conflict(keys)`
/// | after VALUES or SELECT: instead, where a row with these keys is there, sets what follows   | | `$new(column)` | in
/// it: what the statement offered for the column                                           | | `$json_text(json, p)` |
/// the text at a path, NULL if there is none                                                  | | `$json_merge(a, b)`
/// | the object `a` with the members of `b` (RFC 7396), without spaces                          | | `$json_texts(?)` |
/// the texts of an array as a subquery, for IN; case disregarded                              | | `$last_id(table)` |
/// the last number that a table has drawn, NULL if it never has                               |
#pragma once

#include <string>
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

/// The statement in the words of the engine. Throws std::invalid_argument for a word that is not in the table.
[[nodiscard]] std::string spelled(Engine engine, std::string_view sql);

}  // namespace drp::sql
