#include "whimbrel/recipes/recipe_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/check_reader.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/yaml.hpp"
#include "whimbrel/recipes/example_reader.hpp"
#include "whimbrel/recipes/limit_reader.hpp"
#include "whimbrel/recipes/lint.hpp"
#include "whimbrel/recipes/query_reader.hpp"
#include "whimbrel/recipes/recipe_template.hpp"
#include "whimbrel/recipes/repeatability.hpp"
#include "whimbrel/stores/collection_name.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::string_view recipe_suffix = ".yaml";

// A recipe in the making.
struct Draft {
  const RecipeSurroundings& surroundings;
  Findings& findings;
  Recipe recipe;
  std::vector<model::Path> reads;
  // Canonical words of what is no part of the change list, for the checksum.
  std::string actions;
};

std::string file_name_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

void read_id(const Node& node, Draft& draft) {
  auto id = read_text(node, "id", draft.findings);
  if (!id) return;
  const std::string name = file_name_of(draft.recipe.file);
  if (!is_recipe_id(*id))
    draft.findings.error("wrong-id", node.place(), fmt::format("\"{}\" is no id", *id),
                         "write digits, then words in lower case: 005_split_name");
  else if (name != *id + std::string(recipe_suffix))
    draft.findings.error("wrong-id", node.place(),
                         fmt::format("the id is {} and the file is {}", *id, name),
                         fmt::format("name the file {}{}, or correct the id", *id, recipe_suffix));
  draft.recipe.info.id = *std::move(id);
}

void read_description(const Node& node, Draft& draft) {
  if (auto text = read_text(node, "description", draft.findings))
    draft.recipe.info.description = *std::move(text);
}

void read_depends_on(const Node& node, Draft& draft) {
  auto ids = read_texts(node, "depends_on", draft.findings);
  if (!ids) return;
  if (std::find(ids->begin(), ids->end(), draft.recipe.info.id) != ids->end())
    draft.findings.error("wrong-order", node.place(), "the recipe depends on itself",
                         "name other migrations here, or remove the key");
  draft.recipe.info.depends_on = *std::move(ids);
}

void read_collection(const Node& node, Draft& draft) {
  auto name = read_text(node, "collection", draft.findings);
  if (!name) return;
  if (const auto good = stores::check_collection_name(*name); !good)
    draft.findings.error("wrong-name", node.place(), good.error().message(), good.error().remedy());
  draft.recipe.info.collection = *std::move(name);
}

void read_nouns(const Node& node, Draft& draft) {
  engine::MigrationInfo& info = draft.recipe.info;
  const MapReader map(node, "nouns", {"item", "owner", "amount"}, draft.findings);
  const auto read = [&](std::string_view key, std::string& noun) {
    if (const Node* value = map.find(key))
      if (auto text = read_text(*value, key, draft.findings)) noun = *std::move(text);
  };
  read("item", info.item_noun);
  read("owner", info.owner_noun);
  read("amount", info.amount_noun);
}

void read_impact(const Node& node, Draft& draft) {
  const MapReader map(node, "impact", {"owner", "amount"}, draft.findings);
  if (const Node* owner =
          map.require("owner", "owner: and the field that names whom an item is of"))
    draft.recipe.owner_path = read_path(*owner, "owner", draft.findings);
  if (const Node* amount = map.find("amount"))
    draft.recipe.amount_path = read_path(*amount, "amount", draft.findings);
}

void read_secrets(const Node& node, Draft& draft) {
  if (auto names = read_texts(node, "secrets", draft.findings))
    draft.recipe.info.secret_fields = *std::move(names);
}

void read_where(const Node& node, Draft& draft) {
  draft.recipe.where_place = node.place();
  auto query = read_query(node, "where", draft.findings);
  if (!query) return;
  draft.recipe.query = std::move(query->value);
  draft.recipe.where = std::move(query->filter);
}

void read_reads(const Node& node, Draft& draft) {
  if (auto paths = read_paths(node, "reads", draft.findings)) draft.reads = *std::move(paths);
}

