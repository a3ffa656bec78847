#include "whimbrel/stores/sqlite/index_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace whimbrel::stores::sqlite {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain(char c) {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_plain) &&
         !std::all_of(name.begin(), name.end(), is_digit);
}

// A segment as SQLite's JSON paths have it; those of digits are positions.
std::string step_of(const std::string& segment) {
  if (is_plain_name(segment)) return "." + segment;
  if (!segment.empty() && std::all_of(segment.begin(), segment.end(), is_digit))
    return "[" + segment + "]";
  return ".\"" + segment + "\"";
}

std::string quote_text(std::string_view text) {
  std::string quoted = "'";
  for (const char character : text) {
    if (character == '\'') quoted += '\'';
    quoted += character;
  }
  return quoted += '\'';
}

std::string json_path(const model::Path& field) {
  std::string path = "$";
  for (const std::string& segment : field.segments()) path += step_of(segment);
  return quote_text(path);
}

}  // namespace

base::Result<std::string> value_expression(const model::Path& field) {
  for (const std::string& segment : field.segments())
    if (segment.find_first_of(std::string_view("\"\\\0", 3)) != std::string::npos)
      return base::fail(base::ErrorKind::unsupported,
                        fmt::format("SQLite has no index on the field {}, for the quote, backslash "
                                    "or NUL in its name",
                                    field.text()),
                        "leave this index out; every query works without it");
  return fmt::format("json_extract(item,{})", json_path(field));
}

bool answers_for_text(const std::vector<model::Path>& fields) {
  return fields.size() == 1 && fields.front().is_top_level() &&
         is_plain_name(fields.front().segments().front());
}

std::string others_condition(const model::Path& field) {
  // The escapes of digits and of all letters; no program writes them but on purpose.
  return fmt::format(
      "(json_type(item,{}) IN ('array','object') OR item GLOB '*\\u00[4-7]*' OR item GLOB "
      "'*\\u003[0-9]*')",
      json_path(field));
}

}  // namespace whimbrel::stores::sqlite
