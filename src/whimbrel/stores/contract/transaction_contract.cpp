#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using base::ErrorKind;
using model::Value;
using Test = void (*)(Context&);

template <Test test>
void with_transactions(Context& context) {
  if (!context.has_transactions()) GTEST_SKIP() << "the store has no transactions";
  context.make_collection();
  test(context);
}

void uncommitted_writes_are_seen_by_their_session_only(Context& context) {
  const auto other = context.open_session();
  Session& session = context.session();
  context.insert(context.key(1), context.item(1));
  ASSERT_TRUE(session.begin());
  context.insert(context.key(2), context.item(2));
  EXPECT_EQ(context.apply(context.erase(context.key(1))), WriteOutcome::applied);
  ASSERT_TRUE(Context::put(session, Space::ledger, "run/1", "{}", 1));

  EXPECT_EQ(context.read(context.key(2)), context.item(2));
  EXPECT_EQ(Context::keys_of(Context::scan_all(session)), std::vector{context.key(2)});
  EXPECT_TRUE(Context::get(session, Space::ledger, "run/1"));
  EXPECT_EQ(session.list_records(Space::ledger, "run/", "", 9)->size(), 1U);

  EXPECT_EQ(Context::read(*other, context.key(2)), std::nullopt);
  EXPECT_EQ(Context::keys_of(Context::scan_all(*other)), std::vector{context.key(1)});
  EXPECT_FALSE(Context::get(*other, Space::ledger, "run/1"));
  EXPECT_TRUE(other->list_records(Space::ledger, "run/", "", 9)->empty());
  EXPECT_TRUE(session.rollback());
}

void commit_shows_items_and_records_to_all(Context& context) {
  const auto other = context.open_session();
  Session& session = context.session();
  ASSERT_TRUE(session.begin());
  context.insert(context.key(1), context.item(1));
  ASSERT_TRUE(Context::put(session, Space::journal, "run/1/block/1", std::string("\0\1", 2), 1));
  ASSERT_TRUE(Context::put(session, Space::audit, "1", "{}", 1));
  const auto done = session.commit();
  ASSERT_TRUE(done) << why(done);
  EXPECT_EQ(Context::read(*other, context.key(1)), context.item(1));
  EXPECT_TRUE(Context::get(*other, Space::journal, "run/1/block/1"));
  EXPECT_TRUE(Context::get(*other, Space::audit, "1"));
}

void rollback_takes_everything_back(Context& context) {
  Session& session = context.session();
  context.insert(context.key(1), context.item(1, {{"status", "unspent"}}));
  ASSERT_TRUE(Context::put(session, Space::ledger, "lease", "{}", 4));
  ASSERT_TRUE(session.begin());
  context.change(context.key(1), "status", "spent");
  context.insert(context.key(2), context.item(2));
  ASSERT_TRUE(Context::put(session, Space::ledger, "lease", "{}", 5, 4));
  ASSERT_TRUE(session.rollback());
  EXPECT_EQ(context.field(context.key(1), "status"), Value("unspent"));
  EXPECT_EQ(context.read(context.key(2)), std::nullopt);
  EXPECT_EQ(Context::get(session, Space::ledger, "lease")->version, 4U);
}

void begin_inside_a_transaction_is_a_mistake(Context& context) {
  ASSERT_TRUE(context.session().begin());
  const auto again = context.session().begin();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::internal);
  EXPECT_TRUE(context.session().commit()) << "the transaction goes on";
}

void commit_and_rollback_need_a_transaction(Context& context) {
  const auto committed = context.session().commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().kind(), ErrorKind::internal);
  const auto rolled_back = context.session().rollback();
  ASSERT_FALSE(rolled_back);
  EXPECT_EQ(rolled_back.error().kind(), ErrorKind::internal);
}

void closing_a_session_rolls_back(Context& context) {
  {
    const auto session = context.open_session();
    ASSERT_TRUE(session->begin());
    ASSERT_TRUE(Context::put(*session, Space::ledger, "run/1", "{}", 1));
  }
  EXPECT_FALSE(Context::get(context.session(), Space::ledger, "run/1"));
  context.insert(context.key(1), context.item(1));  // nobody holds the store any more
}

