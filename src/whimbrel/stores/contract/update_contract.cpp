#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using model::Null;
using model::Value;

// One token: unspent, with a note that users change.
std::string make_token(Context& context) {
  context.make_collection();
  std::string item =
      context.item(1, {{"status", "unspent"}, {"spent_at", Null{}}, {"note", "old"}});
  context.insert(context.key(1), item);
  return item;
}

void update_on_its_basis_stores_the_after(Context& context) {
  const std::string item = make_token(context);
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  EXPECT_EQ(context.read(context.key(1)), update.after());
  EXPECT_EQ(context.field(context.key(1), "status"), Value("spent"));
}

void update_without_basis_applies_the_edits(Context& context) {
  make_token(context);
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").unset("note").set("n", std::int32_t{7});
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  EXPECT_EQ(context.field(context.key(1), "status"), Value("spent"));
  EXPECT_EQ(context.field(context.key(1), "note"), Value());
  EXPECT_EQ(context.field(context.key(1), "n"), context.as_kept(std::int32_t{7}));
}

void update_merges_with_a_live_change_of_another_field(Context& context) {
  const std::string item = make_token(context);
  context.change(context.key(1), "note", "new");
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  EXPECT_EQ(context.field(context.key(1), "status"), Value("spent"));
  EXPECT_EQ(context.field(context.key(1), "note"), Value("new"));
}

void update_merges_with_a_field_that_a_user_added(Context& context) {
  const std::string item = make_token(context);
  context.change(context.key(1), "label", "mine");
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  EXPECT_EQ(context.field(context.key(1), "label"), Value("mine"));
}

void update_leaves_an_item_whose_guarded_field_changed(Context& context) {
  const std::string item = make_token(context);
  context.change(context.key(1), "status", "pending");
  const auto changed = context.read(context.key(1));
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::guard_failed);
  EXPECT_EQ(context.read(context.key(1)), changed);
}

void update_leaves_an_item_whose_guarded_field_is_gone(Context& context) {
  const std::string item = make_token(context);
  EXPECT_EQ(context.apply(context.update(context.key(1)).unset("status")), WriteOutcome::applied);
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::guard_failed);
  EXPECT_EQ(context.field(context.key(1), "status"), Value());
}

void update_leaves_an_item_that_got_a_field_guarded_as_absent(Context& context) {
  const std::string item = make_token(context);
  GuardedWrite first = context.update(context.key(1));
  first.expect_absent("label").set("label", "theirs").on(item);
  EXPECT_EQ(context.apply(first), WriteOutcome::applied);
  GuardedWrite second = context.update(context.key(1));
  second.expect_absent("label").set("label", "ours").on(item);
  EXPECT_EQ(context.apply(second), WriteOutcome::guard_failed);
  EXPECT_EQ(context.field(context.key(1), "label"), Value("theirs"));
}

void update_needs_every_guard_to_hold(Context& context) {
  const std::string item = make_token(context);
  context.change(context.key(1), "spent_at", "today");
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").expect("spent_at", Null{}).set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::guard_failed);
  EXPECT_EQ(context.field(context.key(1), "status"), Value("unspent"));
}

void update_guards_tell_values_apart_by_type(Context& context) {
  context.make_collection();
  context.insert(context.key(1), context.item(1, {{"n", std::int32_t{5}}}));
  EXPECT_EQ(context.apply(context.update(context.key(1)).expect("n", "5").set("m", "x")),
            WriteOutcome::guard_failed);
  EXPECT_EQ(
      context.apply(context.update(context.key(1)).expect("n", std::int32_t{5}).set("m", "x")),
      WriteOutcome::applied);
}

