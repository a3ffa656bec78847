#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"
#include "whimbrel/stores/dynamodb/testing/fault_proxy.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using ::testing::HasSubstr;

constexpr int writes = 150;

class ClientFaultsLive : public ::testing::TestWithParam<unsigned> {
 protected:
  ClientFaultsLive() {
    EXPECT_TRUE(direct_.call("CreateTable", R"({"TableName": "once",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"})"));
    ClientOptions options = server_.options();
    options.endpoint = proxy_.endpoint();
    options.backoff_ms = 1;
    faulty_.emplace(options, server_.credentials(), base::system_clock(), cancellation_);
  }

  bool exists(int number) {
    const auto got = direct_.call(
        "GetItem", fmt::format(R"({{"TableName":"once","ConsistentRead":true,"Key":{{"id":{{"S":"{}"
            }}}}}})",
                               number));
    return got && got->json.find("\"Item\"") != std::string::npos;
  }

  base::Cancellation cancellation_;
  testing::DynamoDbLocal server_;
  DynamoDbClient direct_ = server_.client();
  testing::FaultProxy proxy_{server_.endpoint(), testing::FaultProxy::all_but_delivered_twice(),
                             GetParam()};
  std::optional<DynamoDbClient> faulty_;
};

// Each item is put once, on the condition that it is not there, so a put that the client or curl
// sent again on its own shows as a condition that failed.
TEST_P(ClientFaultsLive, tells_truly_of_every_single_write_what_became_of_it) {
  int unknown = 0;
  int done = 0;
  for (int i = 0; i < writes; ++i) {
    const auto put =
        faulty_->call("PutItem", fmt::format(R"j({{"TableName":"once","Item":{{"id":{{"S":"{}"}}}},
            "ConditionExpression":"attribute_not_exists(id)"}})j",
                                             i));
    if (put) {
      EXPECT_TRUE(exists(i)) << i;
      ++done;
    } else {
      EXPECT_TRUE(put.error().outcome_unknown) << i << put.error().message;
      ++unknown;
    }
  }
  EXPECT_GT(unknown, 0);
  EXPECT_GT(done, writes / 2);
}

TEST_P(ClientFaultsLive, does_every_transaction_once_and_reads_what_it_asked_for) {
  for (int i = 0; i < writes / 3; ++i) {
    const auto put = faulty_->call(
        "TransactWriteItems",
        fmt::format(
            R"j({{"TransactItems":[{{"Put":{{"TableName":"once","Item":{{"id":{{"S":"{}"}}}},
            "ConditionExpression":"attribute_not_exists(id)"}}}}]}})j",
            i));
    EXPECT_TRUE(put) << i << put.error().message << put.error().code;
    const auto got = faulty_->call(
        "GetItem", fmt::format(R"({{"TableName":"once","ConsistentRead":true,"Key":{{"id":{{"S":"{}"
            }}}}}})",
                               i));
    ASSERT_TRUE(got) << got.error().message;
    EXPECT_THAT(got->json, HasSubstr(fmt::format(R"({{"S":"{}"}})", i)));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ClientFaultsLive, ::testing::Values(1u, 2u, 3u));

}  // namespace
}  // namespace whimbrel::stores::dynamodb
