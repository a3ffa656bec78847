#include "whimbrel/model/json_string.hpp"

#include <cstdint>

namespace whimbrel::model {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

// The letter after the backslash, 0 when only \u00xx will do.
constexpr char escape_letter(char c) noexcept {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

// The character that backslash and `letter` stand for, 0 when JSON knows no such escape.
constexpr char escaped_character(char letter) noexcept {
  switch (letter) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '/':
      return '/';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

bool must_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// Value of the four hex digits at `at`, -1 when they are not there.
std::int32_t hex4(std::string_view body, std::size_t at) noexcept {
  if (at + 4 > body.size()) return -1;
  std::int32_t value = 0;
  for (const char c : body.substr(at, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9')
      value = value << 4 | (c - '0');
    else if (lower >= 'a' && lower <= 'f')
      value = value << 4 | (lower - 'a' + 10);
    else
      return -1;
  }
  return value;
}

struct CodeUnitEscape {
  std::int32_t code_point;
  std::size_t size;  // bytes of the escape, 0 when it is bad
};

// Reads \uXXXX, or the two of a surrogate pair, at `at`.
CodeUnitEscape read_unicode_escape(std::string_view body, std::size_t at) noexcept {
  const std::int32_t first = hex4(body, at + 2);
  if (first < 0) return {0, 0};
  if (first < 0xD800 || first > 0xDFFF) return {first, 6};
  if (first > 0xDBFF || body.substr(at + 6, 2) != "\\u") return {0, 0};
  const std::int32_t second = hex4(body, at + 8);
  if (second < 0xDC00 || second > 0xDFFF) return {0, 0};
  return {0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), 12};
}

void append_utf8(std::int32_t code_point, std::string& out) {
  const auto tail = [&](int shift) {
    out += static_cast<char>(0x80 | (code_point >> shift & 0x3F));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | code_point >> 6);
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | code_point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | code_point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

// Walks the escapes of `body`; `plain` gets the runs between them, `code_point` each escape's
// meaning.
template <typename Plain, typename CodePoint>
std::optional<std::size_t> walk(std::string_view body, Plain plain, CodePoint code_point) {
  std::size_t at = 0;
  while (true) {
    const std::size_t backslash = body.find('\\', at);
    plain(body.substr(at, backslash == std::string_view::npos ? body.size() - at : backslash - at));
    if (backslash == std::string_view::npos) return std::nullopt;
    if (backslash + 1 == body.size()) return backslash;
    if (body[backslash + 1] == 'u') {
      const CodeUnitEscape escape = read_unicode_escape(body, backslash);
      if (escape.size == 0) return backslash;
      code_point(escape.code_point);
      at = backslash + escape.size;
    } else {
      const char character = escaped_character(body[backslash + 1]);
      if (character == 0) return backslash;
      code_point(character);
      at = backslash + 2;
    }
  }
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out += '"';
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!must_escape(text[i])) continue;
    out.append(text, run, i - run);
    run = i + 1;
    out += '\\';
    if (const char letter = escape_letter(text[i])) {
      out += letter;
    } else {
      out += "u00";
      out += hex_digits[text[i] >> 4];
      out += hex_digits[text[i] & 15];
    }
  }
  out.append(text, run);
  out += '"';
}

std::optional<std::size_t> append_unescaped(std::string_view body, std::string& out) {
  return walk(
      body, [&](std::string_view run) { out += run; },
      [&](std::int32_t code_point) { append_utf8(code_point, out); });
}

std::optional<std::size_t> find_bad_escape(std::string_view body) noexcept {
  return walk(
      body, [](std::string_view) {}, [](std::int32_t) {});
}

}  // namespace whimbrel::model
