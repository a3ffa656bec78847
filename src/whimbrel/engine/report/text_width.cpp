#include "whimbrel/engine/report/text_width.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <bit>

namespace whimbrel::engine {
namespace {

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// wcwidth and mbrtowc answer for the thread's locale, and the program's own may be "C".
class Utf8LocaleScope {
 public:
  Utf8LocaleScope() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    if (utf8 != locale_t{}) previous_ = uselocale(utf8);
  }
  ~Utf8LocaleScope() {
    if (previous_ != locale_t{}) uselocale(previous_);
  }
  Utf8LocaleScope(const Utf8LocaleScope&) = delete;
  Utf8LocaleScope& operator=(const Utf8LocaleScope&) = delete;

 private:
  locale_t previous_{};
};

struct Character {
  std::size_t bytes = 1;
  wchar_t code = 0;
  bool valid = false;
};

Character first_character(std::string_view text) {
  Character character;
  mbstate_t state{};
  const std::size_t length = mbrtowc(&character.code, text.data(), text.size(), &state);
  if (length == 0) return {1, 0, true};
  if (length > text.size()) return character;
  return {length, character.code, true};
}

std::size_t columns_of(const Character& character) {
  if (!character.valid) return 1;
  return static_cast<std::size_t>(std::max(wcwidth(character.code), 0));
}

bool steers_a_terminal(wchar_t code) {
  const auto point = std::bit_cast<std::uint32_t>(code);
  const bool is_control = point < 0x20 || (point >= 0x7f && point < 0xa0);
  // Marks that turn the reading direction can make a line look like another.
  const bool turns_direction = (point >= 0x202a && point <= 0x202e) ||
                               (point >= 0x2066 && point <= 0x2069) || point == 0x200e ||
                               point == 0x200f || point == 0x061c;
  const bool ends_a_line = point == 0x2028 || point == 0x2029;
  return is_control || turns_direction || ends_a_line;
}

std::string escape_of(const Character& character) {
  return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character.code));
}

}  // namespace

std::size_t display_width(std::string_view text) {
  if (is_plain_ascii(text)) return text.size();
  const Utf8LocaleScope scope;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += columns_of(character);
    text.remove_prefix(character.bytes);
  }
  return columns;
}

std::string cut_to_width(std::string_view text, std::size_t columns_max) {
  if (display_width(text) <= columns_max) return std::string(text);
  if (columns_max == 0) return {};
  const Utf8LocaleScope scope;
  std::size_t columns = 0;
  std::size_t kept_bytes = 0;
  while (kept_bytes < text.size()) {
    const Character character = first_character(text.substr(kept_bytes));
    const std::size_t width = columns_of(character);
    if (columns + width > columns_max - 1) break;
    columns += width;
    kept_bytes += character.bytes;
  }
  return std::string(text.substr(0, kept_bytes)) + "…";
}

std::string printable(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  const Utf8LocaleScope scope;
  std::string out;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.valid)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
    else if (steers_a_terminal(character.code))
      out += escape_of(character);
    else
      out += text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return out;
}

std::string printable_json(std::string json) {
  const auto is_harmless = [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); };
  if (std::all_of(json.begin(), json.end(), is_harmless)) return json;
  const Utf8LocaleScope scope;
  std::string out;
  for (std::string_view rest = json; !rest.empty();) {
    const Character character = first_character(rest);
    // Line ends stand between tokens only: within strings JSON has escaped them.
    if (character.valid && character.code != L'\n' && steers_a_terminal(character.code))
      out += escape_of(character);
    else
      out += rest.substr(0, character.bytes);
    rest.remove_prefix(character.bytes);
  }
  return out;
}

}  // namespace whimbrel::engine
