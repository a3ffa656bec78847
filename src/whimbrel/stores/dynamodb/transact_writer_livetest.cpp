#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"
#include "whimbrel/stores/dynamodb/transact_writer.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using ::testing::Each;

constexpr std::size_t items = 230;

class TransactWriterLive : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_.create_collection({"users", {model::Path({"id"})}}));
    session_ = *store_.open_session();
    std::vector<ItemWrite> inserts(items);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < items; ++i) {
      keys_.push_back(fmt::format(R"("{:03}")", i));
      texts.push_back(fmt::format(R"({{"id":{{"S":{}}},"n":{{"N":"1"}}}})", keys_.back()));
    }
    for (std::size_t i = 0; i < items; ++i) {
      inserts[i].kind = ItemWrite::Kind::insert;
      inserts[i].collection = "users";
      inserts[i].key = keys_[i];
      inserts[i].after = texts[i];
    }
    std::vector<WriteOutcome> outcomes(items);
    const auto done = session_->write(inserts, outcomes);
    ASSERT_TRUE(done) << done.error().describe();
    ASSERT_THAT(outcomes, Each(WriteOutcome::applied));
    const std::vector<model::KeyView> views(keys_.begin(), keys_.end());
    ASSERT_TRUE(session_->read("users", views, read_));
    ASSERT_EQ(read_.size(), items);
  }

  // n = 2 for each, as long as n is 1.
  std::vector<ItemWrite> updates() {
    std::vector<ItemWrite> writes(items);
    for (std::size_t i = 0; i < items; ++i) {
      writes[i].collection = "users";
      writes[i].key = keys_[i];
      writes[i].edits = edits_;
      writes[i].guards = guards_;
      writes[i].basis = read_[i].bytes;
    }
    return writes;
  }
  // A live writer's.
  void set(std::size_t item, const char* n) {
    ASSERT_TRUE(server_.client().call(
        "UpdateItem", fmt::format(R"({{"TableName":"users","Key":{{"id":{{"S":{}}}}},
            "UpdateExpression":"SET n = :n","ExpressionAttributeValues":{{":n":{{"N":"{}"}}}}}})",
                                  keys_[item], n)));
  }
  std::size_t items_with(const std::string& n) {
    Page page;
    const std::vector<model::KeyView> views(keys_.begin(), keys_.end());
    EXPECT_TRUE(session_->read("users", views, page));
    std::size_t count = 0;
    for (std::size_t i = 0; i < page.size(); ++i)
      if (page[i].bytes.find(fmt::format(R"("n":{{"N":"{}"}})", n)) != std::string_view::npos)
        ++count;
    return count;
  }
  static DynamoDbOptions options(const testing::DynamoDbLocal& server) {
    DynamoDbOptions options;
    options.client = server.options();
    options.table_poll_ms = 20;
    options.write_mode = WriteMode::transact;
    return options;
  }

  testing::DynamoDbLocal server_;
  base::Cancellation cancellation_;
  DynamoDbStore store_{StoreContext{
      options(server_), server_.credentials(), base::system_clock(), cancellation_, {}}};
  std::unique_ptr<Session> session_;
  std::vector<std::string> keys_;
  Page read_;
  model::Path path_{{"n"}};
  std::vector<model::Edit> edits_{{model::Edit::Kind::set, &path_, R"({"N":"2"})", 0}};
  std::vector<model::FieldGuard> guards_{{&path_, R"({"N":"1"})"}};
};

TEST_F(TransactWriterLive, writes_a_hundred_in_one_call) {
  const LoadUsed before = store_.load_account()->used();
  std::vector<WriteOutcome> outcomes(items);
  const auto done = session_->write(updates(), outcomes);
  ASSERT_TRUE(done) << done.error().describe();
  EXPECT_THAT(outcomes, Each(WriteOutcome::applied));
  EXPECT_EQ(items_with("2"), items);
  // DynamoDB Local tells the units of one action of each call only, so they are not looked at.
  const LoadUsed after = store_.load_account()->used();
  EXPECT_LE(after.requests - before.requests, 3u + 3u) << "three writes, and the reads of the test";
}

TEST_F(TransactWriterLive, finds_the_items_that_do_not_let_the_others_through) {
  for (const std::size_t changed : {0u, 57u, 99u, 229u}) set(changed, "7");
  std::vector<WriteOutcome> outcomes(items);
  const auto done = session_->write(updates(), outcomes);
  ASSERT_TRUE(done) << done.error().describe();
  for (std::size_t i = 0; i < items; ++i) {
    const bool changed = i == 0 || i == 57 || i == 99 || i == 229;
    EXPECT_EQ(outcomes[i], changed ? WriteOutcome::guard_failed : WriteOutcome::applied) << i;
  }
  EXPECT_EQ(items_with("2"), items - 4);
  EXPECT_EQ(items_with("7"), 4u) << "what live writers wrote stands";
}

TEST_F(TransactWriterLive, tells_of_items_that_are_gone) {
  ASSERT_TRUE(server_.client().call(
      "DeleteItem", fmt::format(R"({{"TableName":"users","Key":{{"id":{{"S":{}}}}}}})", keys_[3])));
  std::vector<WriteOutcome> outcomes(items);
  ASSERT_TRUE(session_->write(updates(), outcomes));
  EXPECT_EQ(outcomes[3], WriteOutcome::missing);
  EXPECT_EQ(items_with("2"), items - 1);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
