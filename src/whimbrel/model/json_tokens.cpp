#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <new>

#include "whimbrel/model/json_tokens_internal.hpp"

namespace whimbrel::model {
namespace {

// Memory that outlives the text it was made for; past it a giant's memory is given back.
constexpr std::size_t kept_capacity_bytes = std::size_t{1} << 20;
constexpr std::size_t first_capacity_bytes = std::size_t{16} << 10;

// Bytes that the character's first byte announces; 1 when it cannot be a first byte.
std::size_t announced_bytes(char first) noexcept {
  const int ones = std::countl_one(static_cast<unsigned char>(first));
  return ones >= 2 && ones <= 4 ? static_cast<std::size_t>(ones) : 1;
}

// How many bytes the character at `at` has; 0 when it is no UTF-8.
std::size_t character_bytes(std::string_view text, std::size_t at) noexcept {
  const std::string_view character = text.substr(at, announced_bytes(text[at]));
  return simdjson::validate_utf8(character.data(), character.size()) ? character.size() : 0;
}

}  // namespace

JsonTokenizer::JsonTokenizer() { resize_for(first_capacity_bytes); }
JsonTokenizer::~JsonTokenizer() = default;

bool JsonTokenizer::read(std::string_view text) {
  if (text.size() > capacity_ || capacity_ > kept_capacity_bytes) resize_for(text.size());
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  if (parser_->stage1(bytes, text.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS)
    return false;
  tokens_ = {text.data(), parser_->structural_indexes.get(), parser_->n_structural_indexes};
  return true;
}

JsonFault JsonTokenizer::find_fault(std::string_view text) {
  bool in_string = false;
  std::size_t string_start = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (in_string && c == '\\' && at + 1 < text.size() && text[at + 1] >= ' ') {
      at += 2;
      continue;
    }
    if (in_string && static_cast<unsigned char>(c) < 0x20)
      return {at, "a control character inside a string, where JSON wants an escape"};
    if (c == '"') {
      in_string = !in_string;
      string_start = at;
    }
    const std::size_t bytes = character_bytes(text, at);
    if (bytes == 0) return {at, "bytes that are no UTF-8"};
    at += bytes;
  }
  if (in_string) return {string_start, "a string that is not closed"};
  return {text.size(), "no object but blanks"};
}

void JsonTokenizer::resize_for(std::size_t text_bytes) {
  const std::size_t wanted = std::bit_ceil(std::max(text_bytes, first_capacity_bytes));
  if (wanted == capacity_) return;
  capacity_ = 0;
  const simdjson::implementation* simd = simdjson::get_active_implementation();
  if (simd->create_dom_parser_implementation(wanted, 1, parser_) != simdjson::SUCCESS)
    throw std::bad_alloc();
  capacity_ = wanted;
}

}  // namespace whimbrel::model
