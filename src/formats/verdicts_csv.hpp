/// Verdicts as CSV: file,line,column,column_name,value,reason,message.
#pragma once

#include <string>
#include <string_view>

#include "formats/verdict.hpp"

namespace drp::formats {

void append_verdict_header(std::string& out);
void append_verdict(std::string& out, std::string_view file_name, const Verdict& verdict);

/// One CSV field that no spreadsheet takes for a formula: text that begins with = + - @ tab or CR gets an apostrophe
/// before it; quoted where RFC 4180 asks for it.
void append_safe_field(std::string& out, std::string_view text);

}  // namespace drp::formats
