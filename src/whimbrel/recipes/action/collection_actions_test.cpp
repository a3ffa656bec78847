#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "whimbrel/engine/backup/testing/sample_items.hpp"
#include "whimbrel/recipes/action/testing/action_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"

namespace whimbrel::recipes {
namespace {

using base::ErrorKind;
using engine::testing::fill;
using engine::testing::items_of;
using engine::testing::put_item;
using engine::testing::sample_item;
using engine::testing::sample_key;
using testing::ActionBench;

::testing::AssertionResult performed_well(ActionBench& bench) {
  const auto performed = bench.perform();
  if (performed) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << performed.error().describe();
}

// Every case on both stores.
class StoreKinds : public ::testing::TestWithParam<bool> {
 protected:
  StoreKinds() {
    if (!GetParam()) {
      store_ = std::make_unique<stores::memory::MemoryStore>();
      return;
    }
    folder_ = testing::make_test_folder();
    stores::sqlite::SqliteOptions options;
    options.path = folder_ + "/test.db";
    options.access = stores::sqlite::Access::create;
    store_ = stores::sqlite::SqliteStore::open(options).value();
  }
  ~StoreKinds() override {
    store_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  stores::Store& store() { return *store_; }
  bool has(const std::string& name) { return store_->collection(name).has_value(); }

 private:
  std::string folder_;
  std::unique_ptr<stores::Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreKinds, ::testing::Bool(),
                         [](const auto& kind) { return kind.param ? "sqlite" : "memory"; });

TEST_P(StoreKinds, create_collection_makes_it_and_takes_it_back) {
  ActionBench bench(store(), "create_collection: { name: people, key: [tenant, id] }");
  EXPECT_EQ(bench.action().description(), "create collection people");
  EXPECT_FALSE(bench.is_done().value());
  ASSERT_TRUE(performed_well(bench));
  EXPECT_TRUE(bench.is_done().value());
  EXPECT_EQ(store().collection("people")->spec.key_fields,
            (std::vector{model::Path({"tenant"}), model::Path({"id"})}));
  ASSERT_TRUE(bench.undo());
  EXPECT_FALSE(has("people"));
  EXPECT_TRUE(bench.undo());
}

TEST_P(StoreKinds, create_collection_keeps_what_others_put_into_it) {
  ActionBench bench(store(), "create_collection: { name: people }");
  ASSERT_TRUE(performed_well(bench));
  put_item(store(), "people", sample_key(1), sample_item(1));
  ASSERT_TRUE(bench.undo());
  EXPECT_TRUE(has("people"));
  EXPECT_EQ(bench.told().back(),
            "the collection people stays: others have put items into it since this run made it");
}

TEST_P(StoreKinds, create_collection_leaves_one_that_was_there) {
  fill(store(), "people", 3);
  ActionBench bench(store(), "create_collection: { name: people }");
  ASSERT_TRUE(performed_well(bench));
  ASSERT_TRUE(bench.undo());
  EXPECT_EQ(items_of(store(), "people").size(), 3u);
  ActionBench other(store(), "create_collection: { name: people, key: id }");
  EXPECT_EQ(other.is_done().error().kind(), ErrorKind::refused);
}

TEST_P(StoreKinds, drop_collection_brings_back_the_same_items_and_indexes) {
  fill(store(), "old", 1'000);
  ASSERT_TRUE(store().create_index("old", {"by_status", {model::Path({"status"})}, false}));
  const auto items = items_of(store(), "old");
  ActionBench bench(store(), "drop_collection: { name: old }");
  ASSERT_TRUE(performed_well(bench));
  EXPECT_FALSE(has("old"));
  EXPECT_TRUE(bench.is_done().value());
  ASSERT_TRUE(bench.undo());
  EXPECT_EQ(items_of(store(), "old"), items);
  EXPECT_EQ(store().indexes("old")->size(), 1u);
  EXPECT_TRUE(bench.undo());
}

TEST_P(StoreKinds, drop_collection_drops_nothing_that_was_not_archived) {
  fill(store(), "old", 3);
  ActionBench bench(store(), "drop_collection: { name: old }");
  bench.context().memo = bench.action().prepare(bench.context()).value();
  put_item(store(), "old", sample_key(7), sample_item(7));
  const auto performed = bench.action().perform(bench.context());
  ASSERT_FALSE(performed);
  EXPECT_EQ(performed.error().kind(), ErrorKind::refused);
  EXPECT_EQ(items_of(store(), "old").size(), 4u);
  ASSERT_TRUE(bench.undo());
  EXPECT_EQ(items_of(store(), "old").size(), 4u);
  EXPECT_NE(bench.told().back().find("stays as it is; the archive is " + bench.folder()),
            std::string::npos);
}

TEST_P(StoreKinds, drop_collection_notices_an_archive_that_is_not_its_own) {
  fill(store(), "old", 3);
  ActionBench bench(store(), "drop_collection: { name: old }");
  ASSERT_TRUE(performed_well(bench));
  for (const auto& entry : std::filesystem::directory_iterator(bench.folder()))
    std::ofstream(entry.path(), std::ios::app) << "x";
  const auto undone = bench.undo();
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().kind(), ErrorKind::corrupt);
  EXPECT_FALSE(has("old"));
}

TEST_P(StoreKinds, drop_collection_encrypts_when_backups_are) {
  fill(store(), "old", 3);
  ActionBench bench(store(), "drop_collection: { name: old }");
  const base::Secret passphrase("a passphrase of some length");
  bench.context().backup_passphrase = &passphrase;
  ASSERT_TRUE(performed_well(bench));
  bench.context().backup_passphrase = nullptr;
  EXPECT_FALSE(bench.undo());
  bench.context().backup_passphrase = &passphrase;
  ASSERT_TRUE(bench.undo());
  EXPECT_EQ(items_of(store(), "old").size(), 3u);
}

TEST_P(StoreKinds, create_index_makes_it_and_takes_it_back) {
  fill(store(), "users", 5);
  const std::string yaml =
      "create_index: { collection: users, name: by_mail, fields: [mail, a.b] }";
  ActionBench bench(store(), yaml);
  ASSERT_TRUE(performed_well(bench));
  EXPECT_TRUE(bench.is_done().value());
  EXPECT_EQ(store().indexes("users")->front().fields.size(), 2u);
  ASSERT_TRUE(bench.undo());
  EXPECT_TRUE(store().indexes("users")->empty());
  EXPECT_TRUE(bench.undo());
  ASSERT_TRUE(store().drop_collection("users"));
  EXPECT_TRUE(bench.undo());
}

TEST_P(StoreKinds, drop_index_makes_it_again_as_it_was) {
  fill(store(), "users", 5);
  const stores::IndexSpec index{"by_mail", {model::Path({"mail"})}, false};
  ASSERT_TRUE(store().create_index("users", index));
  ActionBench bench(store(), "drop_index: { collection: users, name: by_mail }");
  ASSERT_TRUE(performed_well(bench));
  EXPECT_TRUE(store().indexes("users")->empty());
  ASSERT_TRUE(bench.undo());
  EXPECT_EQ(store().indexes("users").value(), std::vector{index});
}

TEST(ActionCompiler, says_what_is_wrong_and_where) {
  stores::memory::MemoryStore store;
  const auto findings = [&](const std::string& yaml) {
    const ActionBench bench(store, yaml);
    EXPECT_FALSE(bench.compiled());
    return bench.findings();
  };
  EXPECT_EQ(findings("creat_collection: { name: a }"),
            "unknown-action: 'creat_collection' is no action\n");
  EXPECT_EQ(findings("- 5"),
            "wrong-type: an action must be one name and what it needs, and this is a list\n");
  EXPECT_NE(findings("create_collection: { key: a }").find("name"), std::string::npos);
  EXPECT_NE(findings("create_collection: { name: sqlite_x }").find("bad-value"), std::string::npos);
  EXPECT_NE(findings("create_index: { collection: a, name: b, fields: [x, x] }").size(), 0u);
  EXPECT_NE(findings("shell: { timeout: 5s }").find("needs either program or sh"),
            std::string::npos);
  EXPECT_NE(findings("http: { url: \"ftp://x\" }").find("https://"), std::string::npos);
  EXPECT_NE(findings("http: { url: \"http://x\", method: FETCH }").find("no HTTP method"),
            std::string::npos);
}

}  // namespace
}  // namespace whimbrel::recipes
