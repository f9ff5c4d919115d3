#include "formats/verdicts_csv.hpp"

namespace drp::formats {

void append_safe_field(std::string& out, std::string_view text) {
    const bool is_formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    if (!is_formula && text.find_first_of(",;\"\r\n\t") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    if (is_formula) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_verdict_header(std::string& out) {
    out += "file,line,column,column_name,value,reason,message\n";
}

void append_verdict(std::string& out, std::string_view file_name, const Verdict& verdict) {
    append_safe_field(out, file_name);
    out += ',' + std::to_string(verdict.line) + ',';
    if (verdict.column != 0) out += std::to_string(verdict.column);
    out += ',';
    append_safe_field(out, verdict.column_name);
    out += ',';
    append_safe_field(out, verdict.value);
    out += ',';
    out += code(verdict.reason);
    out += ',';
    append_safe_field(out, message(verdict.reason));
    out += '\n';
}

}  // namespace drp::formats
