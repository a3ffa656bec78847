#include "whimbrel/recipes/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "whimbrel/recipes/allowances.hpp"
#include "whimbrel/recipes/document/yaml.hpp"

namespace whimbrel::recipes {
namespace {

void warn_of_reach(const Recipe& recipe, Findings& findings) {
  if (recipe.info.collection.empty()) return;
  const Place top = recipe.document.place();
  if (recipe.where.matches_everything())
    findings.warn(
        "no-where", recipe.where_place.value_or(top),
        fmt::format("there is no `where`: every item of {} is meant", recipe.info.collection),
        "add where: with a query, or allow no-where when all of them are meant");
  if (!recipe.limit.items_max && !recipe.limit.share_max)
    findings.warn("no-limit", top,
                  "there is no `limit`: a query that selects too much changes too much",
                  "add limit: { affected: 20% }, or a number of items");
  if (recipe.checks.empty())
    findings.warn("no-check", top,
                  "there is no `check`: nothing says what must be so of the collection afterwards",
                  "add check: [{ none: { … } }] with a query that no item may match any more");
}

bool is_anchored(std::string_view pattern) {
  return pattern.substr(0, 1) == "^" || pattern.substr(0, 2) == "\\A";
}

// A pattern that begins anywhere has to be tried at every character of every item.
void warn_of_regexes(const Node& node, Findings& findings) {
  for (const Node& item : node.items()) warn_of_regexes(item, findings);
  for (const NodeEntry& entry : node.entries()) {
    if (entry.key.text() == "$regex" && entry.value.is_scalar() && !is_anchored(entry.value.text()))
      findings.warn("regex-scans-all", entry.key.place(),
                    "this pattern may begin anywhere, so that every item is searched through",
                    "begin it with ^, or add a field with a plain value to the query");
    warn_of_regexes(entry.value, findings);
  }
}

void warn_of_actions(const Recipe& recipe, Findings& findings) {
  const auto look = [&](std::string_view key, const auto& actions) {
    const Node* list = recipe.document.find(key);
    for (std::size_t i = 0; i < actions.size() && list != nullptr; ++i)
      if (!actions[i]->can_undo())
        findings.warn("action-without-undo", list->items()[i].place(),
                      fmt::format("{} cannot be taken back", actions[i]->description()),
                      "give it an undo, or allow action-without-undo when it needs none");
  };
  look("before", recipe.before);
  look("after", recipe.after);
}

}  // namespace

const std::vector<LintRule>& lint_rules() {
  static const std::vector<LintRule> rules{
      {"action-may-repeat", "an action that a crash in the middle makes run twice"},
      {"action-without-undo", "an action that `whimbrel down` cannot take back"},
      {"convert-without-undo", "values are lost in a conversion and no journal stays"},
      {"delete-without-undo", "items are deleted and no journal stays to bring them back"},
      {"jq-not-deterministic", "jq reads the clock, the environment or other input"},
      {"no-check", "nothing is checked after the run"},
      {"no-limit", "nothing bounds how many items a run may change"},
      {"no-where", "every item of the collection is meant"},
      {"regex-scans-all", "a pattern without a beginning is searched for in every item"},
      {"rekey-may-collide", "two items may get the same new key"},
      {"run-not-pinned", "a program that the checksum does not cover"},
      {"unset-without-undo", "fields are removed and no journal stays to bring them back"},
  };
  return rules;
}

void lint(const Recipe& recipe, std::string_view text, Findings& findings) {
  Findings found;
  warn_of_reach(recipe, found);
  const Node* where = recipe.document.find("where");
  if (where != nullptr && recipe.where.required_texts().empty()) warn_of_regexes(*where, found);
  recipe.changes.lint({.undoable = recipe.info.undoable}, found);
  warn_of_actions(recipe, found);
  const auto allowances = read_allowances(text);
  findings.absorb(std::move(found));
  findings.drop_warnings([&](const Finding& finding) {
    return std::find(recipe.allowed.begin(), recipe.allowed.end(), finding.code) !=
               recipe.allowed.end() ||
           std::any_of(allowances.begin(), allowances.end(),
                       [&](const Allowance& allowance) { return allowance.covers(finding); });
  });
  findings.sort();
}

Findings lint_file(const RecipeSurroundings& surroundings, const std::string& path) {
  RecipeReading reading = read_recipe(surroundings, path);
  if (!reading.recipe) return std::move(reading.findings);
  const auto text = base::read_file(surroundings.files, path, yaml_bytes_max + 1);
  lint(*reading.recipe, text ? *text : std::string(), reading.findings);
  return std::move(reading.findings);
}

}  // namespace whimbrel::recipes
