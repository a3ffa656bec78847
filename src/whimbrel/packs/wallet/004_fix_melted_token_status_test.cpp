#include "whimbrel/packs/wallet/004_fix_melted_token_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/packs/wallet/token_store_test.hpp"

namespace whimbrel::packs::wallet {
namespace {

using testing::HasSubstr;

constexpr base::UnixMillis run_time_ms = 1'737'945'600'000;

// What the transformation makes of one item.
struct Outcome {
  bool changed = false;
  std::string after;
  std::string owner;
  std::optional<std::int64_t> amount;
};

class FixMeltedTokenStatusTest : public testing::Test {
 protected:
  Outcome transform(const std::string& item) {
    engine::PinnedInputs inputs;
    inputs.run_time_ms = run_time_ms;
    const model::ItemCodec& codec = model::extended_json_codec();
    const auto transformer = migration_.prepare(inputs, codec).value();
    const auto view = codec.make_view();
    std::string padded = item + std::string(model::item_padding_bytes, ' ');
    EXPECT_TRUE(view->load({padded.data(), item.size()})) << item;
    engine::ChangeSink sink;
    transformer->transform(*view, sink);
    Outcome outcome;
    outcome.changed = sink.wants_change();
    outcome.owner = std::string(sink.owner());
    outcome.amount = sink.amount();
    EXPECT_FALSE(sink.rejection());
    std::vector<model::Edit> inverse;
    model::Arena arena;
    EXPECT_TRUE(view->splice(sink.edits(), outcome.after, inverse, arena));
    return outcome;
  }
  std::vector<engine::CheckResult> check_after(const std::vector<std::string>& items) {
    const model::ItemCodec& codec = setup_.store.codec();
    const auto view = codec.make_view();
    std::vector<std::unique_ptr<engine::ItemObserver>> observers;
    for (const std::string& item : items) {
      observers.push_back(migration_.make_observer(codec).value());
      const std::string padded = item + std::string(model::item_padding_bytes, ' ');
      EXPECT_TRUE(view->load({padded.data(), item.size()})) << item;
      observers.back()->observe(*view);
    }
    return migration_.check_after(setup_.store, observers).value();
  }

