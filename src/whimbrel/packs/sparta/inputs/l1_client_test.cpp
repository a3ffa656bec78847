#include "whimbrel/packs/sparta/inputs/l1_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/sparta/inputs/service_stand_in_test.hpp"

namespace whimbrel::packs::sparta {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t now_s = 1'748'000'100;

// A chain with one rollup, of which a test says what its functions return.
class L1ClientTest : public testing::Test {
 protected:
  L1ClientTest() {
    node_.methods["eth_getBlockByNumber"] = [](const std::string&) {
      return fmt::format(R"("result":{{"number":"0x3e8","timestamp":"0x{:x}"}})", now_s - 12);
    };
    node_.methods["eth_call"] = [this](const std::string& body) {
      EXPECT_THAT(body, HasSubstr("\"0x3e8\"")) << "all is read at one block";
      for (const auto& [data, returned] : returns_)
        if (body.find("\"data\":\"0x" + data) != std::string::npos)
          return "\"result\":\"0x" + returned + "\"";
      return std::string(R"("error":{"code":3,"message":"execution reverted"})");
    };
    returns_["a4d2342a"] = abi_word(rollup_);
  }

  L1Client client() {
    return {{node_.url(), handler_, {}, 0}, quick_options(), clock_, cancellation_};
  }

  const std::string a_ = "0x" + std::string(40, 'a');
  const std::string b_ = "0x" + std::string(40, 'b');
  const std::string rollup_ = "0x" + std::string(40, '7');
  std::string handler_ = "0x" + std::string(40, '1');
  std::map<std::string, std::string> returns_;
  NodeStandIn node_;
  base::ManualClock clock_{now_s * 1000};
  base::Cancellation cancellation_;
};

TEST_F(L1ClientTest, reads_the_attesters_of_the_rollup) {
  returns_["4ed7e435"] =
      abi_word(std::uint64_t{32}) + abi_word(std::uint64_t{2}) + abi_word(a_) + abi_word(b_);
  L1Client chain = client();
  ASSERT_TRUE(chain.open());
  EXPECT_EQ(chain.block(), 1000u);
  const auto attesters = chain.attesters();
  ASSERT_TRUE(attesters) << attesters.error().describe();
  EXPECT_THAT(*attesters, ElementsAre(a_, b_));
}

TEST_F(L1ClientTest, reads_them_one_by_one_where_there_is_no_list) {
  returns_["90a3b386"] = abi_word(std::uint64_t{2});
  returns_["a7f8e646" + abi_word(std::uint64_t{0})] = abi_word(b_);
  returns_["a7f8e646" + abi_word(std::uint64_t{1})] = abi_word(a_);
  L1Client chain = client();
  ASSERT_TRUE(chain.open());
  const auto attesters = chain.attesters();
  ASSERT_TRUE(attesters) << attesters.error().describe();
  EXPECT_THAT(*attesters, ElementsAre(a_, b_));
}

TEST_F(L1ClientTest, stops_at_lists_that_are_empty_cut_or_doubled) {
  const std::string offset = abi_word(std::uint64_t{32});
  for (const std::string& returned :
       {offset + abi_word(std::uint64_t{0}), offset + abi_word(std::uint64_t{2}) + abi_word(a_),
        offset + abi_word(std::uint64_t{2}) + abi_word(a_) + abi_word(a_),
        abi_word(std::uint64_t{64}), offset + std::string(64, 'f'), std::string("12")}) {
    returns_["4ed7e435"] = returned;
    L1Client chain = client();
    ASSERT_TRUE(chain.open());
    EXPECT_FALSE(chain.attesters()) << returned;
  }
}

TEST_F(L1ClientTest, reads_the_status_of_an_attester) {
  returns_["ffdd5cf1" + abi_word(a_)] =
      abi_word(std::uint64_t{5}) + abi_word(b_) + abi_word(b_) + abi_word(std::uint64_t{3});
  returns_["ffdd5cf1" + abi_word(b_)] =
      abi_word(std::uint64_t{5}) + abi_word(b_) + abi_word(b_) + abi_word(std::uint64_t{9});
  L1Client chain = client();
  ASSERT_TRUE(chain.open());
  EXPECT_EQ(chain.status_of(a_).value(), AttesterStatus::exiting);
  EXPECT_THAT(chain.status_of(b_).error().describe(), HasSubstr("no known status"));
}

TEST_F(L1ClientTest, finds_slashings_in_as_many_blocks_as_the_node_gives_at_once) {
  node_.methods["eth_getLogs"] = [this](const std::string& body) -> std::string {
    if (body.find(R"("fromBlock":"0x0","toBlock":"0x3e8")") != std::string::npos)
      return R"("error":{"code":-32005,"message":"too many blocks"})";
    EXPECT_THAT(body, HasSubstr(rollup_));
    if (body.find(R"("toBlock":"0x3e7")") == std::string::npos) return R"("result":[])";
    return fmt::format(R"("result":[{{"topics":["0x4e","0x{}"],"blockNumber":"0x200",)"
                       R"("data":"0x{}"}}])",
                       abi_word(b_), abi_word(std::uint64_t{77}));
  };
  L1Client chain = client();
  ASSERT_TRUE(chain.open());
  const std::vector<std::string> wanted{a_, b_};
  const auto found = chain.slashings(wanted);
  ASSERT_TRUE(found) << found.error().describe();
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->at(b_).block, 512u);
  EXPECT_EQ(found->at(b_).amount, "77");
}

TEST_F(L1ClientTest, stops_when_the_newest_block_is_old) {
  clock_.set_ms((now_s + 3600) * 1000);
  const auto opened = client().open();
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().describe(), HasSubstr("is stale"));
  EXPECT_THAT(opened.error().remedy(), HasSubstr("ETHEREUM_HOST"));
}

TEST_F(L1ClientTest, wants_the_address_of_the_contract_that_knows_the_rollup) {
  handler_ = "";
  EXPECT_EQ(client().open().error().kind(), base::ErrorKind::usage);
}

}  // namespace
}  // namespace whimbrel::packs::sparta
