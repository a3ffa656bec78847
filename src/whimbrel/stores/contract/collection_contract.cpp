#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using base::ErrorKind;
using model::Path;

std::vector<std::string> names(Context& context) {
  const auto collections = context.store().collections();
  EXPECT_TRUE(collections) << why(collections);
  std::vector<std::string> listed;
  for (const CollectionInfo& info : collections.value_or(std::vector<CollectionInfo>{}))
    listed.push_back(info.spec.name);
  return listed;
}

void a_new_store_has_no_collections(Context& context) { EXPECT_TRUE(names(context).empty()); }

void collections_are_listed_by_name_and_system_spaces_are_not(Context& context) {
  ASSERT_TRUE(Context::put(context.session(), Space::ledger, "run/1", "{}", 1));
  for (const char* name : {"wallets", "tokens", "Users"}) context.make_collection(name);
  EXPECT_EQ(names(context), (std::vector<std::string>{"Users", "tokens", "wallets"}));
}

void a_collection_knows_its_key_fields(Context& context) {
  const std::vector<Path> fields{Path({"pk"}), Path({"meta", "a.b\n\"c\""})};
  ASSERT_TRUE(context.store().create_collection({"tokens", fields}));
  const auto info = context.store().collection("tokens");
  ASSERT_TRUE(info) << why(info);
  EXPECT_EQ(info->spec.name, "tokens");
  EXPECT_EQ(info->spec.key_fields, fields);
}

void creating_again_needs_the_same_key_fields(Context& context) {
  context.make_collection();
  context.insert(context.key(1), context.item(1));
  context.make_collection();
  EXPECT_TRUE(context.read(context.key(1))) << "what was there stays";
  const auto other = context.store().create_collection({"tokens", {Path({"id"})}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind(), ErrorKind::refused);
}

void an_unknown_collection_says_so(Context& context) {
  for (const auto& kind : {context.store().collection("nowhere").error().kind(),
                           context.store().drop_collection("nowhere").error().kind()})
    EXPECT_EQ(kind, ErrorKind::not_found);
}

void dropping_removes_the_items(Context& context) {
  context.make_collection("tokens");
  context.make_collection("wallets");
  context.insert(context.key(1), context.item(1), "tokens");
  context.insert(context.key(1), context.item(1), "wallets");
  const auto dropped = context.store().drop_collection("tokens");
  ASSERT_TRUE(dropped) << why(dropped);
  EXPECT_EQ(names(context), std::vector<std::string>{"wallets"});
  EXPECT_TRUE(context.read(context.key(1), "wallets"));
  Page page;
  const auto scanned = context.session().scan({"tokens", {}}, page);
  ASSERT_FALSE(scanned) << "a session that knew the collection";
  EXPECT_EQ(scanned.error().kind(), ErrorKind::not_found);

  context.make_collection("tokens");
  EXPECT_EQ(context.read(context.key(1), "tokens"), std::nullopt);
  context.insert(context.key(2), context.item(2), "tokens");
  EXPECT_EQ(context.everything().size(), 1U);
}

void counts_follow_the_items(Context& context) {
  context.make_collection();
  context.insert_many(30);
  EXPECT_EQ(context.apply(context.erase(context.key(3))), WriteOutcome::applied);
  const auto info = context.store().collection("tokens");
  ASSERT_TRUE(info) << why(info);
  if (info->items_exact) {
    EXPECT_EQ(info->items, 29U);
  }
  const auto listed = context.store().collections();
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->front().items, info->items);
}

void odd_names_work(Context& context) {
  const std::vector<std::string> odd{"a\"b",  "x'; DROP TABLE t; --", "Naïve café", "select",
                                     "a b.c", "[brackets]",           "%percent_"};
  for (const std::string& name : odd) {
    context.make_collection(name);
    context.insert(context.key(1), context.encode(model::Object{{"_id", name}}), name);
  }
  for (const std::string& name : odd) {
    EXPECT_EQ(context.read(context.key(1), name), context.encode(model::Object{{"_id", name}}));
    EXPECT_TRUE(context.store().collection(name)) << name;
    EXPECT_TRUE(context.store().split(name, 2)) << name;
  }
}

void names_that_differ_in_case_are_two_collections(Context& context) {
  context.make_collection("tokens");
  context.make_collection("Tokens");
  context.insert(context.key(1), context.item(1), "tokens");
  EXPECT_EQ(context.read(context.key(1), "Tokens"), std::nullopt);
  EXPECT_EQ(names(context), (std::vector<std::string>{"Tokens", "tokens"}));
  ASSERT_TRUE(context.store().drop_collection("Tokens"));
  EXPECT_TRUE(context.read(context.key(1), "tokens"));
}

void names_are_bounded_and_some_are_kept(Context& context) {
  for (const std::string& bad :
       {std::string(), std::string("whimbrel_ledger"), std::string("WHIMBREL_x"),
        std::string("sqlite_master"), std::string("a\nb"), std::string("a\0b", 3),
        std::string("\xff\xfe"), std::string(256, 'n')}) {
    const auto created = context.store().create_collection({bad, {Path({"_id"})}});
    ASSERT_FALSE(created) << bad;
    EXPECT_EQ(created.error().kind(), ErrorKind::usage);
    EXPECT_FALSE(created.error().remedy().empty());
  }
  context.make_collection(std::string(255, 'n'));
}

void maintenance_changes_nothing(Context& context) {
  context.make_collection();
  context.insert_many(50);
  const auto before = context.everything();
  const auto done = context.store().maintain();
  ASSERT_TRUE(done) << why(done);
  EXPECT_EQ(context.everything(), before);
}

void a_store_describes_itself(Context& context) {
  EXPECT_FALSE(context.store().description().empty());
  EXPECT_FALSE(context.codec().name().empty());
  EXPECT_GE(context.store().capabilities().write_items_max, 1U);
}

}  // namespace

ContractTests collection_tests() {
  return {
      {"a_new_store_has_no_collections", a_new_store_has_no_collections},
      {"collections_are_listed_by_name_and_system_spaces_are_not",
       collections_are_listed_by_name_and_system_spaces_are_not},
      {"a_collection_knows_its_key_fields", a_collection_knows_its_key_fields},
      {"creating_again_needs_the_same_key_fields", creating_again_needs_the_same_key_fields},
      {"an_unknown_collection_says_so", an_unknown_collection_says_so},
      {"dropping_removes_the_items", dropping_removes_the_items},
      {"counts_follow_the_items", counts_follow_the_items},
      {"odd_names_work", odd_names_work},
      {"names_that_differ_in_case_are_two_collections",
       names_that_differ_in_case_are_two_collections},
      {"names_are_bounded_and_some_are_kept", names_are_bounded_and_some_are_kept},
      {"maintenance_changes_nothing", maintenance_changes_nothing},
      {"a_store_describes_itself", a_store_describes_itself},
  };
}

}  // namespace whimbrel::stores::contract
