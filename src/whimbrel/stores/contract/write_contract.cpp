#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using base::ErrorKind;
using model::Value;

ItemWrite insertion(std::string_view collection, std::string_view key, std::string_view item) {
  ItemWrite write;
  write.kind = ItemWrite::Kind::insert;
  write.collection = collection;
  write.key = key;
  write.after = item;
  return write;
}

void insert_then_read_gives_the_same_bytes(Context& context) {
  context.make_collection();
  const std::string item = context.item(1, {{"status", "unspent"}});
  context.insert(context.key(1), item);
  EXPECT_EQ(context.read(context.key(1)), item);
  EXPECT_EQ(context.read(context.key(2)), std::nullopt);
}

void insert_where_an_item_is_keeps_it(Context& context) {
  context.make_collection();
  const std::string first = context.item(1, {{"status", "unspent"}});
  const std::string second = context.item(1, {{"status", "spent"}});
  const std::string key = context.key(1);
  context.insert(key, first);
  const ItemWrite write = insertion("tokens", key, second);
  WriteOutcome outcome{};
  ASSERT_TRUE(context.session().write({&write, 1}, {&outcome, 1}));
  EXPECT_EQ(outcome, WriteOutcome::exists);
  EXPECT_EQ(context.read(key), first);
}

void outcomes_stand_in_the_order_of_the_writes(Context& context) {
  context.make_collection();
  context.insert_many(3);
  const std::string item = context.item(0);
  const std::string key0 = context.key(0);
  GuardedWrite fails = context.update(context.key(1));
  fails.expect("n", "other").set("n", "x");
  GuardedWrite holds = context.update(context.key(2));
  holds.expect("n", std::int32_t{2}).set("n", "x");
  GuardedWrite missing = context.update(context.key(9));
  missing.set("n", "x");
  const std::array writes{insertion("tokens", key0, item), fails.write(), holds.write(),
                          missing.write()};
  std::array<WriteOutcome, 4> outcomes{};
  const auto done = context.session().write(writes, outcomes);
  ASSERT_TRUE(done) << why(done);
  EXPECT_EQ(outcomes, (std::array{WriteOutcome::exists, WriteOutcome::guard_failed,
                                  WriteOutcome::applied, WriteOutcome::missing}));
  EXPECT_EQ(context.field(context.key(2), "n"), Value("x"));
}

void later_writes_of_a_call_see_earlier_ones(Context& context) {
  context.make_collection();
  const std::string key = context.key(1);
  const std::string item = context.item(1, {{"status", "unspent"}});
  GuardedWrite update = context.update(key);
  update.expect("status", "unspent").set("status", "spent").on(item);
  const std::array writes{insertion("tokens", key, item), update.write()};
  std::array<WriteOutcome, 2> outcomes{};
  ASSERT_TRUE(context.session().write(writes, outcomes));
  EXPECT_EQ(outcomes, (std::array{WriteOutcome::applied, WriteOutcome::applied}));
  EXPECT_EQ(context.read(key), update.after());
}

void one_call_writes_to_several_collections(Context& context) {
  context.make_collection("tokens");
  context.make_collection("wallets");
  const std::string key = context.key(1);
  const std::string token = context.item(1, {{"kind", "token"}});
  const std::string wallet = context.item(1, {{"kind", "wallet"}});
  const std::array writes{insertion("tokens", key, token), insertion("wallets", key, wallet)};
  std::array<WriteOutcome, 2> outcomes{};
  ASSERT_TRUE(context.session().write(writes, outcomes));
  EXPECT_EQ(context.read(key, "tokens"), token);
  EXPECT_EQ(context.read(key, "wallets"), wallet);
}

void an_empty_call_does_nothing(Context& context) {
  const auto done = context.session().write({}, {});
  EXPECT_TRUE(done) << why(done);
}

void too_many_writes_are_refused_whole(Context& context) {
  context.make_collection();
  const std::size_t count = context.store().capabilities().write_items_max + 1;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back(context.key(static_cast<int>(i)));
  const std::string item = context.item(1);
  std::vector<ItemWrite> writes;
  for (const std::string& key : keys) writes.push_back(insertion("tokens", key, item));
  std::vector<WriteOutcome> outcomes(count);
  const auto done = context.session().write(writes, outcomes);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::unsupported);
  EXPECT_FALSE(done.error().remedy().empty());
  EXPECT_TRUE(Context::scan_all(context.session()).empty());
}

