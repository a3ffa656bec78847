#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "whimbrel/aws/fixed_credentials.hpp"
#include "whimbrel/net/testing/http_server.hpp"

// What the client does about failures, which DynamoDB Local cannot be made to have: a stand-in
// answers as told.
namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;
using net::testing::HttpServer;
using net::testing::SeenRequest;
using net::testing::ServerAnswer;
using ::testing::HasSubstr;

constexpr const char* read = "GetItem";
constexpr const char* write = "UpdateItem";
constexpr const char* transaction = "TransactWriteItems";

ServerAnswer failure(int status, const std::string& code, const std::string& more = "") {
  return {status, R"({"__type":"com.amazonaws.dynamodb.v20120810#)" + code + R"(","message":"m")" +
                      more + "}"};
}

ServerAnswer cut_off() {
  ServerAnswer answer{200, "{}"};
  answer.cut_after_bytes = 0;
  return answer;
}

class CountingCredentials final : public aws::CredentialsProvider {
 public:
  base::Result<aws::CredentialsPtr> current() override {
    aws::Credentials made;
    made.access_key_id = "KEY" + std::to_string(renewals);
    made.secret_access_key = base::Secret("hush");
    return std::make_shared<const aws::Credentials>(std::move(made));
  }
  void renew(const aws::CredentialsPtr&) override { ++renewals; }

  int renewals = 0;
};

class CountingLoad final : public LoadObserver {
 public:
  void on_try(const ObservedTry& seen) override {
    throttled += seen.throttled ? 1 : 0;
    failed += seen.failed ? 1 : 0;
  }
  int throttled = 0;
  int failed = 0;
};

// A service that gives the answers in order and after them `{}`. Waits pass at once.
struct ClientBench {
  explicit ClientBench(std::vector<ServerAnswer> answers)
      : server([given = std::move(answers)](const SeenRequest&, std::size_t before) {
          return before < given.size() ? given[before] : ServerAnswer{200, "{}"};
        }) {}

  DynamoDbClient client() {
    options.region = "eu-west-2";
    options.endpoint = server.url("");
    return {options, credentials, clock, cancellation, {nullptr, &load}};
  }
  DynamoDbResult<Reply> call(const char* operation, const std::string& input = "{}") {
    return client().call(operation, input);
  }
  std::size_t tries() const { return server.requests().size(); }

  ClientOptions options;
  CountingCredentials credentials;
  CountingLoad load;
  base::ManualClock clock;
  base::Cancellation cancellation;
  HttpServer server;
};

