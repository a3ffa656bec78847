#include "whimbrel/recipes/example_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/model/date_text.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

std::optional<model::Value> read_item(const Node& node, std::string_view what, Findings& findings) {
  if (!node.is_map()) {
    wrong_type(node, what, "an item", "write it as { _id: 1, name: Ada Lovelace }", findings);
    return std::nullopt;
  }
  auto item = value_of(node, findings);
  if (item && item->is<model::Object>()) return item;
  if (item)
    findings.error("wrong-type", node.place(), fmt::format("{} is a single value", what),
                   "write an item, with fields");
  return std::nullopt;
}

void read_expected(const Node& node, RecipeExample& example, Findings& findings) {
  using Outcome = RecipeExample::Outcome;
  if (node.is_scalar() && (node.text() == "unchanged" || node.text() == "deleted")) {
    example.outcome = node.text() == "unchanged" ? Outcome::unchanged : Outcome::deleted;
    return;
  }
  const Node* rejected = node.find("rejected");
  if (rejected != nullptr && node.entries().size() == 1) {
    example.outcome = Outcome::rejected;
    if (auto text = read_text(*rejected, "rejected", findings)) example.rejection = *text;
    return;
  }
  if (!node.is_map()) {
    wrong_type(node, "expect", "an item, unchanged, deleted or { rejected: text }",
               "write the whole item as it is to be afterwards", findings);
    return;
  }
  if (auto item = read_item(node, "expect", findings)) example.expected = *std::move(item);
}

void read_now(const Node& node, RecipeExample& example, Findings& findings) {
  auto value = value_of(node, findings);
  if (!value) return;
  if (const auto* date = value->get_if<model::Date>()) {
    example.now = date->ms_since_epoch;
    return;
  }
  const auto* text = value->get_if<std::string>();
  const auto date = text == nullptr ? std::nullopt : model::read_iso_text(*text);
  if (date)
    example.now = date->ms_since_epoch;
  else
    findings.error("wrong-type", node.place(), "now must be a date with its time",
                   "write now: 2025-01-01T00:00:00Z");
}

std::vector<RecipeExample::Item> read_items(const Node& node, std::string_view what,
                                            Findings& findings) {
  std::vector<RecipeExample::Item> items;
  if (!node.is_list()) {
    wrong_type(node, what, "a list", "write [{ collection: name, item: { … } }]", findings);
    return items;
  }
  for (const Node& entry : node.items()) {
    const MapReader map(entry, std::string(what), {"collection", "item"}, findings);
    const Node* collection = map.require("collection", "collection: and its name");
    const Node* item = map.require("item", "item: and its fields");
    if (collection == nullptr || item == nullptr) continue;
    auto name = read_text(*collection, "collection", findings);
    auto value = read_item(*item, "item", findings);
    if (name && value) items.push_back({*std::move(name), *std::move(value)});
  }
  return items;
}

RecipeExample read_example(const Node& node, std::size_t number, Findings& findings) {
  RecipeExample example;
  example.name = fmt::format("example {}", number);
  example.place = node.place();
  const MapReader map(node, "an example", {"name", "given", "expect", "now", "inserts", "beside"},
                      findings);
  if (!map.is_map()) return example;
  if (const Node* name = map.find("name"))
    if (auto text = read_text(*name, "name", findings)) example.name = *std::move(text);
  if (const Node* given = map.require("given", "given: and the item before"))
    if (auto item = read_item(*given, "given", findings)) example.given = *std::move(item);
  if (const Node* expect = map.require("expect", "expect: and the item afterwards, or unchanged"))
    read_expected(*expect, example, findings);
  if (const Node* now = map.find("now")) read_now(*now, example, findings);
  if (const Node* inserts = map.find("inserts"))
    example.inserts = read_items(*inserts, "inserts", findings);
  if (const Node* beside = map.find("beside"))
    example.beside = read_items(*beside, "beside", findings);
  return example;
}

}  // namespace

std::vector<RecipeExample> read_examples(const Node& node, Findings& findings) {
  std::vector<RecipeExample> examples;
  if (!node.is_list()) {
    wrong_type(node, "examples", "a list", "write - given: and expect:, indented below examples",
               findings);
    return examples;
  }
  for (const Node& item : node.items())
    examples.push_back(read_example(item, examples.size() + 1, findings));
  return examples;
}

}  // namespace whimbrel::recipes