  FixMeltedTokenStatus migration_;
  TokenStore setup_;
};

constexpr const char* spent_suffix = R"("spent_at":{"$date":{"$numberLong":"1737945600000"}})";

TEST_F(FixMeltedTokenStatusTest, marks_a_melted_unspent_token_spent_and_leaves_every_other_byte) {
  const Outcome outcome = transform(
      R"({"_id": 1,  "npub":"npub1x","total_amount":{"$numberInt":"16640"}, "status" : "unspent",)"
      R"("transaction_type":"melted","metadata":{"a.b":1},"spent_at":null,"updatedAt":"then"})");
  EXPECT_TRUE(outcome.changed);
  EXPECT_EQ(
      outcome.after,
      R"({"_id": 1,  "npub":"npub1x","total_amount":{"$numberInt":"16640"}, "status" : "spent",)"
      R"("transaction_type":"melted","metadata":{"a.b":1},)" +
          std::string(spent_suffix) + R"(,"updatedAt":"then"})");
  EXPECT_EQ(outcome.owner, "npub1x");
  EXPECT_EQ(outcome.amount, 16640);
}

TEST_F(FixMeltedTokenStatusTest, adds_spent_at_where_there_is_none) {
  const Outcome outcome = transform(R"({"_id":1,"status":"unspent","transaction_type":"melted"})");
  EXPECT_THAT(outcome.after, HasSubstr(R"("status":"spent")"));
  EXPECT_THAT(outcome.after, HasSubstr(spent_suffix));
}

TEST_F(FixMeltedTokenStatusTest, leaves_every_other_token_alone) {
  for (const char* item : {
           R"({"_id":1,"status":"spent","transaction_type":"melted"})",
           R"({"_id":1,"status":"pending","transaction_type":"melted"})",
           R"({"_id":1,"status":"failed","transaction_type":"melted"})",
           R"({"_id":1,"status":"unspent","transaction_type":"minted"})",
           R"({"_id":1,"status":"unspent","transaction_type":"received"})",
           R"({"_id":1,"status":"unspent"})",
           R"({"_id":1,"transaction_type":"melted"})",
           R"({"_id":1,"status":null,"transaction_type":"melted"})",
           R"({"_id":1,"status":["unspent"],"transaction_type":"melted"})",
           R"({"_id":1,"status":"Unspent","transaction_type":"melted"})",
           R"({"_id":1,"status":"unspent ","transaction_type":"melted"})",
           R"({"_id":1,"metadata":{"status":"unspent","transaction_type":"melted"}})",
           R"({"_id":1})",
       }) {
    EXPECT_FALSE(transform(item).changed) << item;
  }
}

TEST_F(FixMeltedTokenStatusTest, knows_its_texts_however_they_are_spelled) {
  EXPECT_TRUE(
      transform(R"({"_id":1,"status":"\u0075nspent","transaction_type":"mel\u0074ed"})").changed);
}

TEST_F(FixMeltedTokenStatusTest, leaves_alone_what_it_changed_already) {
  const Outcome once = transform(R"({"_id":1,"status":"unspent","transaction_type":"melted"})");
  EXPECT_FALSE(transform(once.after).changed);
}

TEST_F(FixMeltedTokenStatusTest, attributes_amounts_of_any_whole_number_and_users_only_if_named) {
  const auto with = [&](const std::string& fields) {
    return transform(R"({"_id":1,"status":"unspent","transaction_type":"melted",)" + fields + "}");
  };
  EXPECT_EQ(with(R"("npub":"n","total_amount":{"$numberLong":"9007199254740993"})").amount,
            9007199254740993);
  EXPECT_EQ(with(R"("npub":"n","total_amount":{"$numberDecimal":"12"})").amount, 12);
  EXPECT_EQ(with(R"("npub":"n","total_amount":"12")").amount, std::nullopt);
  EXPECT_EQ(with(R"("npub":"n")").owner, "n");
  EXPECT_EQ(with(R"("npub":7,"total_amount":1)").owner, "");
}

TEST_F(FixMeltedTokenStatusTest, hides_what_is_money_to_whoever_reads_it) {
  EXPECT_THAT(migration_.info().secret_fields, testing::IsSupersetOf({"secret", "p2pk_privkey"}));
}

TEST_F(FixMeltedTokenStatusTest, asks_for_the_collection_before_a_run) {
  const auto missing = migration_.check_before(setup_.store).value();
  EXPECT_FALSE(engine::all_passed(missing));
  EXPECT_THAT(missing[0].detail, HasSubstr("no collection cashu_tokens"));
  fill_collection(setup_.store, tokens_collection, {R"({"_id":1})"});
  const auto there = migration_.check_before(setup_.store).value();
  EXPECT_TRUE(engine::all_passed(there));
  EXPECT_EQ(there.size(), 1u) << "a store in memory has no disk to measure";
}

TEST_F(FixMeltedTokenStatusTest, passes_when_no_melted_token_is_unspent) {
  const auto checks = check_after({R"({"_id":1,"status":"spent","transaction_type":"melted"})",
                                   R"({"_id":2,"status":"unspent","transaction_type":"sent"})"});
  EXPECT_TRUE(engine::all_passed(checks));
  EXPECT_THAT(checks[1].detail, HasSubstr("1 spent"));
}

TEST_F(FixMeltedTokenStatusTest, fails_while_a_melted_token_is_unspent) {
  const auto checks = check_after({R"({"_id":1,"status":"spent","transaction_type":"melted"})",
                                   R"({"_id":2,"status":"unspent","transaction_type":"melted"})"});
  EXPECT_FALSE(checks[0].passed);
  EXPECT_THAT(checks[0].detail, HasSubstr("1 of 2 melted tokens unspent"));
  EXPECT_FALSE(checks[1].passed);
  EXPECT_THAT(checks[1].detail, HasSubstr("0.5"));
}

TEST_F(FixMeltedTokenStatusTest, only_warns_of_melted_tokens_without_a_status) {
  const auto checks = check_after({R"({"_id":1,"transaction_type":"melted"})"});
  EXPECT_TRUE(engine::all_passed(checks));
  EXPECT_FALSE(checks[2].passed);
  EXPECT_TRUE(checks[2].only_warns);
}

TEST_F(FixMeltedTokenStatusTest, follows_the_owners_risk_thresholds) {
  const auto level = [&](std::uint64_t items, std::uint64_t owners) {
    engine::ImpactSummary impact;
    impact.items = items;
    impact.owners = owners;
    return migration_.assess_risk(impact).level;
  };
  EXPECT_EQ(level(1'000, 1'000), engine::RiskLevel::low);
  EXPECT_EQ(level(1'001, 1), engine::RiskLevel::medium);
  EXPECT_EQ(level(10'000, 1), engine::RiskLevel::medium);
  EXPECT_EQ(level(10'001, 1), engine::RiskLevel::high);
  EXPECT_EQ(level(1'000, 1'001), engine::RiskLevel::medium);
  EXPECT_EQ(level(20'000, 5'000), engine::RiskLevel::high);
}

}  // namespace
}  // namespace whimbrel::packs::wallet
