#pragma once

#include <string_view>
#include <vector>

#include "whimbrel/recipes/document/findings.hpp"
#include "whimbrel/recipes/recipe.hpp"
#include "whimbrel/recipes/recipe_reader.hpp"

namespace whimbrel::recipes {

struct LintRule {
  std::string_view code;     // "no-limit"
  std::string_view meaning;  // one line
};

// Every warning that lint() may give, by code. A recipe silences one by `allow: [code]`, or by a
// comment `# whimbrel: allow code` at the line it is about or above the entry it is about.
const std::vector<LintRule>& lint_rules();

// Warns of what loses data, cannot be taken back or does not give the same twice. `text` is the
// recipe's own, for the comments that allow; what they or the recipe allow goes from `findings`
// too.
void lint(const Recipe& recipe, std::string_view text, Findings& findings);

// Reads a recipe and lints it when it has no errors: all that `whimbrel lint` shows of a file, in
// the order of the file.
Findings lint_file(const RecipeSurroundings& surroundings, const std::string& path);

}  // namespace whimbrel::recipes