void too_large_an_item_is_refused_by_its_key(Context& context) {
  context.make_collection();
  const std::string key = context.key(1);
  const std::string item(context.store().capabilities().item_bytes_max + 1, 'x');
  const ItemWrite write = insertion("tokens", key, item);
  WriteOutcome outcome{};
  const auto done = context.session().write({&write, 1}, {&outcome, 1});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::invalid_data);
  EXPECT_NE(done.error().describe().find(key), std::string::npos) << done.error().describe();
  EXPECT_EQ(context.read(key), std::nullopt);
}

void write_to_an_unknown_collection_says_so(Context& context) {
  context.make_collection();
  const std::string key = context.key(1);
  const std::string item = context.item(1);
  const std::array writes{insertion("tokens", key, item), insertion("nowhere", key, item)};
  std::array<WriteOutcome, 2> outcomes{};
  const auto done = context.session().write(writes, outcomes);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::not_found);
  EXPECT_NE(done.error().describe().find("nowhere"), std::string::npos);
  if (context.has_transactions()) {
    EXPECT_EQ(context.read(key), std::nullopt) << "the call is one transaction";
  }
  context.insert(context.key(2), context.item(2));  // the session is as good as before
}

void written_items_are_seen_by_other_sessions(Context& context) {
  context.make_collection();
  const auto other = context.open_session();
  EXPECT_EQ(Context::read(*other, context.key(1)), std::nullopt);
  context.insert(context.key(1), context.item(1));
  EXPECT_EQ(Context::read(*other, context.key(1)), context.item(1));
}

void of_two_guarded_writers_one_wins(Context& context) {
  context.make_collection();
  const std::string item = context.item(1, {{"status", "unspent"}});
  context.insert(context.key(1), item);
  const auto other = context.open_session();
  GuardedWrite ours = context.update(context.key(1));
  ours.expect("status", "unspent").set("status", "spent").on(item);
  GuardedWrite theirs = context.update(context.key(1));
  theirs.expect("status", "unspent").set("status", "pending").on(item);
  EXPECT_EQ(Context::apply(*other, theirs), WriteOutcome::applied);
  EXPECT_EQ(context.apply(ours), WriteOutcome::guard_failed);
  EXPECT_EQ(context.field(context.key(1), "status"), Value("pending"));
}

// Adds one to a counter in the item, again and again until the guard held. The counter is a text,
// which every store keeps as such.
void count_up(Context& context, Session& session, int times) {
  const std::string key = context.key(1);
  for (int done = 0; done < times;) {
    const auto item = Context::read(session, key);
    ASSERT_TRUE(item);
    const Value whole = context.decode(*item);
    const Value* const counter = whole.find("n");
    ASSERT_TRUE(counter != nullptr && counter->is<std::string>());
    const int count = std::stoi(*counter->get_if<std::string>());
    GuardedWrite update = context.update(key);
    update.expect("n", *counter).set("n", std::to_string(count + 1)).on(*item);
    done += Context::apply(session, update) == WriteOutcome::applied ? 1 : 0;
  }
}

void concurrent_writers_lose_no_update(Context& context) {
  context.make_collection();
  context.insert(context.key(1), context.item(1, {{"n", "0"}}));
  constexpr int times = 50;
  std::vector<std::thread> threads;
  std::vector<std::unique_ptr<Session>> sessions;
  for (int i = 0; i < 3; ++i) sessions.push_back(context.open_session());
  for (auto& session : sessions)
    threads.emplace_back([&context, &session] { count_up(context, *session, times); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(context.field(context.key(1), "n"), Value(std::to_string(3 * times)));
}

}  // namespace

ContractTests write_tests() {
  return {
      {"insert_then_read_gives_the_same_bytes", insert_then_read_gives_the_same_bytes},
      {"insert_where_an_item_is_keeps_it", insert_where_an_item_is_keeps_it},
      {"outcomes_stand_in_the_order_of_the_writes", outcomes_stand_in_the_order_of_the_writes},
      {"later_writes_of_a_call_see_earlier_ones", later_writes_of_a_call_see_earlier_ones},
      {"one_call_writes_to_several_collections", one_call_writes_to_several_collections},
      {"an_empty_call_does_nothing", an_empty_call_does_nothing},
      {"too_many_writes_are_refused_whole", too_many_writes_are_refused_whole},
      {"too_large_an_item_is_refused_by_its_key", too_large_an_item_is_refused_by_its_key},
      {"write_to_an_unknown_collection_says_so", write_to_an_unknown_collection_says_so},
      {"written_items_are_seen_by_other_sessions", written_items_are_seen_by_other_sessions},
      {"of_two_guarded_writers_one_wins", of_two_guarded_writers_one_wins},
      {"concurrent_writers_lose_no_update", concurrent_writers_lose_no_update},
  };
}

}  // namespace whimbrel::stores::contract
