#include "whimbrel/model/json_structure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "whimbrel/model/json_grammar_internal.hpp"
#include "whimbrel/model/json_string.hpp"
#include "whimbrel/model/json_tokens_internal.hpp"

namespace whimbrel::model {

JsonStructure::JsonStructure() : tokenizer_(std::make_unique<JsonTokenizer>()) {}

JsonStructure::~JsonStructure() = default;

base::Status JsonStructure::read(std::string_view text) {
  name_count_ = 0;
  text_ = text;
  if (text.size() > json_item_bytes_max)
    return refuse({json_item_bytes_max, "an item larger than 64 MiB"});
  if (!tokenizer_->read(text)) return refuse(JsonTokenizer::find_fault(text));
  has_backslash_ = std::memchr(text.data(), '\\', text.size()) != nullptr;
  const JsonTokens& tokens = tokenizer_->tokens();
  if (const std::size_t room = json_members_max(tokens); name_tokens_.size() < room)
    name_tokens_.resize(room);
  JsonFault fault;
  if (!check_json_object(tokens, name_tokens_.data(), name_count_, fault) ||
      (has_backslash_ && !check_escapes(fault)))
    return refuse(fault);
  return {};
}

base::Status JsonStructure::refuse(const JsonFault& fault) {
  return base::fail(
      base::ErrorKind::invalid_data,
      fmt::format("not one well-formed JSON object: byte {}: {}", fault.offset, fault.what),
      "correct the item in its store, or set it aside; whimbrel changes only items "
      "that it can read");
}

bool JsonStructure::check_escapes(JsonFault& fault) const {
  const JsonTokens& tokens = tokenizer_->tokens();
  for (std::uint32_t token = 0; token < tokens.count; ++token) {
    if (tokens[token] != '"') continue;
    const auto bad = find_bad_escape(string_at(token));
    if (!bad) continue;
    fault = {tokens.end_of(token) + *bad, "JSON has no such escape"};
    return false;
  }
  return true;
}

JsonNode JsonStructure::root() const noexcept {
  const JsonTokens& tokens = tokenizer_->tokens();
  return {tokens.offsets[0], tokens.end_of(tokens.count - 1), 0};
}

bool JsonStructure::has_name(const JsonMember& member, std::string_view name) const {
  return is_name(member.value.token - 2, name);
}

JsonNode JsonStructure::find_field(std::string_view name) const {
  if (has_backslash_) {
    for (std::size_t i = 0; i < name_count_; ++i)
      if (is_name(name_tokens_[i], name)) return field_at(i);
    return {};
  }
  const JsonTokens& tokens = tokenizer_->tokens();
  const std::uint32_t* const offsets = tokens.offsets;
  const char* const behind_quote = tokens.text + 1;
  const std::uint32_t* const end = name_tokens_.data() + name_count_;
  const char first = name.empty() ? '"' : name.front();
  for (const std::uint32_t* token = name_tokens_.data(); token != end; ++token) {
    // The first byte tells most names apart. With nothing escaped, the one quote before the colon
    // ends the name.
    const char* const written = behind_quote + offsets[*token];
    if (*written != first) continue;
    if (written + name.size() < tokens.text + offsets[*token + 1] && written[name.size()] == '"' &&
        std::memcmp(written, name.data(), name.size()) == 0)
      return field_at(static_cast<std::size_t>(token - name_tokens_.data()));
  }
  return {};
}

JsonNode JsonStructure::find_field(JsonNode object, std::string_view name) const {
  if (object.token == 0) return find_field(name);
  const JsonTokens& tokens = tokenizer_->tokens();
  std::uint32_t token = object.token + 1;
  while (tokens[token] == '"') {
    const std::uint32_t after = skip(token + 2);
    if (is_name(token, name)) return node_between(token + 2, after);
    token = after + (tokens[after] == ',' ? 1 : 0);
  }
  return {};
}

JsonNode JsonStructure::find_element(JsonNode list, std::uint64_t position) const {
  const JsonTokens& tokens = tokenizer_->tokens();
  std::uint32_t token = list.token + 1;
  while (tokens[token] != ']') {
    const std::uint32_t after = skip(token);
    if (position == 0) return node_between(token, after);
    --position;
    token = after + (tokens[after] == ',' ? 1 : 0);
  }
  return {};
}

void JsonStructure::append_members(JsonNode object, std::vector<JsonMember>& out) const {
  const JsonTokens& tokens = tokenizer_->tokens();
  std::uint32_t token = object.token + 1;
  while (tokens[token] == '"') {
    const std::uint32_t after = skip(token + 2);
    const std::uint32_t name_begin = tokens.end_of(token);
    out.push_back({name_begin, tokens.end_before(token + 1) - 1, node_between(token + 2, after)});
    token = after + (tokens[after] == ',' ? 1 : 0);
  }
}

// The value of a top-level member, which ends before the comma or brace before the next name.
JsonNode JsonStructure::field_at(std::size_t member) const noexcept {
  const bool last = member + 1 == name_count_;
  const std::size_t next = last ? tokenizer_->tokens().count : name_tokens_[member + 1];
  return node_between(name_tokens_[member] + 2, next - 1);
}

bool JsonStructure::is_name(std::uint32_t token, std::string_view name) const {
  const std::string_view written = string_at(token);
  if (!has_backslash_ || written.find('\\') == std::string_view::npos) return written == name;
  std::string unescaped;
  append_unescaped(written, unescaped);
  return unescaped == name;
}

// What stands between the quotes.
std::string_view JsonStructure::string_at(std::uint32_t token) const noexcept {
  const JsonTokens& tokens = tokenizer_->tokens();
  return text_between(tokens.end_of(token), tokens.end_before(token + 1) - 1);
}

// The token after the value that begins at `token`.
std::uint32_t JsonStructure::skip(std::uint32_t token) const noexcept {
  const JsonTokens& tokens = tokenizer_->tokens();
  std::size_t depth = 0;
  do {
    const char kind = tokens[token];
    if (tokens.is_container(token)) ++depth;
    if (kind == '}' || kind == ']') --depth;
    ++token;
  } while (depth > 0);
  return token;
}

JsonNode JsonStructure::node_between(std::uint32_t token, std::size_t after) const noexcept {
  const JsonTokens& tokens = tokenizer_->tokens();
  return {tokens.offsets[token],
          tokens.is_container(token) ? tokens.end_of(after - 1) : tokens.end_before(after), token};
}

}  // namespace whimbrel::model
