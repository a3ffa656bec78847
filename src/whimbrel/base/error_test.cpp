#include "whimbrel/base/error.hpp"

#include <gtest/gtest.h>

#include "whimbrel/base/result.hpp"

namespace whimbrel::base {
namespace {

TEST(Error, every_kind_has_its_own_row_in_the_table) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    const auto value = static_cast<ErrorKind>(kind);
    EXPECT_FALSE(to_string(value).empty());
    EXPECT_GE(exit_code(value), 1);
    EXPECT_GE(http_status(value), 400);
  }
  EXPECT_EQ(to_string(ErrorKind::internal), "internal");
  EXPECT_EQ(to_string(ErrorKind::lease_lost), "lease_lost");
  EXPECT_EQ(exit_code(ErrorKind::cancelled), 130);
  EXPECT_EQ(exit_code(ErrorKind::usage), 2);
  EXPECT_EQ(exit_code(ErrorKind::busy), 3);
}

TEST(Error, describes_its_places_from_the_outside_in) {
  Error error(ErrorKind::no_space, "disk is full");
  error.with_context("collection tokens").with_context("target wallet.db");
  EXPECT_EQ(error.describe(), "target wallet.db: collection tokens: disk is full");
}

TEST(Error, keeps_the_remedy_given_closest_to_the_cause) {
  auto error = Error(ErrorKind::io, "sync failed", "check the disk").with_remedy("try again");
  EXPECT_EQ(error.remedy(), "check the disk");
}

Result<int> halve(int number) {
  if (number % 2 != 0) return fail(ErrorKind::usage, "odd");
  return number / 2;
}

Result<int> quarter(int number) {
  WHIMBREL_ASSIGN(const int half, halve(number));
  return halve(half);
}

TEST(Result, hands_errors_up_and_values_through) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(6).error().message(), "odd");
}

}  // namespace
}  // namespace whimbrel::base
