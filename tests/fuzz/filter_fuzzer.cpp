// A query and an item, each any bytes on a line of its own: what compiles decides about every item
// that can be read, as logic has it and the same in place as decoded.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fuzz/require.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::model {
namespace {

using fuzz::require;

// Room for what is wrapped around it.
constexpr std::size_t depth_max = default_depth_max / 2;

// Nothing when the filter cannot tell.
std::optional<bool> decide(const Filter& filter, std::string_view item) {
  const std::string padded = std::string(item) + std::string(item_padding_bytes, ' ');
  const auto view = extended_json_codec().make_view();
  if (!view->load(std::string_view(padded).substr(0, item.size()))) return std::nullopt;
  const auto matcher = filter.matcher(extended_json_codec());
  const bool matched = matcher->matches(*view);
  if (matcher->failure() == nullptr) return matched;
  require(!matched);
  require(!matcher->failure()->message().empty());
  return std::nullopt;
}

std::optional<bool> decide(const Value& query, std::string_view item) {
  const auto filter = Filter::compile(query);
  return filter ? decide(*filter, item) : std::nullopt;
}

void same_when_decoded(const Value& query, std::string_view text, bool matched) {
  const auto item = read_extended_json(text);
  if (!item) return;
  std::string listed;
  if (!write_extended_json(Object{{"l", List{*item}}}, ExtendedJsonMode::canonical, listed)) return;
  const Value element = Object{{"l", Object{{"$elemMatch", query}}}};
  const auto decoded = decide(element, listed);
  require(!decoded || *decoded == matched);
}

void decide_any(std::string_view query_text, std::string_view item) {
  ReadOptions options;
  options.depth_max = depth_max;
  const auto query = read_extended_json(query_text, options);
  if (!query) return;
  const auto filter = Filter::compile(*query);
  if (!filter) {
    require(!filter.error().remedy().empty());
    return;
  }
  const auto matched = decide(*filter, item);
  if (!matched || query->is<Null>()) return;
  const auto negated = decide(Object{{"$nor", List{*query}}}, item);
  require(!negated || *negated != *matched);
  same_when_decoded(*query, item, *matched);
}

}  // namespace
}  // namespace whimbrel::model

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  whimbrel::model::decide_any(text.substr(0, line_end),
                              text.substr(std::min(line_end + 1, text.size())));
  return 0;
}