TEST(DynamoDbClient, sends_what_the_protocol_wants) {
  ClientBench bench({});
  ASSERT_TRUE(bench.call(write, R"({"TableName":"users"})"));
  ASSERT_TRUE(bench.call("ListTables"));
  const SeenRequest seen = bench.server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/");
  EXPECT_EQ(seen.header("X-Amz-Target"), "DynamoDB_20120810.UpdateItem");
  EXPECT_EQ(seen.header("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_THAT(seen.header("Authorization"), HasSubstr("/eu-west-2/dynamodb/aws4_request"));
  EXPECT_EQ(seen.header("Expect"), "");
  EXPECT_EQ(seen.body, R"({"ReturnConsumedCapacity":"TOTAL","TableName":"users"})");
  EXPECT_EQ(bench.server.requests().at(1).body, "{}");
}

TEST(DynamoDbClient, sends_a_body_past_a_megabyte_without_waiting_for_leave) {
  ClientBench bench({});
  const std::int64_t before_ns = base::system_clock().monotonic_ns();
  ASSERT_TRUE(bench.call("BatchWriteItem", R"({"x":")" + std::string(3'000'000, 'x') + R"("})"));
  EXPECT_LT(base::system_clock().monotonic_ns() - before_ns, std::int64_t{800'000'000});
}

TEST(DynamoDbClient, tries_throttled_and_passing_refusals_again_whatever_the_call) {
  for (const char* code :
       {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded",
        "LimitExceededException", "TransactionInProgressException",
        "ReplicatedWriteConflictException", "TransactionConflictException"}) {
    ClientBench bench({failure(400, code), failure(400, code)});
    EXPECT_TRUE(bench.call(write)) << code;
    EXPECT_EQ(bench.tries(), 3u) << code;
  }
}

TEST(DynamoDbClient, never_tries_again_what_would_be_answered_the_same) {
  const std::pair<const char*, ErrorKind> cases[] = {
      {"ConditionalCheckFailedException", ErrorKind::conflict},
      {"ValidationException", ErrorKind::invalid_data},
      {"ResourceNotFoundException", ErrorKind::not_found},
      {"ResourceInUseException", ErrorKind::busy},
      {"AccessDeniedException", ErrorKind::permission},
      {"IncompleteSignature", ErrorKind::permission},
      {"IncompleteSignatureException", ErrorKind::permission},
      {"MissingAuthenticationTokenException", ErrorKind::permission},
      {"UnrecognizedClientException", ErrorKind::permission},
      {"IdempotentParameterMismatchException", ErrorKind::internal},
      {"SomethingNewException", ErrorKind::refused},
  };
  for (const auto& [code, kind] : cases) {
    ClientBench bench({failure(400, code)});
    const auto reply = bench.call(read);
    ASSERT_FALSE(reply) << code;
    EXPECT_EQ(reply.error().kind, kind) << code;
    EXPECT_EQ(reply.error().message, "m");
    EXPECT_FALSE(reply.error().outcome_unknown);
    EXPECT_EQ(bench.tries(), 1u) << code;
  }
}

TEST(DynamoDbClient, gives_a_single_write_back_when_it_may_have_been_done) {
  ServerAnswer damaged{200, "{}"};
  damaged.headers = "x-amz-crc32: 1\r\n";
  for (const ServerAnswer& answer :
       {failure(500, "InternalServerError"), failure(503, "ServiceUnavailable"),
        ServerAnswer{502, "<html>"}, cut_off(), damaged, ServerAnswer{200, "[1"}}) {
    ClientBench bench({answer});
    const auto reply = bench.call(write);
    ASSERT_FALSE(reply) << answer.body;
    EXPECT_TRUE(reply.error().outcome_unknown) << answer.body;
    EXPECT_EQ(reply.error().kind, ErrorKind::unavailable);
    EXPECT_EQ(bench.tries(), 1u);
    EXPECT_EQ(bench.load.failed, 1);
    EXPECT_THAT(to_error(reply.error(), "UpdateItem").remedy(), HasSubstr("read what is there"));

    ClientBench harmless({answer, answer});
    EXPECT_TRUE(harmless.call(read)) << answer.body;
    EXPECT_EQ(harmless.tries(), 3u);
  }
}

TEST(DynamoDbClient, repeats_a_write_that_comes_to_the_same_when_done_twice) {
  ClientBench bench({failure(500, "InternalServerError"), cut_off()});
  EXPECT_TRUE(bench.client().call_repeatably("PutItem", "{}"));
  EXPECT_EQ(bench.tries(), 3u);
}

TEST(DynamoDbClient, tells_the_reply_to_another_request_from_its_own) {
  ServerAnswer first{200, "{}"};
  first.headers = "x-amzn-RequestId: one\r\n";
  ClientBench bench({first, first, first});
  DynamoDbClient client = bench.client();
  ASSERT_TRUE(client.call(write, "{}"));
  const auto second = client.call(write, "{}");
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().outcome_unknown);
  EXPECT_THAT(second.error().message, HasSubstr("another request"));
  EXPECT_TRUE(client.call(read, "{}")) << "the fourth reply is its own";
  EXPECT_EQ(bench.tries(), 4u);
}

TEST(DynamoDbClient, knows_that_a_write_was_not_done_when_it_could_not_be_sent) {
  ClientBench bench({});
  bench.options.tries_max = 3;
  bench.options.region = "eu-west-2";
  { bench.options.endpoint = HttpServer({}).url(); }
  DynamoDbClient client(bench.options, bench.credentials, bench.clock, bench.cancellation);
  const auto reply = client.call(write, "{}");
  ASSERT_FALSE(reply);
  EXPECT_FALSE(reply.error().outcome_unknown);
  EXPECT_EQ(reply.error().kind, ErrorKind::unavailable);
}

TEST(DynamoDbClient, repeats_a_transaction_under_one_token) {
  ClientBench bench({failure(500, "InternalServerError"), cut_off()});
  ASSERT_TRUE(bench.call(transaction, R"({"TransactItems":[]})"));
  ASSERT_EQ(bench.tries(), 3u);
  const std::string body = bench.server.requests()[0].body;
  EXPECT_THAT(body, HasSubstr(R"("ClientRequestToken":")"));
  EXPECT_EQ(bench.server.requests()[1].body, body);
  EXPECT_EQ(bench.server.requests()[2].body, body);
  ASSERT_TRUE(bench.call(transaction, R"({"TransactItems":[]})"));
  EXPECT_NE(bench.server.requests()[3].body, body);
}

TEST(DynamoDbClient, says_that_a_repeated_call_may_have_been_done_when_it_gives_up) {
  ClientBench bench({cut_off(), failure(500, "InternalServerError")});
  bench.options.tries_max = 2;
  const auto reply = bench.call("BatchWriteItem");
  ASSERT_FALSE(reply);
  EXPECT_TRUE(reply.error().outcome_unknown);

  ClientBench told({cut_off(), failure(400, "TransactionCanceledException")});
  EXPECT_FALSE(told.call(transaction).error().outcome_unknown)
      << "the service would have known the token";
}

std::string reasons(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes)
    text += (text.empty() ? "" : ",") + (R"({"Code":")" + code + R"("})");
  return R"(,"CancellationReasons":[)" + text + "]";
}

TEST(DynamoDbClient, repeats_a_cancelled_transaction_only_when_others_alone_stood_in_its_way) {
  ClientBench passing({failure(400, "TransactionCanceledException",
                               reasons({"None", "TransactionConflict", "ThrottlingError"})),
                       failure(400, "TransactionCanceledException",
                               reasons({"ProvisionedThroughputExceeded", "None"}))});
  EXPECT_TRUE(passing.call(transaction));
  EXPECT_EQ(passing.tries(), 3u);
  EXPECT_EQ(passing.load.throttled, 2);

  ClientBench lasting(
      {failure(400, "TransactionCanceledException",
               reasons({"TransactionConflict", "ConditionalCheckFailed", "ValidationError"}))});
  const auto reply = lasting.call(transaction);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::conflict);
  EXPECT_EQ(reply.error().reasons.at(1).code, "ConditionalCheckFailed");
  EXPECT_EQ(lasting.tries(), 1u);
}

