#include "whimbrel/stores/dynamodb/capacity_units.hpp"

#include <gtest/gtest.h>

#include <string>

namespace whimbrel::stores::dynamodb {
namespace {

TEST(CapacityUnits, of_reads_come_in_steps_of_4_kb) {
  EXPECT_EQ(read_units(0, ReadMode::consistent), 1);
  EXPECT_EQ(read_units(4096, ReadMode::consistent), 1);
  EXPECT_EQ(read_units(4097, ReadMode::consistent), 2);
  EXPECT_EQ(read_units(4097, ReadMode::transactional), 4);
  EXPECT_EQ(read_units(1, ReadMode::eventually_consistent), 0.5);
  EXPECT_EQ(read_units(std::size_t{1} << 20, ReadMode::eventually_consistent), 128);
}

TEST(CapacityUnits, of_writes_come_in_steps_of_1_kb) {
  EXPECT_EQ(write_units(1, false), 1);
  EXPECT_EQ(write_units(1024, false), 1);
  EXPECT_EQ(write_units(1025, false), 2);
  EXPECT_EQ(write_units(1025, true), 4);
}

TEST(CapacityUnits, count_names_and_values_by_their_types) {
  EXPECT_EQ(counted_item_bytes("{}"), 0U);
  EXPECT_EQ(counted_item_bytes(R"({"id":{"S":"abc"}})"), 5U);
  EXPECT_EQ(counted_item_bytes(R"({"é\n":{"S":"é\""}})"), 6U);
  EXPECT_EQ(counted_item_bytes(R"({"n":{"N":"12345"}})"), 1U + 4U);
  EXPECT_EQ(counted_item_bytes(R"({"n":{"N":"-1200"}})"), 1U + 3U);
  EXPECT_EQ(counted_item_bytes(R"({"n":{"N":"0"}})"), 1U + 1U);
  EXPECT_EQ(counted_item_bytes(R"({"b":{"B":"AQI="}})"), 1U + 2U);
  EXPECT_EQ(counted_item_bytes(R"({"s":{"SS":["a","b,c"]}})"), 1U + 4U);
  EXPECT_EQ(counted_item_bytes(R"({"s":{"NS":["5","12"]}})"), 1U + 4U);
  EXPECT_EQ(counted_item_bytes(R"({"t":{"BOOL":true},"u":{"NULL":true}})"), 4U);
  EXPECT_EQ(counted_item_bytes(R"({"l":{"L":[{"S":"a"},{"S":"b"}]}})"), 1U + 3 + 2 + 2);
  EXPECT_EQ(counted_item_bytes(R"({"m":{"M":{"k":{"S":"a"}}}})"), 1U + 3 + 1 + 1 + 1);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
