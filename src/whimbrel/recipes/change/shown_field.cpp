#include "whimbrel/recipes/change/shown_field.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {

bool is_secret(const model::Path& path, std::span<const std::string> secrets) {
  return std::ranges::any_of(path.segments(), [&](const std::string& segment) {
    return std::ranges::find(secrets, segment) != secrets.end();
  });
}

std::string shown_field(const model::Path& path, model::RawValue raw, bool is_secret,
                        const DraftItem& draft) {
  if (is_secret) return path.text();
  const auto value = draft.codec().decode_value(raw);
  return value ? fmt::format("{} {}", path.text(), shown(*value)) : path.text();
}

}  // namespace whimbrel::recipes