TEST(DynamoDbClient, bears_throttling_for_long_and_other_failures_a_few_times) {
  std::vector<ServerAnswer> throttled(20, failure(400, "ThrottlingException"));
  ClientBench patient(throttled);
  EXPECT_TRUE(patient.call(write));
  EXPECT_EQ(patient.load.throttled, 20);

  ClientBench limited(throttled);
  limited.options.throttled_ms_max = 1'000;
  const auto given_up = limited.call(write);
  ASSERT_FALSE(given_up);
  EXPECT_TRUE(given_up.error().is("ThrottlingException"));
  EXPECT_FALSE(given_up.error().outcome_unknown);

  ClientBench failing(std::vector<ServerAnswer>(20, failure(500, "InternalServerError")));
  EXPECT_FALSE(failing.call(read));
  EXPECT_EQ(failing.tries(), 8u);
}

TEST(DynamoDbClient, renews_credentials_that_ran_out_once) {
  ClientBench bench({failure(400, "ExpiredTokenException")});
  ASSERT_TRUE(bench.call(write));
  EXPECT_THAT(bench.server.requests()[1].header("Authorization"), HasSubstr("Credential=KEY1/"));

  ClientBench stubborn(std::vector<ServerAnswer>(5, failure(400, "ExpiredTokenException")));
  const auto reply = stubborn.call(write);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::permission);
  EXPECT_EQ(stubborn.tries(), 2u);
}

TEST(DynamoDbClient, tells_of_a_batch_that_was_not_done_whole) {
  ClientBench bench(
      {{200, R"({"UnprocessedItems":{"users":[]}})"}, {200, R"({"UnprocessedItems":{}})"}});
  ASSERT_TRUE(bench.call("BatchWriteItem"));
  EXPECT_EQ(bench.load.throttled, 1);
  ASSERT_TRUE(bench.call("BatchWriteItem"));
  EXPECT_EQ(bench.load.throttled, 1);
}

TEST(DynamoDbClient, checks_the_checksum_of_every_reply) {
  const std::string body = R"({"Item":{"id":{"S":"a"}}})";
  ServerAnswer right{200, body};
  right.headers =
      "x-amz-crc32: " +
      std::to_string(crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size())) + "\r\n";
  ServerAnswer wrong = right;
  wrong.body[2] = 'J';
  ClientBench bench({wrong, right});
  EXPECT_EQ(bench.call(read).value().json, body);
  EXPECT_EQ(bench.tries(), 2u);
}

TEST(DynamoDbClient, takes_no_larger_reply_than_told) {
  ClientBench bench({{200, R"({"x":")" + std::string(10'000, 'x') + R"("})"}});
  bench.options.reply_bytes_max = 1'000;
  const auto reply = bench.call(read);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::refused);
  EXPECT_EQ(bench.tries(), 1u);
}

TEST(DynamoDbClient, stops_between_tries_when_it_is_asked_to) {
  ClientBench bench({});
  bench.cancellation.request();
  const auto reply = bench.call(write);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(bench.tries(), 0u);
}

TEST(DynamoDbClient, shows_no_secret_in_an_error) {
  ClientBench bench({failure(400, "AccessDeniedException")});
  const auto reply = bench.call(write, R"({"x":"private"})");
  const std::string shown = to_error(reply.error(), "UpdateItem").describe();
  EXPECT_EQ(shown.find("hush"), std::string::npos);
  EXPECT_EQ(shown.find("private"), std::string::npos);
}

TEST(DynamoDbClient, knows_the_regions_own_endpoint) {
  const base::Cancellation cancellation;
  CountingCredentials credentials;
  const auto endpoint = [&](const char* region, const char* told) {
    ClientOptions options;
    options.region = region;
    options.endpoint = told;
    return DynamoDbClient(options, credentials, base::system_clock(), cancellation).endpoint();
  };
  EXPECT_EQ(endpoint("eu-west-2", ""), "https://dynamodb.eu-west-2.amazonaws.com/");
  EXPECT_EQ(endpoint("cn-north-1", ""), "https://dynamodb.cn-north-1.amazonaws.com.cn/");
  EXPECT_EQ(endpoint("eu-west-2", "http://127.0.0.1:8000"), "http://127.0.0.1:8000/");
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
