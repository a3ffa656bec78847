#include "whimbrel/stores/dynamodb/transact_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace whimbrel::stores::dynamodb {
namespace {

using ::testing::ElementsAre;

// Writes to items "0", "1", … of one table.
struct NumberedWrites {
  explicit NumberedWrites(std::size_t count) : writes(count) {
    for (std::size_t i = 0; i < count; ++i) keys.push_back(std::to_string(i));
    for (std::size_t i = 0; i < count; ++i) {
      writes[i].collection = "users";
      writes[i].key = keys[i];
    }
  }
  std::vector<std::string> keys;
  std::vector<ItemWrite> writes;
};

TEST(TransactionPieces, hold_a_hundred_writes_at_most) {
  EXPECT_THAT(transaction_pieces(NumberedWrites(250).writes), ElementsAre(0, 100, 200, 250));
  EXPECT_THAT(transaction_pieces(NumberedWrites(100).writes), ElementsAre(0, 100));
  EXPECT_THAT(transaction_pieces({}), ElementsAre(0));
}

TEST(TransactionPieces, do_not_cut_groups) {
  NumberedWrites numbered(102);
  for (std::size_t i : {98, 99, 100}) numbered.writes[i].with_next = true;
  EXPECT_THAT(transaction_pieces(numbered.writes), ElementsAre(0, 98, 102));
}

TEST(TransactionPieces, hold_four_megabytes_at_most) {
  NumberedWrites numbered(30);
  const std::string large(400'000, 'x');
  for (ItemWrite& write : numbered.writes) write.basis = large;
  EXPECT_THAT(transaction_pieces(numbered.writes), ElementsAre(0, 10, 20, 30));
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
