#include "whimbrel/engine/dry_run_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

std::vector<std::string> names_of(stores::Store& store) {
  std::vector<std::string> names;
  const auto collections = store.collections();
  for (const auto& collection : *collections) names.push_back(collection.spec.name);
  return names;
}

class DryRun : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(testing::fill_things(base_, 3));
    ASSERT_TRUE(dry_run_.create_collection({"made", {*model::Path::parse("_id")}}));
  }

  base::Status insert(std::string_view key, std::string_view text) {
    WHIMBREL_ASSIGN(const auto session, dry_run_.open_session());
    stores::ItemWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.collection = "made";
    write.key = key;
    write.after = text;
    stores::WriteOutcome outcome{};
    return session->write({&write, 1}, {&outcome, 1});
  }

  stores::memory::MemoryStore base_;
  stores::memory::MemoryStore overlay_;
  DryRunStore dry_run_{base_, overlay_};
};

TEST_F(DryRun, lists_what_it_made_beside_what_is_there) {
  EXPECT_EQ(names_of(dry_run_), (std::vector<std::string>{"made", "things"}));
  EXPECT_EQ(names_of(base_), (std::vector<std::string>{"things"}));
}

TEST_F(DryRun, reads_a_collection_that_only_it_made) {
  ASSERT_TRUE(insert("1", R"({"_id":1})"));
  EXPECT_EQ(testing::dump(dry_run_, "made"), "1\t{\"_id\":1}\n");
  const auto ranges = dry_run_.split("made", 4);
  ASSERT_TRUE(ranges);
  EXPECT_FALSE(ranges->empty());
  EXPECT_TRUE(dry_run_.collection("made"));
}

TEST_F(DryRun, drops_only_what_it_made) {
  EXPECT_TRUE(dry_run_.drop_collection("made"));
  EXPECT_FALSE(dry_run_.collection("made"));
  EXPECT_EQ(dry_run_.drop_collection("things").error().kind(), base::ErrorKind::unsupported);
}

TEST_F(DryRun, a_collection_that_nobody_made_is_not_there) {
  EXPECT_EQ(dry_run_.collection("none").error().kind(), base::ErrorKind::not_found);
  EXPECT_FALSE(dry_run_.split("none", 4));
}

}  // namespace
}  // namespace whimbrel::engine
