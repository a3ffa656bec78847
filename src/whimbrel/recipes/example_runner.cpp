#include "whimbrel/recipes/example_runner.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/document/node_value.hpp"
#include "whimbrel/recipes/value_difference.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::recipes {
namespace {

using Outcome = RecipeExample::Outcome;

// What became of the item.
struct Aftermath {
  Outcome outcome = Outcome::unchanged;
  model::Value item;
  std::string rejection;
  std::vector<RecipeExample::Item> inserts;
};

std::string_view words_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::changed:
      return "changed";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::deleted:
      return "deleted";
    case Outcome::rejected:
      return "rejected";
  }
  return "changed";
}

base::Status create_collection(stores::Store& store, const Recipe& recipe,
                               const std::string& name) {
  const auto made = recipe.makes_collections.find(name);
  const bool is_made = made != recipe.makes_collections.end();
  return store.create_collection(
      {name, is_made ? made->second : std::vector{model::Path({"_id"})}});
}

base::Status put(stores::Store& store, const RecipeExample::Item& placed) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  WHIMBREL_ASSIGN(const auto collection, store.collection(placed.collection));
  const auto& codec = store.codec();
  std::string item;
  WHIMBREL_TRY(codec.encode_item(placed.item, item));
  const std::size_t bytes = item.size();
  item.append(model::item_padding_bytes, '\0');
  const auto view = codec.make_view();
  WHIMBREL_TRY(view->load({item.data(), bytes}));
  WHIMBREL_ASSIGN(const model::Key key, codec.key_of(*view, collection.spec.key_fields));
  stores::ItemWrite write;
  write.kind = stores::ItemWrite::Kind::insert;
  write.collection = placed.collection;
  write.key = key.text;
  write.after = {item.data(), bytes};
  stores::WriteOutcome outcome{};
  return session->write({&write, 1}, {&outcome, 1});
}

// The collections that the recipe works with, and what stands beside the example's item where
// lookups find it.
base::Status fill(stores::Store& store, const Recipe& recipe, const RecipeExample& example) {
  WHIMBREL_TRY(create_collection(store, recipe, recipe.info.collection));
  for (const std::string& name : recipe.info.inserts_into)
    WHIMBREL_TRY(create_collection(store, recipe, name));
  for (const RecipeExample::Item& placed : example.beside) {
    WHIMBREL_TRY(create_collection(store, recipe, placed.collection));
    WHIMBREL_TRY(put(store, placed));
  }
  return {};
}

base::Result<Aftermath> read_aftermath(const model::ItemView& view, engine::ChangeSink& sink,
                                       const model::ItemCodec& codec) {
  Aftermath after;
  if (sink.failure()) return tl::unexpected(*sink.failure());
  if (sink.rejection()) {
    after.outcome = Outcome::rejected;
    after.rejection = *sink.rejection();
    return after;
  }
  for (const engine::NewItem& made : sink.inserts()) {
    WHIMBREL_ASSIGN(auto item, codec.decode_item(made.bytes));
    after.inserts.push_back({std::string(made.collection), std::move(item)});
  }
  if (sink.wants_erase()) {
    after.outcome = Outcome::deleted;
  } else if (!sink.edits().empty()) {
    after.outcome = Outcome::changed;
    std::string bytes;
    std::vector<model::Edit> inverse;
    model::Arena arena;
    WHIMBREL_TRY(view.splice(sink.edits(), bytes, inverse, arena));
    WHIMBREL_ASSIGN(after.item, codec.decode_item(bytes));
  }
  return after;
}

base::Result<Aftermath> run(const RecipeMigration& migration, const RecipeExample& example,
                            base::UnixMillis now_ms) {
  stores::memory::MemoryStore store;
  WHIMBREL_TRY(fill(store, migration.recipe(), example));
  const base::ManualClock clock(example.now.value_or(now_ms));
  const base::Cancellation cancellation;
  engine::PinnedInputs inputs;
  inputs.run_time_ms = clock.now_ms();
  WHIMBREL_TRY(migration.pin_inputs({store, clock, cancellation}, inputs));
  WHIMBREL_ASSIGN(const auto transformer, migration.prepare(inputs, store.codec()));

  std::string item;
  WHIMBREL_TRY(store.codec().encode_item(example.given, item));
  const std::size_t bytes = item.size();
  item.append(model::item_padding_bytes, '\0');
  const auto view = store.codec().make_view();
  WHIMBREL_TRY(view->load({item.data(), bytes}));
  engine::ChangeSink sink;
  transformer->transform(*view, sink);
  return read_aftermath(*view, sink, store.codec());
}

std::string story_of(const Aftermath& after) {
  if (after.outcome == Outcome::rejected) return "rejected: " + after.rejection;
  if (after.outcome == Outcome::changed) return "changed to " + shown(after.item);
  return std::string(words_of(after.outcome));
}

void compare_inserts(const std::vector<RecipeExample::Item>& expected,
                     const std::vector<RecipeExample::Item>& got,
                     std::vector<std::string>& differences) {
  for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
    const std::string name = fmt::format("inserts.{}", i);
    if (i >= got.size()) {
      differences.push_back(fmt::format("{}: expected {} in {}, got nothing", name,
                                        shown(expected[i].item), expected[i].collection));
    } else if (i >= expected.size()) {
      differences.push_back(fmt::format("{}: expected nothing, got {} in {}", name,
                                        shown(got[i].item), got[i].collection));
    } else {
      if (expected[i].collection != got[i].collection)
        differences.push_back(fmt::format("{}: expected it in {}, got it in {}", name,
                                          expected[i].collection, got[i].collection));
      append_differences(expected[i].item, got[i].item, name, differences);
    }
  }
}

std::vector<std::string> compare(const RecipeExample& example, const Aftermath& after) {
  std::vector<std::string> differences;
  // Somebody may also spell out the item that stays as it is.
  const bool spelled_out = example.outcome == Outcome::changed;
  const bool has_item = after.outcome == Outcome::changed || after.outcome == Outcome::unchanged;
  if (spelled_out && has_item) {
    const model::Value& item = after.outcome == Outcome::changed ? after.item : example.given;
    append_differences(example.expected, item, "", differences);
    if (!differences.empty() && after.outcome == Outcome::unchanged)
      differences.emplace_back("the recipe leaves the item as it is");
  } else if (example.outcome != after.outcome) {
    differences.push_back(
        fmt::format("expected {}, got {}", words_of(example.outcome), story_of(after)));
  } else if (after.outcome == Outcome::rejected &&
             after.rejection.find(example.rejection) == std::string::npos) {
    differences.push_back(fmt::format("expected to be rejected with \"{}\", got \"{}\"",
                                      example.rejection, after.rejection));
  }
  if (example.inserts) compare_inserts(*example.inserts, after.inserts, differences);
  return differences;
}

}  // namespace

std::vector<ExampleResult> run_examples(const RecipeMigration& migration, base::UnixMillis now_ms) {
  std::vector<ExampleResult> results;
  for (const RecipeExample& example : migration.recipe().examples) {
    ExampleResult result{example.name, example.place, false, {}};
    if (const auto after = run(migration, example, now_ms))
      result.differences = compare(example, *after);
    else
      result.differences.push_back("cannot be run: " + after.error().describe());
    result.passed = result.differences.empty();
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace whimbrel::recipes
