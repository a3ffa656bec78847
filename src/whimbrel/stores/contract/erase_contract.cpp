#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using model::Value;

std::string make_erasable(Context& context) {
  context.make_collection();
  std::string item = context.item(1, {{"status", "unspent"}, {"note", "old"}});
  context.insert(context.key(1), item);
  return item;
}

void erase_on_its_basis_removes_the_item(Context& context) {
  const std::string item = make_erasable(context);
  EXPECT_EQ(context.apply(context.erase(context.key(1)).on(item)), WriteOutcome::applied);
  EXPECT_EQ(context.read(context.key(1)), std::nullopt);
}

void erase_applies_while_its_guards_hold(Context& context) {
  const std::string item = make_erasable(context);
  context.change(context.key(1), "note", "new");
  GuardedWrite erase = context.erase(context.key(1));
  erase.expect("status", "unspent").on(item);
  EXPECT_EQ(context.apply(erase), WriteOutcome::applied);
  EXPECT_EQ(context.read(context.key(1)), std::nullopt);
}

void erase_leaves_an_item_whose_guarded_field_changed(Context& context) {
  const std::string item = make_erasable(context);
  context.change(context.key(1), "status", "spent");
  GuardedWrite erase = context.erase(context.key(1));
  erase.expect("status", "unspent").on(item);
  EXPECT_EQ(context.apply(erase), WriteOutcome::guard_failed);
  EXPECT_EQ(context.field(context.key(1), "status"), Value("spent"));
}

void erase_without_guards_applies_only_on_its_basis(Context& context) {
  const std::string item = make_erasable(context);
  context.change(context.key(1), "note", "new");
  EXPECT_EQ(context.apply(context.erase(context.key(1)).on(item)), WriteOutcome::guard_failed);
  EXPECT_EQ(context.field(context.key(1), "note"), Value("new"));
}

void erase_of_a_missing_item_says_missing(Context& context) {
  const std::string item = make_erasable(context);
  EXPECT_EQ(context.apply(context.erase(context.key(2)).on(item)), WriteOutcome::missing);
  EXPECT_EQ(context.apply(context.erase(context.key(2))), WriteOutcome::missing);
}

void erased_item_can_be_inserted_again(Context& context) {
  const std::string item = make_erasable(context);
  EXPECT_EQ(context.apply(context.erase(context.key(1))), WriteOutcome::applied);
  context.insert(context.key(1), item);
  EXPECT_EQ(context.read(context.key(1)), item);
}

}  // namespace

ContractTests erase_tests() {
  return {
      {"erase_on_its_basis_removes_the_item", erase_on_its_basis_removes_the_item},
      {"erase_applies_while_its_guards_hold", erase_applies_while_its_guards_hold},
      {"erase_leaves_an_item_whose_guarded_field_changed",
       erase_leaves_an_item_whose_guarded_field_changed},
      {"erase_without_guards_applies_only_on_its_basis",
       erase_without_guards_applies_only_on_its_basis},
      {"erase_of_a_missing_item_says_missing", erase_of_a_missing_item_says_missing},
      {"erased_item_can_be_inserted_again", erased_item_can_be_inserted_again},
  };
}

}  // namespace whimbrel::stores::contract
