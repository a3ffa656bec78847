#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using model::Value;

constexpr const char* moved_to = "people";

// An item of "tokens" that is to move to "people", and what it will be there.
struct Move {
  std::string before;
  std::string after;

  explicit Move(Context& context) {
    context.make_collection();
    context.make_collection(moved_to);
    before = context.item(1, {{"status", "unspent"}, {"note", "old"}});
    after = context.item(7, {{"status", "unspent"}, {"note", "old"}});
    context.insert(context.key(1), before);
  }

  // Inserts the item there and removes it here, as one.
  std::vector<WriteOutcome> perform(Context& context) const {
    GuardedWrite erase = context.erase(context.key(1));
    erase.on(before);
    return perform(context, erase.write());
  }

  std::vector<WriteOutcome> perform(Context& context, const ItemWrite& primary) const {
    const std::string new_key = context.key(7);
    ItemWrite insert;
    insert.kind = ItemWrite::Kind::insert;
    insert.collection = moved_to;
    insert.key = new_key;
    insert.after = after;
    insert.with_next = true;
    const std::vector<ItemWrite> writes{insert, primary};
    std::vector<WriteOutcome> outcomes(writes.size(), WriteOutcome::missing);
    const auto done = context.session().write(writes, outcomes);
    EXPECT_TRUE(done) << why(done);
    return outcomes;
  }
};

using Outcomes = std::vector<WriteOutcome>;

void group_happens_together(Context& context) {
  const Move move(context);
  EXPECT_EQ(move.perform(context), (Outcomes{WriteOutcome::applied, WriteOutcome::applied}));
  EXPECT_EQ(context.read(context.key(1)), std::nullopt);
  EXPECT_EQ(context.read(context.key(7), moved_to), move.after);
}

void group_is_held_back_where_an_item_is_already(Context& context) {
  const Move move(context);
  const std::string other = context.item(7, {{"status", "theirs"}});
  context.insert(context.key(7), other, moved_to);
  EXPECT_EQ(move.perform(context), (Outcomes{WriteOutcome::exists, WriteOutcome::held_back}));
  EXPECT_EQ(context.read(context.key(1)), move.before);
  EXPECT_EQ(context.read(context.key(7), moved_to), other);
}

void group_is_held_back_when_a_guard_fails(Context& context) {
  const Move move(context);
  context.change(context.key(1), "note", "new");
  EXPECT_EQ(move.perform(context), (Outcomes{WriteOutcome::held_back, WriteOutcome::guard_failed}));
  EXPECT_EQ(context.field(context.key(1), "note"), Value("new"));
  EXPECT_EQ(context.read(context.key(7), moved_to), std::nullopt);
}

void group_is_held_back_when_its_item_is_gone(Context& context) {
  const Move move(context);
  EXPECT_EQ(context.apply(context.erase(context.key(1))), WriteOutcome::applied);
  EXPECT_EQ(move.perform(context), (Outcomes{WriteOutcome::held_back, WriteOutcome::missing}));
  EXPECT_EQ(context.read(context.key(7), moved_to), std::nullopt);
}

void groups_of_one_call_are_judged_apart(Context& context) {
  const Move move(context);
  context.insert(context.key(2), context.item(2));
  GuardedWrite stale = context.erase(context.key(1));
  stale.on(context.item(1, {{"status", "never so"}})).with_next();
  GuardedWrite kept = context.erase(context.key(2));
  kept.on(context.item(2));
  GuardedWrite alone = context.update(context.key(1));
  alone.set("note", "alone").on(move.before);
  const std::vector<ItemWrite> writes{stale.write(), kept.write(), alone.write()};
  std::vector<WriteOutcome> outcomes(3, WriteOutcome::missing);
  ASSERT_TRUE(context.session().write(writes, outcomes));
  EXPECT_EQ(outcomes,
            (Outcomes{WriteOutcome::guard_failed, WriteOutcome::held_back, WriteOutcome::applied}));
  EXPECT_NE(context.read(context.key(2)), std::nullopt);
  EXPECT_EQ(context.field(context.key(1), "note"), Value("alone"));
}

void check_holds_a_group_to_an_item_that_it_does_not_write(Context& context) {
  const Move move(context);
  GuardedWrite check = {context.codec(), "tokens", context.key(1), ItemWrite::Kind::check};
  check.expect("status", "unspent");
  EXPECT_EQ(move.perform(context, check.write()),
            (Outcomes{WriteOutcome::applied, WriteOutcome::applied}));
  EXPECT_EQ(context.read(context.key(1)), move.before);
  EXPECT_EQ(context.read(context.key(7), moved_to), move.after);
}

void check_that_fails_holds_its_group_back(Context& context) {
  const Move move(context);
  GuardedWrite check = {context.codec(), "tokens", context.key(1), ItemWrite::Kind::check};
  check.expect("status", "spent");
  EXPECT_EQ(move.perform(context, check.write()),
            (Outcomes{WriteOutcome::held_back, WriteOutcome::guard_failed}));
  EXPECT_EQ(context.read(context.key(7), moved_to), std::nullopt);
}

void write_that_rests_on_the_whole_item_sees_every_change(Context& context) {
  const Move move(context);
  context.change(context.key(1), "note", "new");
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(move.before).whole();
  EXPECT_EQ(context.apply(update), WriteOutcome::guard_failed);
  GuardedWrite again = context.update(context.key(1));
  again.set("status", "spent").on(*context.read(context.key(1))).whole();
  EXPECT_EQ(context.apply(again), WriteOutcome::applied);
}

void group_larger_than_the_store_takes_is_refused(Context& context) {
  const Move move(context);
  const std::size_t count = context.store().capabilities().group_writes_max + 1;
  if (count > context.store().capabilities().write_items_max)
    GTEST_SKIP() << "one call takes no more than a group";
  GuardedWrite erase = context.erase(context.key(1));
  erase.with_next();
  const std::vector<ItemWrite> writes(count, erase.write());
  std::vector<WriteOutcome> outcomes(count);
  const auto done = context.session().write(writes, outcomes);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), base::ErrorKind::unsupported);
  EXPECT_EQ(context.read(context.key(1)), move.before);
}

}  // namespace

ContractTests group_tests() {
  return {
      {"group_happens_together", group_happens_together},
      {"group_is_held_back_where_an_item_is_already", group_is_held_back_where_an_item_is_already},
      {"group_is_held_back_when_a_guard_fails", group_is_held_back_when_a_guard_fails},
      {"group_is_held_back_when_its_item_is_gone", group_is_held_back_when_its_item_is_gone},
      {"groups_of_one_call_are_judged_apart", groups_of_one_call_are_judged_apart},
      {"check_holds_a_group_to_an_item_that_it_does_not_write",
       check_holds_a_group_to_an_item_that_it_does_not_write},
      {"check_that_fails_holds_its_group_back", check_that_fails_holds_its_group_back},
      {"write_that_rests_on_the_whole_item_sees_every_change",
       write_that_rests_on_the_whole_item_sees_every_change},
      {"group_larger_than_the_store_takes_is_refused",
       group_larger_than_the_store_takes_is_refused},
  };
}

}  // namespace whimbrel::stores::contract
