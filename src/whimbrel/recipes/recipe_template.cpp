#include "whimbrel/recipes/recipe_template.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace whimbrel::recipes {
namespace {

constexpr std::string_view template_text =
    R"(# A migration, line by line. Try it with `whimbrel lint`, `whimbrel test` and `whimbrel preview`,
# and only then run `whimbrel up`. `whimbrel lint --schema > recipe.schema.json` lets your editor
# complete and check it. Lines that begin with # are comments: remove what you do not need.

id: @ID@
description: Say in one line what changes and why

# Migrations that must have been completed before.
# depends_on: [004_fix_melted_token_status]

collection: users

# What things are called in messages, and whom the plan says it concerns.
# nouns: { item: user, owner: team, amount: sats }
# impact: { owner: teamId, amount: balance }
# Fields that are never shown.
# secrets: [password]

# Which items are meant, in MongoDB's query language. What is changed should not match any more.
where: { name: { $exists: true } }

# In order; later ones see what earlier ones did. Others: rename, increment, convert, default, map,
# jq, lookup, run, copy_to, rekey, delete.
change:
  - set: { first: { jq: '.name | split(" ")[0]' } }
  - set: { migratedAt: { now: true } }
  - unset: [name]

# Steps that are not item by item: create_collection, drop_collection, create_index, drop_index,
# http, shell.
# before: [{ create_collection: { name: people, key: _id } }]

# What must be so of the whole collection afterwards.
check:
  - none: { first: "" }

# journal: the run can be taken back with `whimbrel down`. none: not once it is completed.
undo: journal

# A run that would change more stops before the first write.
limit: { affected: 20% }

# Cases for `whimbrel test`.
examples:
  - name: a name of two words
    given: { _id: 1, name: Ada Lovelace }
    now: 2025-01-01T00:00:00Z
    expect: { _id: 1, first: Ada, migratedAt: { $date: 2025-01-01T00:00:00Z } }
  - name: one that was changed before
    given: { _id: 2, first: Grace }
    expect: unchanged
)";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

bool is_recipe_id(std::string_view id) noexcept {
  constexpr std::size_t id_bytes_max = 100;
  const auto digits =
      static_cast<std::size_t>(std::find_if_not(id.begin(), id.end(), is_digit) - id.begin());
  if (digits == 0 || digits == id.size() || id.size() > id_bytes_max) return false;
  if (id.back() == '_' || id.find("__") != std::string_view::npos) return false;
  return id[digits] == '_' && std::all_of(id.begin(), id.end(), [](char c) {
           return is_digit(c) || is_lower(c) || c == '_';
         });
}

base::Result<std::string> recipe_template(std::string_view id) {
  if (!is_recipe_id(id))
    return base::fail(base::ErrorKind::usage, fmt::format("\"{}\" is no id of a recipe", id),
                      "write digits, then words in lower case: 005_split_name");
  std::string text(template_text);
  constexpr std::string_view mark = "@ID@";
  text.replace(text.find(mark), mark.size(), id);
  return text;
}

}  // namespace whimbrel::recipes
