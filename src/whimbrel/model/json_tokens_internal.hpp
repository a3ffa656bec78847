#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace whimbrel::model {

// The tokens of a text: brackets, colons, commas, strings and other scalars, in order.
struct JsonTokens {
  const char* text = nullptr;
  const std::uint32_t* offsets = nullptr;  // of each token's first byte; the text's size at the end
  std::size_t count = 0;

  // The token's first byte.
  char operator[](std::size_t token) const noexcept { return text[offsets[token]]; }

  // The byte after a token of one byte.
  std::uint32_t end_of(std::size_t token) const noexcept { return offsets[token] + 1; }

  // The byte after the last that is no blank before `token`, which may be the end.
  std::uint32_t end_before(std::size_t token) const noexcept {
    std::uint32_t end = offsets[token];
    while (is_blank(text[end - 1])) --end;
    return end;
  }

  bool is_container(std::size_t token) const noexcept {
    const char first = (*this)[token];
    return first == '{' || first == '[';
  }

 private:
  static bool is_blank(char c) noexcept {
    return static_cast<unsigned char>(c) <= ' ' &&
           (c == ' ' || c == '\n' || c == '\t' || c == '\r');
  }
};

// Where and why a text is no JSON.
struct JsonFault {
  std::size_t offset = 0;
  std::string_view what;  // a static text
};

// Cuts texts into tokens with the first stage of simdjson's parsers, which none of its public
// interfaces gives. Memory is reused from text to text. Not synchronised.
class JsonTokenizer {
 public:
  JsonTokenizer();
  ~JsonTokenizer();
  JsonTokenizer(const JsonTokenizer&) = delete;
  JsonTokenizer& operator=(const JsonTokenizer&) = delete;

  // True when `text` is UTF-8 with every string closed and no control character in one; tokens()
  // are its tokens then, until the next call, at least one. Reads nothing behind the text.
  bool read(std::string_view text);
  const JsonTokens& tokens() const noexcept { return tokens_; }

  // Why read() said no. Slow.
  static JsonFault find_fault(std::string_view text);

 private:
  void resize_for(std::size_t text_bytes);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
  std::size_t capacity_ = 0;
  JsonTokens tokens_;
};

}  // namespace whimbrel::model
