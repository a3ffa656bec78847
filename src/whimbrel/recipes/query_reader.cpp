#include "whimbrel/recipes/query_reader.hpp"

#include <utility>
#include <vector>

#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

using model::Object;
using model::Value;

// Finds what of a query is wrong by compiling ever smaller parts of it: a filter's error knows the
// path and the operator, but not the line. A part that compiles alone is right.
class BlameFinder {
 public:
  explicit BlameFinder(Findings& findings) : findings_(findings) {}

  // `node` is an object of paths and logical operators.
  void in_query(const Node& node) {
    const auto before = findings_.errors();
    if (node.is_map())
      for (const NodeEntry& entry : node.entries()) in_entry(entry);
    if (findings_.errors() == before) blame(node, *value(node));
  }

 private:
  static bool is_operator(const std::string& name) { return name.substr(0, 1) == "$"; }

  std::optional<Value> value(const Node& node) {
    Findings ignored;
    return value_of(node, ignored, ValueUse::query);
  }

  bool compiles(const Value& query) { return model::Filter::compile(query).has_value(); }

  void blame(const Node& node, const Value& query) {
    if (auto compiled = model::Filter::compile(query); !compiled)
      findings_.error("wrong-query", node.place(), compiled.error().describe(),
                      compiled.error().remedy());
  }

  void in_entry(const NodeEntry& entry) {
    const std::string& name = entry.key.text();
    Value part = Object{{name, *value(entry.value)}};
    if (compiles(part)) return;
    const auto before = findings_.errors();
    if (is_operator(name) && entry.value.is_list()) {
      for (const Node& item : entry.value.items())
        if (!compiles(*value(item))) in_query(item);
    } else if (!is_operator(name) && entry.value.is_map()) {
      in_operators(name, entry.value);
    }
    if (findings_.errors() == before) blame(entry.key, part);
  }

  // `node` is { $gt: 5, … } behind the path `name`.
  void in_operators(const std::string& name, const Node& node) {
    const Node* options = node.find("$options");
    for (const NodeEntry& entry : node.entries()) {
      const std::string& word = entry.key.text();
      // They belong together, and neither compiles without the other.
      if (word == "$options" && node.find("$regex") != nullptr) continue;
      Object condition{{word, *value(entry.value)}};
      if (word == "$regex" && options != nullptr) condition.append("$options", *value(*options));
      const Value part = Object{{name, Value(std::move(condition))}};
      if (compiles(part)) continue;
      const auto before = findings_.errors();
      if (word == "$not" && entry.value.is_map()) in_operators(name, entry.value);
      if (word == "$elemMatch" && entry.value.is_map()) in_element(name, entry.value);
      if (findings_.errors() == before) blame(entry.key, part);
    }
  }

  // What $elemMatch holds is a query of the element, or operators on the element itself.
  void in_element(const std::string& name, const Node& node) {
    for (const NodeEntry& entry : node.entries()) {
      const bool is_logical = entry.value.is_list() && is_operator(entry.key.text());
      if (is_operator(entry.key.text()) && !is_logical) return in_operators(name, node);
    }
    for (const NodeEntry& entry : node.entries()) in_entry(entry);
  }

  Findings& findings_;
};

}  // namespace

std::optional<Query> read_query(const Node& node, std::string_view what, Findings& findings) {
  if (!node.is_map()) {
    wrong_type(node, what, "a query", "write it as { status: open, age: { $gte: 18 } }", findings);
    return std::nullopt;
  }
  auto value = value_of(node, findings, ValueUse::query);
  if (!value) return std::nullopt;
  auto filter = model::Filter::compile(*value);
  if (filter) return Query{*std::move(value), *std::move(filter)};
  BlameFinder(findings).in_query(node);
  return std::nullopt;
}

}  // namespace whimbrel::recipes
