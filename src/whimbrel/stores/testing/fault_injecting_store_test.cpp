#include "whimbrel/stores/testing/fault_injecting_store.hpp"

#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/contract/contract_suite.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::stores::testing {
namespace {

using base::ErrorKind;
using contract::Context;

struct FaultyStore {
  explicit FaultyStore(bool transactions) : memory(options(transactions)) {}
  static memory::MemoryOptions options(bool transactions) {
    memory::MemoryOptions options;
    options.transactions = transactions;
    return options;
  }

  memory::MemoryStore memory;
  FaultInjector injector;
  FaultInjectingStore store{memory, injector};
};

template <bool transactions>
std::shared_ptr<Store> make_without_faults() {
  auto all = std::make_shared<FaultyStore>(transactions);
  return {all, &all->store};
}

const bool registered =
    contract::register_contract_suite({"FaultInjecting", make_without_faults<true>, {}}) &&
    contract::register_contract_suite(
        {"FaultInjectingWithoutTransactions", make_without_faults<false>, {}});

class FaultInjectingStoreTest : public ::testing::Test {
 protected:
  static std::shared_ptr<Store> as_pointer(Store& store) {
    return {std::shared_ptr<void>(), &store};
  }

  // Inserts items 1 and 2 in one call.
  static base::Status insert_two(Context& context) {
    std::vector<std::string> texts;
    for (const int number : {1, 2}) {
      texts.push_back(context.key(number));
      texts.push_back(context.item(number));
    }
    std::vector<ItemWrite> writes(2);
    for (std::size_t i = 0; i < writes.size(); ++i) {
      writes[i].kind = ItemWrite::Kind::insert;
      writes[i].collection = "tokens";
      writes[i].key = texts[2 * i];
      writes[i].after = texts[2 * i + 1];
    }
    std::vector<WriteOutcome> outcomes(2);
    return context.session().write(writes, outcomes);
  }

  static std::size_t items_in(Store& store) {
    return store.collection("tokens").value_or(CollectionInfo{}).items;
  }
};

TEST_F(FaultInjectingStoreTest, a_kill_makes_every_later_call_fail_until_the_restart) {
  FaultyStore all(true);
  Context context(as_pointer(all.store));
  context.make_collection();
  all.injector.kill_at(2, FaultPoint::before_effect);
  const auto killed = insert_two(context);
  ASSERT_FALSE(killed);
  EXPECT_TRUE(is_kill(killed.error()));
  Page page;
  EXPECT_TRUE(is_kill(context.session().scan({"tokens", {}}, page).error()));
  EXPECT_TRUE(is_kill(context.session().begin().error()));
  EXPECT_TRUE(is_kill(all.store.collections().error()));
  EXPECT_TRUE(is_kill(all.store.open_session().error()));
  EXPECT_EQ(items_in(all.memory), 0U);
  all.injector.restart();
  EXPECT_TRUE(insert_two(context));
  EXPECT_EQ(items_in(all.memory), 2U);
}

TEST_F(FaultInjectingStoreTest, a_kill_after_the_effect_leaves_it) {
  FaultyStore all(true);
  Context context(as_pointer(all.store));
  context.make_collection();
  all.injector.kill_at(2, FaultPoint::after_effect);
  EXPECT_FALSE(insert_two(context));
  EXPECT_EQ(items_in(all.memory), 2U);
}

TEST_F(FaultInjectingStoreTest, a_kill_inside_a_transaction_takes_it_back_and_frees_the_store) {
  FaultyStore all(true);
  Context context(as_pointer(all.store));
  context.make_collection();
  all.injector.kill_at(3, FaultPoint::after_effect);
  ASSERT_TRUE(context.session().begin());
  EXPECT_TRUE(is_kill(insert_two(context).error()));
  EXPECT_EQ(items_in(all.memory), 0U);
  const auto other = all.memory.open_session();
  EXPECT_TRUE((*other)->begin()) << "nobody holds the writers' turn";
}

TEST_F(FaultInjectingStoreTest, a_kill_at_the_commit_keeps_all_or_nothing) {
  for (const auto& [point, items] :
       {std::pair{FaultPoint::before_effect, 0U}, std::pair{FaultPoint::after_effect, 2U}}) {
    FaultyStore all(true);
    Context context(as_pointer(all.store));
    context.make_collection();
    all.injector.kill_at(4, point);
    ASSERT_TRUE(context.session().begin());
    ASSERT_TRUE(insert_two(context));
    EXPECT_TRUE(is_kill(context.session().commit().error()));
    EXPECT_EQ(items_in(all.memory), items);
  }
}

TEST_F(FaultInjectingStoreTest, without_transactions_a_call_can_be_killed_in_its_middle) {
  FaultyStore all(false);
  Context context(as_pointer(all.store));
  context.make_collection();
  all.injector.kill_at(3, FaultPoint::before_effect);
  EXPECT_TRUE(is_kill(insert_two(context).error()));
  EXPECT_EQ(items_in(all.memory), 1U);
}

TEST_F(FaultInjectingStoreTest, a_failure_happens_once_and_with_its_kind) {
  FaultyStore all(true);
  Context context(as_pointer(all.store));
  context.make_collection();
  all.injector.fail_at(2, FaultPoint::before_effect, ErrorKind::no_space);
  const auto failed = insert_two(context);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind(), ErrorKind::no_space);
  EXPECT_FALSE(is_kill(failed.error()));
  EXPECT_TRUE(insert_two(context));
}

TEST_F(FaultInjectingStoreTest, a_failed_commit_may_have_happened) {
  for (const auto& [point, items] :
       {std::pair{FaultPoint::before_effect, 0U}, std::pair{FaultPoint::after_effect, 2U}}) {
    FaultyStore all(true);
    Context context(as_pointer(all.store));
    context.make_collection();
    all.injector.fail_at(4, point, ErrorKind::unavailable);
    ASSERT_TRUE(context.session().begin());
    ASSERT_TRUE(insert_two(context));
    EXPECT_EQ(context.session().commit().error().kind(), ErrorKind::unavailable);
    EXPECT_EQ(items_in(all.memory), items);
    EXPECT_TRUE(context.session().begin()) << "the transaction is over either way";
  }
}

TEST_F(FaultInjectingStoreTest, a_failed_write_ends_its_transaction) {
  FaultyStore all(true);
  Context context(as_pointer(all.store));
  context.make_collection();
  all.injector.fail_at(3, FaultPoint::after_effect, ErrorKind::io);
  ASSERT_TRUE(context.session().begin());
  EXPECT_FALSE(insert_two(context));
  EXPECT_EQ(context.session().commit().error().kind(), ErrorKind::io);
  EXPECT_EQ(items_in(all.memory), 0U);
}

TEST_F(FaultInjectingStoreTest, boundaries_are_counted) {
  FaultyStore all(true);
  Context context(as_pointer(all.store));
  context.make_collection();                                                      // 1
  ASSERT_TRUE(context.session().begin());                                         // 2
  ASSERT_TRUE(insert_two(context));                                               // 3
  ASSERT_TRUE(Context::put(context.session(), Space::ledger, "run/1", "{}", 1));  // 4
  ASSERT_TRUE(context.session().commit());                                        // 5
  EXPECT_EQ(Context::scan_all(context.session()).size(), 2U);
  EXPECT_EQ(all.injector.boundaries_passed(), 5U);
}

}  // namespace
}  // namespace whimbrel::stores::testing
