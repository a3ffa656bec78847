#include "whimbrel/model/json_style.hpp"

#include <cstddef>

namespace whimbrel::model {
namespace {

// Longer runs of blanks are an accident that is not worth repeating.
constexpr std::size_t style_bytes_max = 64;

// Takes the style's colon from the last member.
bool take_colon(const JsonStructure& item, std::span<const JsonMember> members, JsonStyle& style) {
  if (members.empty()) return false;
  const JsonMember& last = members.back();
  const auto colon = item.text_between(last.name_end + 1, last.value.begin);
  if (colon.size() > style_bytes_max) return false;
  style.colon = colon;
  return true;
}

// Takes the comma's blanks from the last two members, or those of a lone member's own line.
bool take_comma(const JsonStructure& item, std::span<const JsonMember> members, JsonStyle& style) {
  if (members.empty()) return false;
  const std::size_t quote = members.back().name_begin - 1;
  if (members.size() > 1) {
    const auto gap = item.text_between(members[members.size() - 2].value.end, quote);
    if (gap.size() > style_bytes_max) return false;
    style.before_comma = gap.substr(0, gap.find(','));
    style.after_comma = gap.substr(gap.find(',') + 1);
    return true;
  }
  const std::size_t brace = item.text().rfind('{', quote);
  const auto gap = item.text_between(brace + 1, quote);
  if (gap.empty() || gap.size() > style_bytes_max) return false;
  style.after_comma = gap;
  return true;
}

}  // namespace

JsonStyle style_of(const JsonStructure& item, std::span<const JsonMember> members,
                   std::span<const JsonMember> item_members) {
  JsonStyle style;
  if (!take_colon(item, members, style)) take_colon(item, item_members, style);
  if (!take_comma(item, members, style) && !take_comma(item, item_members, style) &&
      style.colon.ends_with(' '))
    style.after_comma = " ";
  return style;
}

}  // namespace whimbrel::model
