#include "whimbrel/packs/catalogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace whimbrel::packs {
namespace {

using testing::HasSubstr;

Catalogue catalogue_in(const std::string& variable = {}, const std::string& value = {}) {
  return Catalogue([&](const std::string& name) {
    return name == variable ? std::optional(value) : std::nullopt;
  });
}

TEST(Catalogue, finds_a_migration_as_users_call_it) {
  const Catalogue catalogue = catalogue_in();
  const auto found = catalogue.find("004_fix_melted_token_status");
  ASSERT_TRUE(found) << found.error().describe();
  EXPECT_EQ((*found)->info().collection, "cashu_tokens");
  EXPECT_TRUE(catalogue.find("04_remove_discord_username_attribute"));
}

TEST(Catalogue, goes_by_the_tables_that_the_environment_names) {
  const Catalogue catalogue = catalogue_in("NODE_OPERATORS_TABLE_NAME", "sparta-production");
  EXPECT_EQ((*catalogue.find("04_remove_discord_username_attribute"))->info().collection,
            "sparta-production");
  EXPECT_EQ(catalogue.collections()[0].names[0], "sparta-production");
}

TEST(Catalogue, suggests_the_name_that_was_meant) {
  const auto found = catalogue_in().find("004_fix_melted_tokens_status");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), base::ErrorKind::not_found);
  EXPECT_THAT(found.error().message(), HasSubstr("004_fix_melted_tokens_status"));
  EXPECT_THAT(found.error().remedy(), HasSubstr("did you mean 004_fix_melted_token_status?"));
}

TEST(Catalogue, lists_all_names_when_none_is_near) {
  const Catalogue catalogue = catalogue_in();
  const auto found = catalogue.find("something else");
  ASSERT_FALSE(found);
  for (const auto& entry : catalogue.migrations())
    EXPECT_THAT(found.error().remedy(), HasSubstr(entry.migration->info().id));
}

TEST(Catalogue, holds_each_id_and_checksum_once) {
  const Catalogue catalogue = catalogue_in();
  std::set<std::string> ids, checksums;
  for (const auto& [pack, migration, by_name_only] : catalogue.migrations()) {
    EXPECT_TRUE(ids.insert(migration->info().id).second) << migration->info().id;
    EXPECT_TRUE(checksums.insert(migration->checksum()).second) << migration->info().id;
    EXPECT_FALSE(migration->info().description.empty());
    EXPECT_FALSE(migration->info().definition.empty());
  }
}

}  // namespace
}  // namespace whimbrel::packs
