#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using base::ErrorKind;
using model::Path;

const IndexSpec by_status{"by_status", {Path({"status"})}};
const IndexSpec by_owner{"by_owner", {Path({"owner"}), Path({"at"})}};

std::vector<IndexSpec> indexes_of(Context& context, const std::string& collection = "tokens") {
  auto listed = context.store().indexes(collection);
  EXPECT_TRUE(listed) << why(listed);
  return listed.value_or(std::vector<IndexSpec>{});
}

void make_index(Context& context, const IndexSpec& index,
                const std::string& collection = "tokens") {
  const auto made = context.store().create_index(collection, index);
  EXPECT_TRUE(made) << why(made);
}

void indexes_are_listed_by_name(Context& context) {
  context.make_collection();
  EXPECT_TRUE(indexes_of(context).empty());
  make_index(context, by_status);
  make_index(context, by_owner);
  EXPECT_EQ(indexes_of(context), (std::vector<IndexSpec>{by_owner, by_status}));
  const auto collections = context.store().collections();
  ASSERT_TRUE(collections);
  EXPECT_EQ(collections->size(), 1U) << "an index is no collection";
}

void making_an_index_again_needs_the_same_fields(Context& context) {
  context.make_collection();
  make_index(context, by_status);
  make_index(context, by_status);
  const auto other = context.store().create_index("tokens", {"by_status", {Path({"n"})}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind(), ErrorKind::refused);
  EXPECT_FALSE(other.error().remedy().empty());
  EXPECT_EQ(indexes_of(context), std::vector<IndexSpec>{by_status});
}

void a_dropped_index_is_gone(Context& context) {
  context.make_collection();
  make_index(context, by_status);
  make_index(context, by_owner);
  const auto dropped = context.store().drop_index("tokens", "by_status");
  ASSERT_TRUE(dropped) << why(dropped);
  EXPECT_EQ(indexes_of(context), std::vector<IndexSpec>{by_owner});
  const auto again = context.store().drop_index("tokens", "by_status");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::not_found);
  make_index(context, by_status);
}

void an_index_may_be_of_inner_fields(Context& context) {
  context.make_collection();
  const IndexSpec by_inner{"by_inner", {Path({"owner", "id"}), Path({"at"}), Path({"n"})}};
  make_index(context, by_inner);
  EXPECT_EQ(indexes_of(context), std::vector<IndexSpec>{by_inner});
}

void indexes_of_an_unknown_collection_say_so(Context& context) {
  for (const ErrorKind kind : {context.store().create_index("nowhere", by_status).error().kind(),
                               context.store().drop_index("nowhere", "by_status").error().kind(),
                               context.store().indexes("nowhere").error().kind()})
    EXPECT_EQ(kind, ErrorKind::not_found);
}

void collections_may_have_indexes_of_the_same_name(Context& context) {
  for (const char* name : {"tokens", "Tokens", "by_status", "odd \"name"}) {
    context.make_collection(name);
    make_index(context, by_status, name);
    EXPECT_EQ(indexes_of(context, name), std::vector<IndexSpec>{by_status}) << name;
  }
  ASSERT_TRUE(context.store().drop_index("Tokens", "by_status"));
  EXPECT_TRUE(indexes_of(context, "Tokens").empty());
  EXPECT_EQ(indexes_of(context, "tokens").size(), 1U);
}

void indexes_go_with_their_collection(Context& context) {
  context.make_collection();
  make_index(context, by_status);
  ASSERT_TRUE(context.store().drop_collection("tokens"));
  context.make_collection();
  EXPECT_TRUE(indexes_of(context).empty());
  make_index(context, by_status);
}

void an_index_that_makes_no_sense_is_refused(Context& context) {
  context.make_collection();
  const std::vector<IndexSpec> bad{{"", {Path({"a"})}},
                                   {"whimbrel_x", {Path({"a"})}},
                                   {"a\nb", {Path({"a"})}},
                                   {std::string(256, 'n'), {Path({"a"})}},
                                   {"none", {}},
                                   {"whole", {Path()}},
                                   {"twice", {Path({"a"}), Path({"a"})}},
                                   {"many", std::vector<Path>(index_fields_max + 1, Path({"a"}))}};
  for (const IndexSpec& index : bad) {
    const auto made = context.store().create_index("tokens", index);
    ASSERT_FALSE(made) << index.name;
    EXPECT_EQ(made.error().kind(), ErrorKind::usage) << index.name;
    EXPECT_FALSE(made.error().remedy().empty());
  }
  EXPECT_TRUE(indexes_of(context).empty());
}

void a_unique_index_needs_a_store_that_has_such(Context& context) {
  context.make_collection();
  const IndexSpec unique{"one_each", {Path({"status"})}, true};
  const auto made = context.store().create_index("tokens", unique);
  if (context.store().capabilities().unique_indexes) {
    EXPECT_TRUE(made) << why(made);
    return;
  }
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), ErrorKind::unsupported);
  EXPECT_FALSE(made.error().remedy().empty());
}

void items_are_written_and_read_as_before_with_an_index(Context& context) {
  context.make_collection();
  context.insert(context.key(1), context.item(1, {{"status", "open"}}));
  make_index(context, by_status);
  context.insert(context.key(2), context.item(2, {{"status", "open"}}));
  context.insert(context.key(3), context.item(3));
  context.change(context.key(1), "status", "spent");
  EXPECT_EQ(context.apply(context.erase(context.key(3))), WriteOutcome::applied);
  EXPECT_EQ(context.field(context.key(1), "status"), model::Value("spent"));
  EXPECT_EQ(Context::keys_of(context.everything()),
            (std::vector<std::string>{context.key(1), context.key(2)}));
  EXPECT_TRUE(context.store().split("tokens", 4));
}

void an_indexed_field_may_hold_anything(Context& context) {
  context.make_collection();
  make_index(context, by_status);
  context.insert(context.key(1), context.item(1, {{"status", model::List{"open", 5}}}));
  context.insert(context.key(2), context.item(2, {{"status", model::Null{}}}));
  EXPECT_EQ(context.everything().size(), 2U);
}

}  // namespace

ContractTests index_tests() {
  return {
      {"indexes_are_listed_by_name", indexes_are_listed_by_name},
      {"making_an_index_again_needs_the_same_fields", making_an_index_again_needs_the_same_fields},
      {"a_dropped_index_is_gone", a_dropped_index_is_gone},
      {"an_index_may_be_of_inner_fields", an_index_may_be_of_inner_fields},
      {"indexes_of_an_unknown_collection_say_so", indexes_of_an_unknown_collection_say_so},
      {"collections_may_have_indexes_of_the_same_name",
       collections_may_have_indexes_of_the_same_name},
      {"indexes_go_with_their_collection", indexes_go_with_their_collection},
      {"an_index_that_makes_no_sense_is_refused", an_index_that_makes_no_sense_is_refused},
      {"a_unique_index_needs_a_store_that_has_such", a_unique_index_needs_a_store_that_has_such},
      {"items_are_written_and_read_as_before_with_an_index",
       items_are_written_and_read_as_before_with_an_index},
      {"an_indexed_field_may_hold_anything", an_indexed_field_may_hold_anything},
  };
}

}  // namespace whimbrel::stores::contract