// What create_collection makes, for those who need its key before it is there; what is wrong with
// it is the action's to say.
void note_collection(const Node& entry, Draft& draft) {
  const Node* created = entry.find("create_collection");
  const Node* name = created == nullptr ? nullptr : created->find("name");
  if (name == nullptr) return;
  const Node* key = created->find("key");
  Findings ignored;
  auto paths = key == nullptr ? std::nullopt : read_paths(*key, "key", ignored);
  draft.recipe.makes_collections[name->text()] =
      paths ? *std::move(paths) : std::vector{model::Path({"_id"})};
}

void read_actions(const Node& node, std::string_view what, Draft& draft,
                  std::vector<std::unique_ptr<engine::Action>>& actions) {
  if (!node.is_list()) {
    wrong_type(node, what, "a list",
               fmt::format("write {}: [{{ create_collection: {{ name: people }} }}]", what),
               draft.findings);
    return;
  }
  const ActionCompileContext context{draft.recipe.folder, draft.surroundings.files,
                                     draft.surroundings.jq_command};
  for (const Node& entry : node.items()) {
    auto action = compile_action(entry, context, draft.findings);
    if (!action) continue;
    draft.actions += fmt::format("{} {}\n", what, action->definition());
    actions.push_back(std::move(action));
  }
}

void read_before(const Node& node, Draft& draft) {
  for (const Node& entry : node.items()) note_collection(entry, draft);
  read_actions(node, "before", draft, draft.recipe.before);
}

void read_after(const Node& node, Draft& draft) {
  read_actions(node, "after", draft, draft.recipe.after);
}

void read_change(const Node& node, Draft& draft) {
  CompileContext context{draft.surroundings.files,
                         draft.recipe.folder,
                         draft.recipe.info.collection,
                         draft.reads,
                         draft.recipe.info.secret_fields,
                         draft.recipe.makes_collections,
                         nullptr,
                         1,
                         draft.surroundings.jq_command};
  draft.recipe.changes = ChangeList::compile(node, std::move(context), draft.findings);
}

void read_check(const Node& node, Draft& draft) {
  draft.recipe.checks = read_checks(node, draft.findings);
}

void read_undo(const Node& node, Draft& draft) {
  if (node.is_scalar() && (node.text() == "journal" || node.text() == "none"))
    draft.recipe.info.undoable = node.text() == "journal";
  else
    draft.findings.error("wrong-type", node.place(), "undo must be journal or none",
                         "write undo: journal to be able to take the run back");
}

void read_limit_key(const Node& node, Draft& draft) {
  if (const auto limit = read_limit(node, draft.findings)) draft.recipe.limit = *limit;
}

void read_example_list(const Node& node, Draft& draft) {
  draft.recipe.examples = read_examples(node, draft.findings);
}

void read_allow(const Node& node, Draft& draft) {
  auto codes = read_texts(node, "allow", draft.findings);
  if (!codes) return;
  std::vector<std::string_view> known;
  for (const LintRule& rule : lint_rules()) known.push_back(rule.code);
  for (const std::string& code : *codes)
    if (std::find(known.begin(), known.end(), code) == known.end())
      draft.findings.error("unknown-code", node.place(),
                           fmt::format("there is no warning \"{}\"", code),
                           nearest_remedy(code, known));
  draft.recipe.allowed = *std::move(codes);
}

struct RecipeKey {
  std::string_view name;
  void (*read)(const Node&, Draft&);
  std::string_view example;  // of those that must be there
};

// In the order they are read: later ones go by what earlier ones said.
constexpr std::array<RecipeKey, 17> recipe_keys{{
    {"id", read_id, "id: and the file's name without .yaml"},
    {"description", read_description, "description: and one line that says what it does"},
    {"depends_on", read_depends_on, {}},
    {"collection", read_collection, "collection: and the name of the collection to change"},
    {"nouns", read_nouns, {}},
    {"impact", read_impact, {}},
    {"secrets", read_secrets, {}},
    {"where", read_where, {}},
    {"reads", read_reads, {}},
    {"before", read_before, {}},
    {"change", read_change, "change: and a list of what to do, such as - set: { a: 1 }"},
    {"after", read_after, {}},
    {"check", read_check, {}},
    {"undo", read_undo, {}},
    {"limit", read_limit_key, {}},
    {"examples", read_example_list, {}},
    {"allow", read_allow, {}},
}};

