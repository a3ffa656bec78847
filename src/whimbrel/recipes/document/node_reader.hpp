#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/path.hpp"
#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/document/node.hpp"

// Small readers of nodes, each of which says what it expected, where, when a node is something
// else. `what` names the node in messages: "limit", "the timeout of run".
namespace whimbrel::recipes {

// "did you mean collection?", or all that there are when none is near.
std::string nearest_remedy(std::string_view typed, std::span<const std::string_view> known);

// Reads a map whose keys are known. A finding for a node that is no map, and for each key that is
// not known, with the nearest that is.
class MapReader {
 public:
  MapReader(const Node& node, std::string what, std::initializer_list<std::string_view> known,
            Findings& findings);
  MapReader(const Node& node, std::string what, std::span<const std::string_view> known,
            Findings& findings);

  bool is_map() const noexcept { return node_.is_map(); }
  const Node* find(std::string_view key) const noexcept { return node_.find(key); }
  // With a finding when the map lacks it; `example` shows how to write it: "collection: users".
  const Node* require(std::string_view key, std::string_view example) const;

 private:
  void check(std::span<const std::string_view> known);

  const Node& node_;
  std::string what_;
  Findings& findings_;
};

// What a node must be is not: one finding (code "wrong-type").
void wrong_type(const Node& node, std::string_view what, std::string_view expected,
                std::string remedy, Findings& findings);

// A scalar that is not empty.
std::optional<std::string> read_text(const Node& node, std::string_view what, Findings& findings);
std::optional<bool> read_bool(const Node& node, std::string_view what, Findings& findings);
// A whole number from `least` to `most`.
std::optional<std::int64_t> read_integer(const Node& node, std::string_view what,
                                         std::int64_t least, std::int64_t most, Findings& findings);
// "250ms", "5s", "2m", "1h", more than nothing.
std::optional<std::int64_t> read_duration_ms(const Node& node, std::string_view what,
                                             Findings& findings);
// A field's path: name, address.city, items.0.price.
std::optional<model::Path> read_path(const Node& node, std::string_view what, Findings& findings);
// A list of scalars, or one scalar for a list of one; none of them twice.
std::optional<std::vector<std::string>> read_texts(const Node& node, std::string_view what,
                                                   Findings& findings);
std::optional<std::vector<model::Path>> read_paths(const Node& node, std::string_view what,
                                                   Findings& findings);

}  // namespace whimbrel::recipes
