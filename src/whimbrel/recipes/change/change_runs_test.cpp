// Recipes on stores, as the engine runs them: whatever they do, down gives the bytes back that were
// there before up.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>

#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"
#include "whimbrel/recipes/recipe_migration.hpp"
#include "whimbrel/recipes/recipe_reader.hpp"
#include "whimbrel/recipes/worker/testing/jq_program.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/sqlite/testing/scratch_folder.hpp"

namespace whimbrel::recipes {
namespace {

using engine::testing::RunBench;
using model::Path;

const std::vector<std::string> run_names{"a", "b", "c"};

std::string arbitrary_run_scalar() {
  return *rc::gen::element<std::string>(
      "1", "12", "2147483647", "1.50", "\"x\"", "\"12\"", "true", "null", "[1,{\"a\":2}]", "{}",
      R"({"$numberLong":"5"})", R"({"$numberDecimal":"1.50"})", R"({"$date":{"$numberLong":"0"}})");
}

std::string arbitrary_run_object(int depth) {
  std::string text = "{";
  for (const std::string& name : run_names) {
    if (*rc::gen::inRange(0, 3) == 0) continue;
    if (text.size() > 1) text += ',';
    const bool nests = depth > 0 && *rc::gen::inRange(0, 3) == 0;
    text += fmt::format("\"{}\":{}", name,
                        nests ? arbitrary_run_object(depth - 1) : arbitrary_run_scalar());
  }
  return text + '}';
}

std::string arbitrary_run_item(int number) {
  const std::string object = arbitrary_run_object(2);
  const std::string rest = object == "{}" ? "}" : ',' + object.substr(1);
  return model::testing::JsonRespeller(*rc::gen::arbitrary<std::uint32_t>())
      .respelled(fmt::format("{{\"_id\":\"k{}\"{}", number, rest));
}

std::string arbitrary_run_path() {
  std::string path = *rc::gen::elementOf(run_names);
  if (*rc::gen::inRange(0, 3) == 0) path += '.' + *rc::gen::elementOf(run_names);
  return path;
}

std::string arbitrary_source() {
  const std::string path = arbitrary_run_path();
  return *rc::gen::element<std::string>("x", "7", "1.5", "{ value: { a: 1 } }", "{ now: true }",
                                        "{ field: " + path + " }", "[1, 2]", "null");
}

std::string arbitrary_step_text(bool with_jq) {
  const std::string path = arbitrary_run_path();
  const std::string other = arbitrary_run_path();
  const std::string type = *rc::gen::element<std::string>("int", "long", "double", "decimal",
                                                          "string", "bool", "date", "objectId");
  const std::string on_error = *rc::gen::element<std::string>("reject", "skip", "null");
  const std::string rest = *rc::gen::element<std::string>("keep", "reject", "{ value: z }");
  switch (*rc::gen::inRange(0, with_jq ? 9 : 7)) {
    case 0:
      return fmt::format("set: {{ {}: {} }}", path, arbitrary_source());
    case 1:
      return fmt::format("unset: [{}]", path);
    case 2:
      return fmt::format("rename: {{ {}: {} }}", path, other);
    case 3:
      return fmt::format("increment: {{ {}: {} }}", path, *rc::gen::inRange(-3, 4));
    case 4:
      return fmt::format("convert: {{ {}: {{ to: {}, on_error: {} }} }}", path, type, on_error);
    case 5:
      return fmt::format("default: {{ {}: {} }}", path, arbitrary_source());
    case 6:
      return fmt::format("map: {{ {}: {{ from_to: {{ x: y, 1: 2, 12: x }}, otherwise: {} }} }}",
                         path, rest);
    case 7:
      return *rc::gen::element<std::string>(
          "jq: '.a = [.b, .c]'", "jq: 'del(.b) | .c = {a: .a}'", "jq: '.n = length'",
          R"(jq: 'if .a == "x" then {"$reject": "x"} else .a = .a + 1 end')");
    default:
      return fmt::format("set: {{ {}: {{ jq: '[.a, .b] | tojson' }} }}", path);
  }
}

// What puts items elsewhere comes last, because nothing is left behind it.
std::string arbitrary_last_step() {
  return *rc::gen::element<std::string>(
      "delete: true", "copy_to: { collection: others }", "rekey: { collection: others }",
      "rekey: { collection: pairs, key: { value: [1, 2] } }", "rekey: { key: { field: a } }",
      "rekey: { collection: others, key: { field: b } }");
}

std::string arbitrary_recipe(bool with_jq) {
  std::string text = "id: 1_random\ndescription: Whatever\ncollection: things\n";
  if (*rc::gen::inRange(0, 2) == 0)
    text += fmt::format("where: {{ {}: {{ $exists: {} }} }}\n", arbitrary_run_path(),
                        *rc::gen::arbitrary<bool>());
  text += "change:\n";
  const auto steps = *rc::gen::inRange(1, 5);
  for (int i = 0; i < steps; ++i) text += "  - " + arbitrary_step_text(with_jq) + '\n';
  if (*rc::gen::inRange(0, 3) == 0) text += "  - " + arbitrary_last_step() + '\n';
  return text;
}

void insert_items(stores::Store& store, const std::vector<std::string>& items) {
  const auto session = store.open_session().value();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string key = fmt::format("\"k{}\"", i);
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = "things";
    write.key = key;
    write.after = items[i];
    stores::WriteOutcome outcome{};
    RC_ASSERT(session->write({&write, 1}, {&outcome, 1}).has_value());
    RC_ASSERT(outcome == stores::WriteOutcome::applied);
  }
}

std::string everything(stores::Store& store) {
  std::string text;
  for (const char* collection : {"things", "others", "pairs"})
    text += engine::testing::dump(store, collection) + "--\n";
  return text;
}

void check_that_down_undoes_up(stores::Store& store, bool with_jq) {
  RC_ASSERT(store.create_collection({"things", {Path({"_id"})}}).has_value());
  RC_ASSERT(store.create_collection({"others", {Path({"_id"})}}).has_value());
  RC_ASSERT(store.create_collection({"pairs", {Path({"pk"}), Path({"sk"})}}).has_value());
  std::vector<std::string> items;
  const auto count = *rc::gen::inRange(1, 9);
  for (int i = 0; i < count; ++i) items.push_back(arbitrary_run_item(i));
  insert_items(store, items);
  const std::string before = everything(store);

  const std::string text = arbitrary_recipe(with_jq);
  auto reading = read_recipe_text({base::posix_file_system(), {}}, "1_random.yaml", text);
  if (!reading.recipe) {
    RC_TAG("no recipe");
    return;
  }
  RC_LOG() << text;
  for (const std::string& item : items) RC_LOG() << item << '\n';
  const RecipeMigration migration(*std::move(reading.recipe));
  RunBench bench(store, migration);
  bench.options.batch_items_max = 3;
  const auto up = bench.up();
  if (!up && up.error().kind() == base::ErrorKind::refused) {
    RC_TAG("refused");
    RC_ASSERT(everything(store) == before);
    return;
  }
  if (!up) RC_FAIL(up.error().describe());
  RC_ASSERT(up->run.status == engine::RunStatus::completed);
  RC_TAG(everything(store) == before ? "nothing changed" : "changed");
  const auto down = bench.down();
  if (!down) RC_FAIL(down.error().describe());
  RC_ASSERT(everything(store) == before);
}

void check_in_memory(bool transactions, bool with_jq) {
  stores::memory::MemoryOptions options;
  options.transactions = transactions;
  stores::memory::MemoryStore store(options);
  check_that_down_undoes_up(store, with_jq);
}

TEST(ChangeRuns, down_gives_the_bytes_back_in_memory) {
  EXPECT_TRUE(rc::check([] { check_in_memory(true, false); }));
}

TEST(ChangeRuns, down_gives_the_bytes_back_without_transactions) {
  EXPECT_TRUE(rc::check([] { check_in_memory(false, false); }));
}

TEST(ChangeRuns, down_gives_the_bytes_back_in_sqlite) {
  EXPECT_TRUE(rc::check([] {
    const stores::sqlite::testing::ScratchFolder folder;
    stores::sqlite::SqliteOptions options;
    options.path = folder.file("store.db");
    options.sync = stores::sqlite::Sync::off;
    const auto store = stores::sqlite::SqliteStore::open(options);
    RC_ASSERT(store.has_value());
    check_that_down_undoes_up(**store, false);
  }));
}

TEST(ChangeRuns, down_gives_the_bytes_back_of_what_jq_did) {
  EXPECT_TRUE(rc::check([] { check_in_memory(true, true); }));
}

}  // namespace
}  // namespace whimbrel::recipes
