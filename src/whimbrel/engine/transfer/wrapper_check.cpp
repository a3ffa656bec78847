#include "whimbrel/engine/transfer/wrapper_check.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "whimbrel/model/extended_json.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::string_view name_begin = "\"$";
// A dollar sign may also be spelled so.
constexpr std::string_view escaped_dollar = "\\u0024";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Reads forward over text whose grammar is right.
class Cursor {
 public:
  Cursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }

  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool take(std::string_view token) {
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }

  template <typename Predicate>
  std::size_t take_while(Predicate predicate) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && predicate(text_[at_])) ++at_;
    return at_ - begin;
  }

  // Passes a string whose opening quote is next.
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    ++at_;
  }

  // Passes an object whose opening brace is next.
  void skip_object() {
    std::size_t depth = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      if (c == '{') ++depth;
      if (c == '}') --depth;
      ++at_;
    } while (depth > 0 && at_ < text_.size());
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_;
};

// "-?digits" of so few digits that any number of them fits the type.
bool take_whole_number(Cursor& cursor, std::size_t digits_max) {
  if (!cursor.take('"')) return false;
  (void)cursor.take(std::string_view("-"));
  const std::size_t digits = cursor.take_while(is_digit);
  return digits >= 1 && digits <= digits_max && cursor.take(std::string_view("\""));
}

bool take_object_id(Cursor& cursor) {
  return cursor.take('"') && cursor.take_while(is_hex) == 24 && cursor.take(std::string_view("\""));
}

bool take_number_long(Cursor& cursor) { return take_whole_number(cursor, 18); }

bool take_date(Cursor& cursor) {
  return cursor.take('{') && cursor.take('"') && cursor.take(std::string_view("$numberLong\"")) &&
         cursor.take(':') && take_number_long(cursor) && cursor.take('}');
}

// The usual wrappers, as canonical Extended JSON spells them. `cursor` is behind `"$`.
bool take_usual_wrapper(Cursor& cursor) {
  if (cursor.take(std::string_view("oid\"")))
    return cursor.take(':') && take_object_id(cursor) && cursor.take('}');
  if (cursor.take(std::string_view("numberInt\"")))
    return cursor.take(':') && take_whole_number(cursor, 9) && cursor.take('}');
  if (cursor.take(std::string_view("numberLong\"")))
    return cursor.take(':') && take_number_long(cursor) && cursor.take('}');
  if (cursor.take(std::string_view("date\"")))
    return cursor.take(':') && take_date(cursor) && cursor.take('}');
  return false;
}

bool is_escaped_quote(std::string_view text, std::size_t quote) {
  std::size_t backslashes = 0;
  while (backslashes < quote && text[quote - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

bool is_name(std::string_view text, std::size_t quote) {
  Cursor cursor(text, quote);
  cursor.skip_string();
  return cursor.take(':');
}

// Where the object begins whose first name stands at `quote`; nullopt when it is not the first.
std::optional<std::size_t> object_that_begins_with(std::string_view text, std::size_t quote) {
  while (quote > 0 && is_blank(text[quote - 1])) --quote;
  if (quote == 0 || text[quote - 1] != '{') return std::nullopt;
  return quote - 1;
}

bool is_valid(std::string_view json) { return model::read_extended_json(json).has_value(); }

}  // namespace

bool has_valid_wrappers(std::string_view json) {
  if (json.find(escaped_dollar) != std::string_view::npos) return is_valid(json);
  std::size_t at = json.find(name_begin);
  while (at != std::string_view::npos) {
    Cursor cursor(json, at + name_begin.size());
    std::size_t next = cursor.at();
    const auto object = object_that_begins_with(json, at);
    if (object && take_usual_wrapper(cursor)) {
      next = cursor.at();
    } else if (!is_escaped_quote(json, at) && is_name(json, at)) {
      if (!object) return is_valid(json);
      Cursor unusual(json, *object);
      unusual.skip_object();
      if (!is_valid(json.substr(*object, unusual.at() - *object))) return false;
      next = unusual.at();
    }
    at = json.find(name_begin, next);
  }
  return true;
}

}  // namespace whimbrel::engine
