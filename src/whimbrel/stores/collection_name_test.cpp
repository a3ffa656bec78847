#include "whimbrel/stores/collection_name.hpp"

#include <gtest/gtest.h>

namespace whimbrel::stores {
namespace {

TEST(CollectionName, any_text_is_fine) {
  for (const std::string_view name : {"tokens", "a b", "ÄÖ", "x\"y'", "whimbrel", "my_sqlite_"})
    EXPECT_TRUE(check_collection_name(name)) << name;
  EXPECT_TRUE(check_collection_name(std::string(collection_name_bytes_max, 'n')));
}

TEST(CollectionName, refusals_say_which_rule_is_broken) {
  const auto message = [](std::string_view name) {
    const auto checked = check_collection_name(name);
    return checked ? std::string() : checked.error().message();
  };
  EXPECT_NE(message("").find("empty"), std::string::npos);
  EXPECT_NE(message(std::string(256, 'n')).find("256 bytes"), std::string::npos);
  EXPECT_NE(message("\xc3").find("UTF-8"), std::string::npos);
  EXPECT_NE(message("a\x7f").find("control"), std::string::npos);
  EXPECT_NE(message("Whimbrel_x").find("whimbrel_"), std::string::npos);
  EXPECT_NE(message("SQLITE_x").find("sqlite_"), std::string::npos);
}

}  // namespace
}  // namespace whimbrel::stores
