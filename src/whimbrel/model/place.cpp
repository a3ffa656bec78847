#include <simdjson.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "whimbrel/model/path.hpp"
#include "whimbrel/model/place_internal.hpp"

namespace whimbrel::model {
namespace {

bool is_ascii(std::string_view text) noexcept {
  unsigned char bits = 0;
  for (const char c : text) bits |= static_cast<unsigned char>(c);
  return bits < 0x80;
}

}  // namespace

std::string path_text(const Place& place) {
  std::vector<std::string> segments;
  for (const Place* at = &place; at->parent != nullptr; at = at->parent)
    segments.push_back(at->in_list ? std::to_string(at->position) : std::string(at->name));
  std::reverse(segments.begin(), segments.end());
  return Path(std::move(segments)).text();
}

base::Error at_place(const Place& place, base::Error error) {
  if (place.parent != nullptr) error.with_context("field " + path_text(place));
  return error;
}

base::Error too_deep(std::size_t depth_max) {
  return {base::ErrorKind::invalid_data,
          "nested more than " + std::to_string(depth_max) + " levels deep",
          "flatten the value, or raise the depth limit if it is meant"};
}

base::Error not_utf8(std::string_view what) {
  return {base::ErrorKind::invalid_data, std::string(what) + " is not valid UTF-8",
          "store it as binary data, or correct its encoding"};
}

bool is_utf8(std::string_view text) noexcept {
  // Most texts are short and ASCII, where simdjson's call costs more than looking.
  constexpr std::size_t short_bytes_max = 64;
  if (text.size() <= short_bytes_max && is_ascii(text)) return true;
  return simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace whimbrel::model