std::string canonical(const model::Value& value) {
  std::string text;
  if (!model::write_extended_json(value, model::ExtendedJsonMode::canonical, text)) return "?";
  return text;
}

// What the recipe does to data, and nothing else: rewording the description, a comment or an
// example leaves the checksum as it is.
std::string definition_of(const Draft& draft) {
  const Recipe& recipe = draft.recipe;
  std::string text = fmt::format("collection {}\n", recipe.info.collection);
  if (!recipe.where.matches_everything())
    text += fmt::format("where {}\n", canonical(recipe.query));
  for (const model::Path& path : draft.reads) text += fmt::format("reads {}\n", path.text());
  text += recipe.changes.definition();
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += draft.actions;
  if (!recipe.info.undoable) text += "undo none\n";
  return text;
}

void complete_info(Draft& draft, const Node& root) {
  Recipe& recipe = draft.recipe;
  recipe.info.definition = definition_of(draft);
  recipe.info.inserts_into = recipe.changes.inserts_into();
  recipe.info.repeatable = is_repeatable(recipe, root);
}

// A recipe may be nothing but steps; then it names no collection, and nothing that is about items.
bool has_only_steps(const MapReader& map) {
  constexpr std::array about_items{"collection", "change", "where",  "reads",
                                   "check",      "limit",  "impact", "examples"};
  const bool has_steps = map.find("before") != nullptr || map.find("after") != nullptr;
  return has_steps && std::none_of(about_items.begin(), about_items.end(),
                                   [&](const char* name) { return map.find(name) != nullptr; });
}

void read_keys(const Node& root, Draft& draft) {
  if (root.is_null()) {
    draft.findings.error("empty", root.place(), "the file holds no recipe",
                         "`whimbrel new` writes one to begin with");
    return;
  }
  std::array<std::string_view, recipe_keys.size()> names;
  std::transform(recipe_keys.begin(), recipe_keys.end(), names.begin(),
                 [](const RecipeKey& key) { return key.name; });
  const MapReader map(root, "a recipe", names, draft.findings);
  if (!map.is_map()) return;
  const bool only_steps = has_only_steps(map);
  for (const RecipeKey& key : recipe_keys) {
    const bool about_items = key.name == "collection" || key.name == "change";
    const bool required = !key.example.empty() && !(only_steps && about_items);
    const Node* value = required ? map.require(key.name, key.example) : map.find(key.name);
    if (value == nullptr) continue;
    if (value->is_null())
      draft.findings.error("missing-value", value->place(),
                           fmt::format("nothing stands behind \"{}:\"", key.name),
                           "write its value, or remove the key");
    else
      key.read(*value, draft);
  }
}

}  // namespace

RecipeReading read_recipe_text(const RecipeSurroundings& surroundings, const std::string& path,
                               std::string_view text) {
  RecipeReading reading;
  auto root = parse_yaml(path, text, reading.findings);
  if (root) {
    Draft draft{surroundings, reading.findings, {}, {}, {}};
    draft.recipe.file = path;
    draft.recipe.folder = base::directory_of(path);
    read_keys(*root, draft);
    if (!reading.findings.has_errors()) {
      complete_info(draft, *root);
      draft.recipe.document = *std::move(root);
      reading.recipe = std::move(draft.recipe);
    }
  }
  reading.findings.sort();
  return reading;
}

RecipeReading read_recipe(const RecipeSurroundings& surroundings, const std::string& path) {
  // One byte more, so that the reader of YAML says what it says of any text that is too large.
  const auto text = base::read_file(surroundings.files, path, yaml_bytes_max + 1);
  if (text) return read_recipe_text(surroundings, path, *text);
  RecipeReading reading;
  reading.findings.error(
      "unreadable", {path, 0, 0}, text.error().describe(),
      text.error().remedy().empty() ? "look at the file" : text.error().remedy());
  return reading;
}

}  // namespace whimbrel::recipes
