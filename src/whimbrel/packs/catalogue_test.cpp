#include "whimbrel/packs/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace whimbrel::packs {
namespace {

using testing::HasSubstr;

TEST(Catalogue, finds_migration_004_as_users_call_it) {
  const auto found = find_migration("004_fix_melted_token_status");
  ASSERT_TRUE(found) << found.error().describe();
  EXPECT_EQ((*found)->info().collection, "cashu_tokens");
}

TEST(Catalogue, suggests_the_name_that_was_meant) {
  const auto found = find_migration("004_fix_melted_tokens_status");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), base::ErrorKind::not_found);
  EXPECT_THAT(found.error().message(), HasSubstr("004_fix_melted_tokens_status"));
  EXPECT_THAT(found.error().remedy(), HasSubstr("did you mean 004_fix_melted_token_status?"));
}

TEST(Catalogue, lists_all_names_when_none_is_near) {
  const auto found = find_migration("something else");
  ASSERT_FALSE(found);
  for (const auto* migration : all_migrations())
    EXPECT_THAT(found.error().remedy(), HasSubstr(migration->info().id));
}

TEST(Catalogue, holds_each_id_and_checksum_once) {
  std::set<std::string> ids, checksums;
  for (const auto* migration : all_migrations()) {
    EXPECT_TRUE(ids.insert(migration->info().id).second) << migration->info().id;
    EXPECT_TRUE(checksums.insert(migration->checksum()).second) << migration->info().id;
    EXPECT_FALSE(migration->info().description.empty());
    EXPECT_FALSE(migration->info().definition.empty());
  }
}

}  // namespace
}  // namespace whimbrel::packs
