#include "whimbrel/cli/pack_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PackTablesTest : public ::testing::Test {
 protected:
  void make(const std::string& name) {
    ASSERT_TRUE(store_.create_collection({name, {model::Path({"_id"})}}));
  }

  packs::Catalogue catalogue_{[](const std::string& name) {
    return name == "VALIDATORS_TABLE_NAME" ? std::optional<std::string>("mine") : std::nullopt;
  }};
  stores::memory::MemoryStore store_;
};

TEST_F(PackTablesTest, are_those_that_are_there_in_the_packs_order) {
  make("mine");
  make("another-teams");
  make("sparta-node-operators-dev");
  const auto tables = find_pack_tables(catalogue_, store_);
  ASSERT_TRUE(tables);
  EXPECT_THAT(tables->there, ElementsAre("sparta-node-operators-dev", "mine"));
  EXPECT_THAT(tables->absent,
              ElementsAre("sparta-network-stats-dev", "sparta-validator-history-dev"))
      << "the wallet's collections are none of this store's business";
}

TEST_F(PackTablesTest, that_are_all_absent_are_told_by_name) {
  make("another-teams");
  const auto tables = find_pack_tables(catalogue_, store_);
  ASSERT_FALSE(tables);
  EXPECT_EQ(tables.error().kind(), base::ErrorKind::not_found);
  EXPECT_THAT(tables.error().message(), HasSubstr("mine"));
}

}  // namespace
}  // namespace whimbrel::cli
