#include "whimbrel/stores/dynamodb/store_meter.hpp"

#include <gtest/gtest.h>

namespace whimbrel::stores::dynamodb {
namespace {

TEST(StoreMeter, tells_items_from_records_and_passes_everything_on) {
  const DynamoDbOptions options;
  StoreMeter all(options, nullptr);
  StoreMeter meter(options, &all);
  meter.on_consumed("validators", {4, 1});
  meter.on_consumed("validators", {0.5, 2});
  for (const std::string& table :
       {options.ledger_table, options.journal_table, options.audit_table})
    meter.on_consumed(table, {1, 10});
  for (const StoreMeter* one : {&meter, &all}) {
    EXPECT_EQ(one->items().read, 4.5);
    EXPECT_EQ(one->items().write, 3);
    EXPECT_EQ(one->records().read, 3);
    EXPECT_EQ(one->records().write, 30);
  }
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