void transactions_follow_each_other(Context& context) {
  for (int number = 0; number < 5; ++number) {
    ASSERT_TRUE(context.session().begin());
    context.insert(context.key(number), context.item(number));
    ASSERT_TRUE(number % 2 == 0 ? context.session().commit() : context.session().rollback());
  }
  EXPECT_EQ(Context::scan_all(context.session()).size(), 3U);
}

void a_second_writer_waits_for_the_first(Context& context) {
  ASSERT_TRUE(context.session().begin());
  context.insert(context.key(1), context.item(1));
  const auto other = context.open_session();
  std::thread writer([&] {
    ASSERT_TRUE(other->begin());
    EXPECT_TRUE(Context::read(*other, context.key(1))) << "it begins after the first commit";
    ASSERT_TRUE(other->commit());
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ASSERT_TRUE(context.session().commit());
  writer.join();
}

void readers_go_on_while_a_transaction_is_open(Context& context) {
  context.insert_many(10);
  const auto other = context.open_session();
  ASSERT_TRUE(context.session().begin());
  for (int number = 0; number < 10; ++number) context.change(context.key(number), "n", "x");
  for (const KeyAndItem& item : Context::scan_all(*other, {}, 3))
    EXPECT_NE(*context.decode(item.item).find("n"), Value("x"));
  ASSERT_TRUE(context.session().commit());
}

void refused_record_leaves_the_transaction_as_it_was(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(Context::put(session, Space::ledger, "lease", "{}", 2));
  ASSERT_TRUE(session.begin());
  context.insert(context.key(1), context.item(1));
  EXPECT_FALSE(Context::put(session, Space::ledger, "lease", "{}", 2, 1));
  const Fence lost{"lease", 1};
  EXPECT_FALSE(Context::put(session, Space::ledger, "run/1", "{}", 1, std::nullopt, &lost));
  const auto done = session.commit();
  ASSERT_TRUE(done) << why(done);
  EXPECT_TRUE(context.read(context.key(1)));
}

void failed_write_makes_the_transaction_uncommittable(Context& context) {
  Session& session = context.session();
  ASSERT_TRUE(session.begin());
  context.insert(context.key(1), context.item(1));
  const std::string key = context.key(2);
  const std::string item = context.item(2);
  ItemWrite write;
  write.kind = ItemWrite::Kind::insert;
  write.collection = "nowhere";
  write.key = key;
  write.after = item;
  WriteOutcome outcome{};
  EXPECT_FALSE(session.write({&write, 1}, {&outcome, 1}));
  const auto done = session.commit();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::not_found);
  EXPECT_EQ(context.read(context.key(1)), std::nullopt);
  context.insert(context.key(3), context.item(3));  // and the session goes on
}

void without_transactions_begin_says_so(Context& context) {
  if (context.has_transactions()) GTEST_SKIP() << "the store has transactions";
  for (const auto& refused :
       {context.session().begin(), context.session().commit(), context.session().rollback()}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::unsupported);
  }
}

}  // namespace

ContractTests transaction_tests() {
  return {
      {"uncommitted_writes_are_seen_by_their_session_only",
       with_transactions<uncommitted_writes_are_seen_by_their_session_only>},
      {"commit_shows_items_and_records_to_all",
       with_transactions<commit_shows_items_and_records_to_all>},
      {"rollback_takes_everything_back", with_transactions<rollback_takes_everything_back>},
      {"begin_inside_a_transaction_is_a_mistake",
       with_transactions<begin_inside_a_transaction_is_a_mistake>},
      {"commit_and_rollback_need_a_transaction",
       with_transactions<commit_and_rollback_need_a_transaction>},
      {"closing_a_session_rolls_back", with_transactions<closing_a_session_rolls_back>},
      {"transactions_follow_each_other", with_transactions<transactions_follow_each_other>},
      {"a_second_writer_waits_for_the_first",
       with_transactions<a_second_writer_waits_for_the_first>},
      {"readers_go_on_while_a_transaction_is_open",
       with_transactions<readers_go_on_while_a_transaction_is_open>},
      {"refused_record_leaves_the_transaction_as_it_was",
       with_transactions<refused_record_leaves_the_transaction_as_it_was>},
      {"failed_write_makes_the_transaction_uncommittable",
       with_transactions<failed_write_makes_the_transaction_uncommittable>},
      {"without_transactions_begin_says_so", without_transactions_begin_says_so},
  };
}

}  // namespace whimbrel::stores::contract
