#include <array>

#include "whimbrel/model/json_grammar_internal.hpp"
#include "whimbrel/model/json_number.hpp"
#include "whimbrel/model/json_structure.hpp"

namespace whimbrel::model {
namespace {

constexpr char closer_of(char opener) noexcept { return opener == '{' ? '}' : ']'; }

bool is_scalar(std::string_view text) noexcept {
  switch (text.front()) {
    case 'n':
      return text == "null";
    case 't':
      return text == "true";
    case 'f':
      return text == "false";
    default:
      return is_json_number(text);
  }
}

// Every step takes the token where something must begin and gives the one behind it, or `none`
// after noting what is wrong.
class GrammarWalk {
 public:
  using Token = std::size_t;
  static constexpr Token none = 0;  // no step ends at the first token

  explicit GrammarWalk(const JsonTokens& tokens) : tokens_(tokens) {}

  bool object(std::uint32_t* name_tokens, std::size_t& name_count) {
    if (kind(0) != '{') return wrong(0, "an object must begin with {") != none;
    const std::uint32_t* const first_name = name_tokens;
    Token token = 1;
    if (kind(1) != '}') {
      for (;; ++token) {
        *name_tokens++ = static_cast<std::uint32_t>(token);
        token = member(token);
        if (token == none) return false;
        if (kind(token) != ',') break;
      }
      if (kind(token) != '}') return wrong(token, "a comma or } must stand here") != none;
    }
    name_count = static_cast<std::size_t>(name_tokens - first_name);
    ++token;
    return token == tokens_.count || wrong(token, "text after the object's end") != none;
  }

  const JsonFault& fault() const noexcept { return fault_; }

 private:
  Token member(Token name) {
    if (const Token after = common_member(name); after != none) return after;
    const Token value = name_and_colon(name);
    if (value == none) return none;
    const char first = kind(value);
    if (first == '"') return value + 1;
    return first == '{' || first == '[' ? container(value) : scalar(value);
  }

  // Nearly all members of real items have one of three shapes: a text, a type's wrapper with one
  // text, a date in two wrappers. `none` for another, or when the end is near.
  Token common_member(Token name) const noexcept {
    if (name + 11 > tokens_.count || !is_at<'"', ':'>(name)) return none;
    if (is_at<'"'>(name + 2)) return name + 3;
    if (!is_at<'{', '"', ':'>(name + 2)) return none;
    if (is_at<'"', '}'>(name + 5)) return name + 7;
    return is_at<'{', '"', ':', '"', '}', '}'>(name + 5) ? name + 11 : none;
  }

  Token name_and_colon(Token name) {
    if (kind(name) != '"') return wrong(name, "a name in quotes must stand here");
    if (kind(name + 1) != ':') return wrong(name + 1, "a colon must follow a name");
    return name + 2;
  }

  Token scalar(Token token) {
    if (token == tokens_.count) return wrong(token, "the text ends here");
    const std::uint32_t begin = tokens_.offsets[token];
    const std::uint32_t end = tokens_.end_before(token + 1);
    if (is_scalar({tokens_.text + begin, end - begin})) return token + 1;
    return wrong(token, "no JSON value");
  }

  Token container(Token token) {
    std::array<char, json_depth_max> closers;
    std::size_t depth = 0;
    char closer = 0;
    while (true) {
      const bool in_object = closer == '}';
      if (in_object && token + 3 < tokens_.count && is_at<'"', ':', '"'>(token)) {
        token += 3;
      } else {
        if (in_object && (token = name_and_colon(token)) == none) return none;
        const char first = kind(token);
        if (first == '{' || first == '[') {
          // The item is one level, this container another.
          if (depth + 2 > json_depth_max) return wrong(token, "nested deeper than items may be");
          closers[depth++] = closer = closer_of(first);
          ++token;
          if (kind(token) != closer) continue;
        } else if ((token = first == '"' ? token + 1 : scalar(token)) == none) {
          return none;
        }
      }
      while (kind(token) == closer) {
        ++token;
        if (--depth == 0) return token;
        closer = closers[depth - 1];
      }
      if (kind(token) != ',') return wrong(token, "a comma or closing bracket must stand here");
      ++token;
    }
  }

  // The token's first byte; zero, which begins none, at the end.
  char kind(Token token) const noexcept { return token < tokens_.count ? tokens_[token] : '\0'; }

  // Whether tokens that begin so are at `token`, which must be there. A compare each, no loop.
  template <char... kinds>
  bool is_at(Token token) const noexcept {
    const std::uint32_t* offset = tokens_.offsets + token;
    return ((tokens_.text[*offset++] == kinds) && ...);
  }

  Token wrong(Token token, std::string_view what) noexcept {
    fault_ = {tokens_.offsets[token], what};
    return none;
  }

  const JsonTokens tokens_;
  JsonFault fault_;
};

}  // namespace

bool check_json_object(const JsonTokens& tokens, std::uint32_t* name_tokens,
                       std::size_t& name_count, JsonFault& fault) {
  GrammarWalk walk(tokens);
  if (walk.object(name_tokens, name_count)) return true;
  name_count = 0;
  fault = walk.fault();
  return false;
}

}  // namespace whimbrel::model
