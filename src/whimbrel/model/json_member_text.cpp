#include "whimbrel/model/json_member_text.hpp"

#include <cstddef>

#include "whimbrel/model/json_blanks.hpp"

namespace whimbrel::model {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  return without_trailing_blanks(without_leading_blanks(text));
}

// Offset behind the string that `text` begins with; 0 when it begins with none.
std::size_t string_end(std::string_view text) noexcept {
  if (!text.starts_with('"')) return 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return 0;
}

}  // namespace

base::Result<JsonMemberText> read_member_text(std::string_view exact) {
  JsonMemberText text;
  text.exact = exact;
  text.member = trimmed(exact);
  if (text.member.starts_with(',')) {
    text.comma = JsonMemberText::Comma::before;
    text.member.remove_prefix(1);
  } else if (text.member.ends_with(',')) {
    text.comma = JsonMemberText::Comma::after;
    text.member.remove_suffix(1);
  }
  text.member = trimmed(text.member);
  const std::size_t name_end = string_end(text.member);
  const std::string_view rest = trimmed(text.member.substr(name_end));
  text.value = trimmed(rest.substr(rest.empty() ? 0 : 1));
  if (name_end == 0 || !rest.starts_with(':') || text.value.empty())
    return base::fail(base::ErrorKind::internal,
                      "an insert edit does not hold the bytes of one removed member",
                      "insert takes only what unset gave as its inverse; report this as a bug");
  return text;
}

}  // namespace whimbrel::model
