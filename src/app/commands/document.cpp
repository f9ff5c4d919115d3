// The manual page and the shell's completions, made from the commands themselves, so that neither can lag behind.
#include <algorithm>

#include <fmt/format.h>

#include "app/command.hpp"

namespace drp::app {
namespace {

using Apps = std::vector<const CLI::App*>;

Apps commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

/// "--store" and its like; positional arguments have none.
std::vector<std::string> long_names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

/// What may follow the words of `path` ("event create"), one case each.
void append_cases(std::string& out, const CLI::App& app, const std::string& path) {
    auto words = long_names_of(app);
    for (const auto* command : commands_of(app)) words.push_back(command->get_name());
    out += fmt::format("        \"{}\") words=\"{}\" ;;\n", path, fmt::join(words, " "));
    for (const auto* command : commands_of(app))
        append_cases(out, *command, path.empty() ? command->get_name() : path + " " + command->get_name());
}

std::string bash_completion(const CLI::App& app) {
    std::string cases;
    append_cases(cases, app, "");
    return R"(# bash completion for drp; made by `drp document bash`
_drp() {
    local word current path="" words=""
    current=${COMP_WORDS[COMP_CWORD]}
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in -*) ;; *) path="${path:+$path }$word" ;; esac
    done
    # What is no command is an argument: the longest beginning that is known counts.
    while :; do
        case $path in
)" + cases +
           R"(        *) path=${path% *}; [[ $path == *" "* || -n $path ]] || break; continue ;;
        esac
        break
    done
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    [[ $current == -* || ${#COMPREPLY[@]} -gt 0 ]] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}
complete -o filenames -F _drp drp
)";
}

/// For roff: a backslash and a dash stand for themselves, and no line begins with a dot.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '-') out += '\\';
        out += c;
        if (c == '\\') out += 'e';
        if (c == '\n') out += "\\&";
    }
    return out;
}

void append_options(std::string& out, const CLI::App& app) {
    for (const auto* option : app.get_options()) {
        const auto value = option->get_type_size() == 0 ? "" : " " + option->get_type_name();
        out += fmt::format(".TP\n\\fB{}\\fR{}\n{}", escaped(option->get_name(false, true)), escaped(value),
                           escaped(option->get_description()));
        if (!option->get_default_str().empty())
            out += escaped(fmt::format(" ({} unless said)", option->get_default_str()));
        if (!option->get_envname().empty()) out += escaped(fmt::format(" [{}]", option->get_envname()));
        out += '\n';
    }
}

void append_sections(std::string& out, const CLI::App& app, const std::string& path) {
    for (const auto* command : commands_of(app)) {
        const auto name = path + " " + command->get_name();
        out += fmt::format(".SS {}\n{}.\n", escaped(name), escaped(command->get_description()));
        append_options(out, *command);
        if (!command->get_footer().empty()) out += fmt::format(".PP\n{}\n", escaped(command->get_footer()));
        append_sections(out, *command, name);
    }
}

std::string manual(const CLI::App& app) {
    auto out = fmt::format(
        ".TH DRP 1 \"\" \"drp {}\" \"User Commands\"\n.SH NAME\ndrp \\- demand response portal\n.SH SYNOPSIS\n.B drp\n"
        "[\\-\\-env\\-file FILE] COMMAND [OPTIONS]\n.SH DESCRIPTION\n{}\n.PP\n{}\n.SH OPTIONS\n",
        kVersion, escaped(app.get_description()), escaped(app.get_footer()));
    append_options(out, app);
    out += ".SH COMMANDS\n";
    append_sections(out, app, "drp");
    out +=
        ".SH FILES\n.TP\n/etc/drp/drp.env\nAddresses and secrets of the service.\n.TP\n/var/lib/drp\nThe store, its "
        "key, "
        "the configuration.\n.TP\n/var/backups/drp\nWhat the nightly backup makes.\n.SH SEE ALSO\n"
        "/usr/share/doc/drp/operator.md\n";
    return out;
}

}  // namespace

void add_document_command(Commands& commands) {
    auto* command = commands.app->add_subcommand("document", "Print the manual page or the shell's completions");
    auto kind = std::make_shared<std::string>();
    command->add_option("kind", *kind, "man or bash")->required()->check(CLI::IsMember({"man", "bash"}));
    commands.run(command, [&commands, kind]() -> core::Result<int> {
        fmt::print("{}", *kind == "man" ? manual(*commands.app) : bash_completion(*commands.app));
        return 0;
    });
}

}  // namespace drp::app
