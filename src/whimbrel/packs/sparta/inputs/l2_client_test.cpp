#include "whimbrel/packs/sparta/inputs/l2_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/inputs/service_stand_in_test.hpp"

namespace whimbrel::packs::sparta {
namespace {

using testing::HasSubstr;

constexpr std::int64_t now_s = 1'748'000'100;

std::string stats_of(const std::string& address, const std::string& fields) {
  return fmt::format(R"("{0}":{{"address":"{0}",{1}}})", address, fields);
}

class L2ClientTest : public testing::Test {
 protected:
  base::Result<NetworkHistory> history_of(const std::string& result,
                                          const std::string& method = "node_getValidatorsStats") {
    node_.methods.clear();
    node_.methods[method] = [result](const std::string&) { return "\"result\":" + result; };
    return L2Client(node_.url(), quick_options(), clock_, cancellation_).history();
  }
  std::string error_of(const std::string& result) {
    const auto history = history_of(result);
    return history ? "no error" : history.error().describe();
  }

  const std::string a_ = "0x" + std::string(40, 'a');
  const std::string b_ = "0x" + std::string(40, 'b');
  const std::string usual_ =
      R"({"stats":{)" +
      stats_of(b_, R"("lastProposal":{"timestamp":"1748000000","slot":"12345","date":"…"},)"
                   R"("lastAttestation":{"timestamp":"1748000036","slot":"12346","date":"…"},)"
                   R"("history":[{"slot":"12346","status":"attestation-sent"},)"
                   R"({"slot":"12345","status":"block-mined"},)"
                   R"({"slot":"12346","status":"attestation-sent"}])") +
      "," + stats_of(a_, R"("totalSlots":0)") +
      R"(},"lastProcessedSlot":"12347","initialSlot":"12000","slotWindow":2000})";
  NodeStandIn node_;
  base::ManualClock clock_{now_s * 1000};
  base::Cancellation cancellation_;
};

TEST_F(L2ClientTest, reads_histories_by_address_and_slot_without_doubles) {
  const auto history = history_of(usual_);
  ASSERT_TRUE(history) << history.error().describe();
  ASSERT_EQ(history->validators.size(), 2u);
  EXPECT_EQ(history->validators[0].address, a_);
  EXPECT_TRUE(history->validators[0].history.empty());
  const auto& records = history->validators[1].history;
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0].slot, 12345u);
  EXPECT_EQ(records[1].status, "attestation-sent");
  EXPECT_EQ(history->repeated_entries, 1u);
}

TEST_F(L2ClientTest, learns_when_slots_are_from_the_times_in_the_answer) {
  const auto history = history_of(usual_);
  ASSERT_TRUE(history && history->slot_times);
  EXPECT_EQ(history->slot_times->time_ms(12345), 1'748'000'000'000);
  EXPECT_EQ(history->slot_times->time_ms(12344), 1'747'999'964'000);
}

TEST_F(L2ClientTest, asks_newer_nodes_by_their_prefix) {
  EXPECT_TRUE(history_of(usual_, "aztec_getValidatorsStats"));
}

TEST_F(L2ClientTest, stops_when_the_node_is_behind) {
  clock_.set_ms((now_s + 36 * 200) * 1000);
  EXPECT_THAT(error_of(usual_), HasSubstr("lastProcessedSlot is stale: 12347, about 200 slots"));
}

TEST_F(L2ClientTest, stops_when_all_it_saw_is_old_and_no_slot_is_told) {
  const std::string old = R"({"stats":{)" +
                          stats_of(a_, R"("lastAttestation":{"timestamp":"1747000000","slot":5})") +
                          "}}";
  EXPECT_THAT(error_of(old), HasSubstr("is stale"));
}

TEST_F(L2ClientTest, stops_at_every_answer_of_another_shape) {
  const auto with_history = [&](const std::string& history) {
    return R"({"stats":{)" + stats_of(a_, "\"history\":" + history) + "}}";
  };
  const std::pair<std::string, const char*> bad_answers[] = {
      {"null", "has no result"},
      {"[]", "stats is missing"},
      {R"({"stats":[]})", "stats is no object"},
      {R"({"stats":{}})", "stats is empty"},
      {R"({"stats":{"me":{}}})", "stats.me is not named by an address"},
      {R"({"stats":{")" + a_ + R"(":{"address":")" + b_ + R"("}}})", "is not the one"},
      {with_history("{}"), "history is no list"},
      {with_history("[7]"), "history[0].slot is missing"},
      {with_history(R"([{"slot":"-1","status":"x"}])"), "history[0].slot is no whole number"},
      {with_history(R"([{"slot":"1"}])"), "history[0].status is missing"},
      {with_history(R"([{"slot":"1","status":"x"},{"slot":1,"status":"y"}])"),
       "gives slot 1 two statuses"},
  };
  for (const auto& [result, told] : bad_answers) {
    const std::string error = error_of(result);
    EXPECT_THAT(error, HasSubstr(told)) << result;
    EXPECT_THAT(error, HasSubstr(node_.url())) << result;
  }
}

TEST_F(L2ClientTest, tells_what_a_node_says_of_its_error) {
  node_.methods["node_getValidatorsStats"] = [](const std::string&) {
    return R"("error":{"code":-32000,"message":"not synced"})";
  };
  const auto history = L2Client(node_.url(), quick_options(), clock_, cancellation_).history();
  ASSERT_FALSE(history);
  EXPECT_THAT(history.error().describe(), HasSubstr("error -32000: not synced"));
}

TEST_F(L2ClientTest, guesses_nobodys_node) {
  EXPECT_EQ(L2Client("", quick_options(), clock_, cancellation_).history().error().kind(),
            base::ErrorKind::usage);
}

}  // namespace
}  // namespace whimbrel::packs::sparta
