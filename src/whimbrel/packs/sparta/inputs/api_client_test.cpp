#include "whimbrel/packs/sparta/inputs/api_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/inputs/service_stand_in_test.hpp"

namespace whimbrel::packs::sparta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* address_a = "0xAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaa";
constexpr const char* address_b = "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

// An API that answers what a test says, and its client.
class ApiClientTest : public testing::Test {
 protected:
  ApiClientTest()
      : server_([this](const SeenRequest& request, std::size_t) { return answer_(request); }) {}

  ApiClient client() {
    return {server_.url(""), key_, options_, base::system_clock(), cancellation_};
  }
  void answers(const std::string& body) {
    answer_ = [body](const SeenRequest&) { return ServerAnswer{200, body, "", 0, -1}; };
  }
  std::string chain_error() {
    auto read = client().validators_on_chain();
    return read ? "no error" : read.error().describe() + " | " + read.error().remedy();
  }

  std::function<ServerAnswer(const SeenRequest&)> answer_;
  net::testing::HttpServer server_;
  base::Secret key_{"hush-hush"};
  net::HttpOptions options_ = quick_options();
  base::Cancellation cancellation_;
};

TEST_F(ApiClientTest, reads_operators_page_by_page_with_both_ways_to_give_the_key) {
  answer_ = [](const SeenRequest& request) {
    if (request.target == "/api/operator/operators")
      return ServerAnswer{200,
                          fmt::format(R"({{"operators":[{{"discordId":"1","walletAddress":"{}"}}],)"
                                      R"("nextPageToken":"eyJ+/w=="}})",
                                      address_a),
                          "", 0, -1};
    EXPECT_EQ(request.target, "/api/operator/operators?pageToken=eyJ%2B%2Fw%3D%3D");
    return ServerAnswer{200, R"({"operators":[{"discordId":"2"}],"nextPageToken":null})", "", 0,
                        -1};
  };
  const auto operators = client().operators();
  ASSERT_TRUE(operators) << operators.error().describe();
  ASSERT_EQ(operators->size(), 2u);
  EXPECT_EQ((*operators)[0].address, "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ((*operators)[1].address, "");
  EXPECT_EQ(server_.requests()[0].header("Authorization"), "Bearer hush-hush");
  EXPECT_EQ(server_.requests()[0].header("x-api-key"), "hush-hush");
}

TEST_F(ApiClientTest, stops_when_a_page_token_leads_in_a_circle) {
  int page_count = 0;
  answer_ = [&](const SeenRequest&) {
    return ServerAnswer{
        200,
        fmt::format(R"({{"operators":[{{"discordId":"{}"}}],"nextPageToken":"x"}})", ++page_count),
        "", 0, -1};
  };
  const auto operators = client().operators();
  ASSERT_FALSE(operators);
  EXPECT_THAT(operators.error().message(), HasSubstr("leads back to a page"));
}

TEST_F(ApiClientTest, stops_when_pages_name_an_operator_twice) {
  answers(R"({"operators":[{"discordId":"1"},{"discordId":"1"}]})");
  const auto operators = client().operators();
  ASSERT_FALSE(operators);
  EXPECT_THAT(operators.error().message(), HasSubstr("operators[1]"));
}

TEST_F(ApiClientTest, reads_the_validators_on_chain_as_they_are_spelled) {
  answers(fmt::format(R"({{"success":true,"data":{{"blockchainValidators":{{"validators":)"
                      R"(["{}","{}"],"stats":{{"totalValidators":2}}}}}}}})",
                      address_a, address_b));
  const auto validators = client().validators_on_chain();
  ASSERT_TRUE(validators) << validators.error().describe();
  EXPECT_THAT(*validators, ElementsAre(address_a, address_b));
}

TEST_F(ApiClientTest, stops_at_every_answer_that_is_not_the_whole_set) {
  const auto with = [](const std::string& validators) {
    return R"({"data":{"blockchainValidators":{"validators":)" + validators + "}}}";
  };
  const std::pair<std::string, const char*> bad_answers[] = {
      {"", "something empty that is no JSON"},
      {"<html>", "is no JSON"},
      {R"({"data":{"blockchainValidators":{"validators":["0xaa)", "is no JSON"},
      {"[]", "data is missing"},
      {R"({"data":{}})", "data.blockchainValidators is missing"},
      {R"({"data":{"blockchainValidators":{}}})",
       "data.blockchainValidators.validators is missing"},
      {with("null"), "is no list"},
      {with("{}"), "is no list"},
      {with("[]"), "is empty"},
      {with(R"(["0x12"])"), "validators[0] is no address"},
      {with(fmt::format(R"(["{0}","{0}"])", address_a)), "validators[1] is a validator that came"},
      {with(fmt::format(R"(["{}"],"stats":{{"totalValidators":9}})", address_a)),
       "holds 1 where data.blockchainValidators.stats.totalValidators says 9"},
  };
  for (const auto& [body, told] : bad_answers) {
    answers(body);
    const std::string error = chain_error();
    EXPECT_THAT(error, HasSubstr(told)) << body;
    EXPECT_THAT(error, HasSubstr(server_.url("/api/validator/validators"))) << body;
    EXPECT_THAT(error, HasSubstr("API_URL")) << body;
    EXPECT_THAT(error, testing::Not(HasSubstr("hush"))) << body;
  }
}

TEST_F(ApiClientTest, tells_a_refused_key_from_a_service_that_is_ill) {
  answer_ = [](const SeenRequest&) { return ServerAnswer{401, "{}", "", 0, -1}; };
  EXPECT_THAT(chain_error(), HasSubstr("BACKEND_API_KEY"));
  answer_ = [](const SeenRequest&) { return ServerAnswer{500, "{}", "", 0, -1}; };
  EXPECT_THAT(chain_error(), HasSubstr("HTTP status 500"));
}

TEST_F(ApiClientTest, stops_when_the_answer_is_cut_or_too_large) {
  const std::string whole =
      fmt::format(R"({{"data":{{"blockchainValidators":{{"validators":["{}"]}}}}}})", address_a);
  answer_ = [&](const SeenRequest&) { return ServerAnswer{200, whole, "", 0, 120}; };
  EXPECT_EQ(client().validators_on_chain().error().kind(), base::ErrorKind::unavailable);
  answers(whole);
  options_.body_bytes_max = 20;
  EXPECT_EQ(client().validators_on_chain().error().kind(), base::ErrorKind::refused);
}

TEST_F(ApiClientTest, asks_for_nothing_without_a_key) {
  key_ = base::Secret();
  EXPECT_EQ(client().operators().error().kind(), base::ErrorKind::usage);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(ApiClientTest, reads_validators_with_their_operators_under_both_names) {
  answers(
      fmt::format(R"({{"data":{{"validators":[)"
                  R"({{"address":"{}","operatorId":"1","lastAttestationSlot":"007"}},)"
                  R"({{"validatorAddress":"{}","nodeOperatorId":"2","lastAttestationSlot":12}}],)"
                  R"("stats":{{"totalValidators":2}}}}}})",
                  address_a, address_b));
  const auto validators = client().validators();
  ASSERT_TRUE(validators) << validators.error().describe();
  EXPECT_EQ((*validators)[0].operator_id, "1");
  EXPECT_EQ((*validators)[0].last_attestation_slot, "7");
  EXPECT_EQ((*validators)[1].operator_id, "2");
  EXPECT_EQ((*validators)[1].last_attestation_slot, "12");
}

}  // namespace
}  // namespace whimbrel::packs::sparta
