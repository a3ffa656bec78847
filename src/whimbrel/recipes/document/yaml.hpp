#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

namespace whimbrel::recipes {

inline constexpr std::size_t yaml_bytes_max = std::size_t{1} << 20;
inline constexpr std::size_t yaml_depth_max = 64;

// Reads one YAML document. `file` is its name in places. Anchors, aliases and tags are refused,
// because a recipe must read the same to every eye; so are keys that are no scalars, keys that
// stand twice, a second document and what is larger or deeper than the bounds above. nullopt when
// it cannot be read at all; what is wrong is in `findings` either way.
std::optional<Node> parse_yaml(const std::string& file, std::string_view text, Findings& findings);

}  // namespace whimbrel::recipes
