#include "whimbrel/stores/dynamodb/write_rounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace whimbrel::stores::dynamodb {
namespace {

using ::testing::ElementsAre;

// One write for each letter, to the item of that name.
std::vector<ItemWrite> writes_to(std::string_view letters) {
  std::vector<ItemWrite> writes(letters.size());
  for (std::size_t i = 0; i < letters.size(); ++i) {
    writes[i].collection = "users";
    writes[i].key = letters.substr(i, 1);
  }
  return writes;
}

TEST(WriteRounds, is_one_where_no_item_is_written_twice) {
  EXPECT_THAT(write_rounds(writes_to("abcd")), ElementsAre(0, 4));
  EXPECT_THAT(write_rounds({}), ElementsAre(0));
}

TEST(WriteRounds, begin_anew_with_an_item_that_was_written_before) {
  EXPECT_THAT(write_rounds(writes_to("abacb")), ElementsAre(0, 2, 5));
  EXPECT_THAT(write_rounds(writes_to("aaa")), ElementsAre(0, 1, 2, 3));
}

TEST(WriteRounds, do_not_cut_groups) {
  auto writes = writes_to("abca");
  writes[2].with_next = true;
  EXPECT_THAT(write_rounds(writes), ElementsAre(0, 2, 4));
}

TEST(WriteRounds, tell_items_of_different_collections_apart) {
  auto writes = writes_to("aa");
  writes[1].collection = "tokens";
  EXPECT_THAT(write_rounds(writes), ElementsAre(0, 2));
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
