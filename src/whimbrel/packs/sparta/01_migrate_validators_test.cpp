#include "whimbrel/packs/sparta/01_migrate_validators.hpp"

#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/testing/sparta_bench.hpp"

namespace whimbrel::packs::sparta {
namespace {

using testing::SpartaBench;

constexpr const char* validators_table = "sparta-validators-dev";

TEST(MigrateValidators, makes_the_table_with_its_index_and_takes_both_back) {
  SpartaBench bench;
  const MigrateValidators migration(testing::settings_from());
  const auto after = testing::expect_round_trip(bench, migration);
  ASSERT_TRUE(after.items.contains(validators_table));
  EXPECT_EQ(after.indexes.at(validators_table), std::vector<std::string>{"NodeOperatorIndex"});
}

TEST(MigrateValidators, makes_the_table_that_the_environment_names) {
  SpartaBench bench;
  const MigrateValidators migration(testing::settings_from({{"VALIDATORS_TABLE_NAME", "mine"}}));
  EXPECT_TRUE(testing::expect_round_trip(bench, migration).items.contains("mine"));
}

TEST(MigrateValidators, leaves_what_is_there_already_also_when_it_is_taken_back) {
  SpartaBench bench;
  const auto settings = testing::settings_from();
  bench.make(validators(*settings));
  bench.put(validators_table, {testing::validator_item("0xa", "1")});
  const auto before = bench.content();
  EXPECT_EQ(testing::expect_round_trip(bench, MigrateValidators(settings)), before);
}

TEST(MigrateValidators, adds_only_the_index_to_a_table_without) {
  SpartaBench bench;
  const auto settings = testing::settings_from();
  bench.make({validators(*settings).spec, {}});
  const auto after = testing::expect_round_trip(bench, MigrateValidators(settings));
  EXPECT_EQ(after.indexes.at(validators_table).size(), 1u);
}

TEST(MigrateValidators, keeps_the_table_when_it_was_filled_since) {
  SpartaBench bench;
  const MigrateValidators migration(testing::settings_from());
  ASSERT_TRUE(bench.up(migration));
  bench.put(validators_table, {testing::validator_item("0xa", "1")});
  ASSERT_TRUE(bench.down(migration));
  EXPECT_EQ(bench.items(validators_table).size(), 1u);
}

TEST(MigrateValidators, refuses_a_table_with_another_key) {
  SpartaBench bench;
  bench.make({{validators_table, {model::Path({"id"})}, {}}, {}});
  const auto applied = bench.up(MigrateValidators(testing::settings_from()));
  ASSERT_FALSE(applied);
  EXPECT_EQ(applied.error().kind(), base::ErrorKind::refused);
}

}  // namespace
}  // namespace whimbrel::packs::sparta