void update_guards_reach_into_nested_fields(Context& context) {
  context.make_collection();
  const auto nested = [](const char* state) {
    return model::Object{{"inner", model::Object{{"state", state}}}};
  };
  context.insert(context.key(1), context.item(1, {{"outer", nested("open")}}));
  GuardedWrite fails = context.update(context.key(1));
  fails.expect("outer.inner.state", "shut").set("outer.inner.state", "gone");
  EXPECT_EQ(context.apply(fails), WriteOutcome::guard_failed);
  GuardedWrite holds = context.update(context.key(1));
  holds.expect("outer.inner.state", "open").set("outer.inner.state", "shut");
  EXPECT_EQ(context.apply(holds), WriteOutcome::applied);
  EXPECT_EQ(context.field(context.key(1), "outer"), Value(nested("shut")));
}

void update_of_a_missing_item_says_missing(Context& context) {
  const std::string item = make_token(context);
  EXPECT_EQ(context.apply(context.update(context.key(2)).set("status", "spent")),
            WriteOutcome::missing);
  EXPECT_EQ(context.apply(context.update(context.key(2)).set("status", "spent").on(item)),
            WriteOutcome::missing);
  EXPECT_EQ(context.read(context.key(2)), std::nullopt);
}

void update_of_an_item_that_a_user_erased_does_not_bring_it_back(Context& context) {
  const std::string item = make_token(context);
  EXPECT_EQ(context.apply(context.erase(context.key(1))), WriteOutcome::applied);
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::missing);
  EXPECT_EQ(context.read(context.key(1)), std::nullopt);
}

void update_where_the_shape_changed_leaves_the_item(Context& context) {
  context.make_collection();
  std::string item =
      context.item(1, {{"meta", model::Object{{"state", "open"}}}, {"status", "unspent"}});
  context.insert(context.key(1), item);
  context.change(context.key(1), "meta", "now a text");
  const auto changed = context.read(context.key(1));
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("meta.state", "shut").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::guard_failed);
  EXPECT_EQ(context.read(context.key(1)), changed);
}

void inverse_edits_restore_the_item_exactly(Context& context) {
  if (!context.store().capabilities().keeps_field_order) GTEST_SKIP() << "fields have no order";
  const std::string item = make_token(context);
  GuardedWrite update = context.update(context.key(1));
  update.set("status", "spent").unset("spent_at").set("melted", true).on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  GuardedWrite undo = context.update(context.key(1));
  undo.expect("status", "spent").edits(update.inverse());
  EXPECT_EQ(context.apply(undo), WriteOutcome::applied);
  EXPECT_EQ(context.read(context.key(1)), item);
}

}  // namespace

ContractTests update_tests() {
  return {
      {"update_on_its_basis_stores_the_after", update_on_its_basis_stores_the_after},
      {"update_without_basis_applies_the_edits", update_without_basis_applies_the_edits},
      {"update_merges_with_a_live_change_of_another_field",
       update_merges_with_a_live_change_of_another_field},
      {"update_merges_with_a_field_that_a_user_added",
       update_merges_with_a_field_that_a_user_added},
      {"update_leaves_an_item_whose_guarded_field_changed",
       update_leaves_an_item_whose_guarded_field_changed},
      {"update_leaves_an_item_whose_guarded_field_is_gone",
       update_leaves_an_item_whose_guarded_field_is_gone},
      {"update_leaves_an_item_that_got_a_field_guarded_as_absent",
       update_leaves_an_item_that_got_a_field_guarded_as_absent},
      {"update_needs_every_guard_to_hold", update_needs_every_guard_to_hold},
      {"update_guards_tell_values_apart_by_type", update_guards_tell_values_apart_by_type},
      {"update_guards_reach_into_nested_fields", update_guards_reach_into_nested_fields},
      {"update_of_a_missing_item_says_missing", update_of_a_missing_item_says_missing},
      {"update_of_an_item_that_a_user_erased_does_not_bring_it_back",
       update_of_an_item_that_a_user_erased_does_not_bring_it_back},
      {"update_where_the_shape_changed_leaves_the_item",
       update_where_the_shape_changed_leaves_the_item},
      {"inverse_edits_restore_the_item_exactly", inverse_edits_restore_the_item_exactly},
  };
}

}  // namespace whimbrel::stores::contract
