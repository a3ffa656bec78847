#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/read_options.hpp"

namespace whimbrel::model {

// Items nest no deeper, the item itself and wrappers of types counted.
inline constexpr std::size_t json_depth_max = default_depth_max;

// A larger text is refused as an item: the largest item of any store (16 MiB of BSON) stays below.
inline constexpr std::size_t json_item_bytes_max = std::size_t{64} << 20;

// A value inside a JSON text: its first byte, the byte after its last, and its first token; or
// none. Not a std::optional, which goes through memory where this goes through registers.
struct JsonNode {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t token = 0;

  explicit operator bool() const noexcept { return end != 0; }
};

// A member of an object. The name's bytes are without its quotes, escapes as written.
struct JsonMember {
  std::uint32_t name_begin = 0;
  std::uint32_t name_end = 0;
  JsonNode value;
};

struct JsonFault;
class JsonTokenizer;

// Where the parts of one JSON object stand in its text, without a tree: simdjson finds the tokens,
// a walk over them checks the grammar (all of it: tokens, numbers, escapes, UTF-8, depth) and keeps
// where the top-level members begin. Memory is reused from text to text. Not synchronised.
class JsonStructure {
 public:
  JsonStructure();
  ~JsonStructure();
  JsonStructure(const JsonStructure&) = delete;
  JsonStructure& operator=(const JsonStructure&) = delete;

  // Reads `text`, which must stay readable until the next read(); nothing behind it is read.
  // invalid_data with the byte offset when it is not one well-formed JSON object of at most
  // json_item_bytes_max and json_depth_max; nothing else may be called after that until a text is
  // read. std::bad_alloc is the only exception.
  base::Status read(std::string_view text);

  std::string_view text() const noexcept { return text_; }
  std::string_view text_of(JsonNode node) const noexcept {
    return text_between(node.begin, node.end);
  }
  std::string_view text_between(std::size_t begin, std::size_t end) const noexcept {
    return {text_.data() + begin, end - begin};
  }

  // The object itself, without blanks around it.
  JsonNode root() const noexcept;

  bool is_object(JsonNode node) const noexcept { return text_[node.begin] == '{'; }
  bool is_list(JsonNode node) const noexcept { return text_[node.begin] == '['; }

  // Whether the member's name, unescaped, is `name`.
  bool has_name(const JsonMember& member, std::string_view name) const;

  // The value of the first top-level member of that name; none when there is no such.
  JsonNode find_field(std::string_view name) const;
  // The same for any object in the text.
  JsonNode find_field(JsonNode object, std::string_view name) const;
  // The element at `position`, counted from 0; none when the list is shorter.
  JsonNode find_element(JsonNode list, std::uint64_t position) const;

  // Appends the object's members in order, duplicates too.
  void append_members(JsonNode object, std::vector<JsonMember>& out) const;

 private:
  base::Status refuse(const JsonFault& fault);
  bool check_escapes(JsonFault& fault) const;
  JsonNode field_at(std::size_t member) const noexcept;
  bool is_name(std::uint32_t token, std::string_view name) const;
  std::string_view string_at(std::uint32_t token) const noexcept;
  std::uint32_t skip(std::uint32_t token) const noexcept;
  JsonNode node_between(std::uint32_t token, std::size_t after) const noexcept;

  std::unique_ptr<JsonTokenizer> tokenizer_;
  std::string_view text_;
  std::vector<std::uint32_t> name_tokens_;  // of the top-level members; holds room to spare
  std::size_t name_count_ = 0;
  bool has_backslash_ = false;
};

}  // namespace whimbrel::model
