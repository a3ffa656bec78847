#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/filter/testing/arbitrary_query.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::model {
namespace {

using testing::arbitrary_condition;
using testing::arbitrary_operand;
using testing::arbitrary_queried_item;
using testing::arbitrary_query;
using testing::arbitrary_query_path;

std::string text_of(const Value& item) {
  std::string text;
  if (!write_extended_json(item, ExtendedJsonMode::canonical, text)) RC_FAIL("cannot be written");
  return text;
}

bool decides(const Value& query, const std::string& item) {
  const auto filter = Filter::compile(query);
  if (!filter) RC_FAIL(filter.error().describe());
  const auto view = extended_json_codec().make_view();
  const std::string padded = item + std::string(item_padding_bytes, ' ');
  if (!view->load(std::string_view(padded).substr(0, item.size()))) RC_FAIL("cannot be loaded");
  const auto matcher = filter->matcher(extended_json_codec());
  const bool matched = matcher->matches(*view);
  RC_ASSERT(matcher->failure() == nullptr);
  return matched;
}

bool decides(const Value& query, const Value& item) { return decides(query, text_of(item)); }

Value behind(const std::string& path, Value condition) {
  return Object{{path, std::move(condition)}};
}

// What $elemMatch is asked about is decoded, and its paths are walked on values.
TEST(FilterProperties, an_item_and_an_element_of_a_list_are_decided_alike) {
  EXPECT_TRUE(rc::check([] {
    const Value query = *arbitrary_query();
    const Value item = *arbitrary_queried_item();
    const Value of_elements = behind("list", Object{{"$elemMatch", query}});
    const Value with_list = Object{{"list", List{item}}};
    RC_ASSERT(decides(query, item) == decides(of_elements, with_list));
  }));
}

TEST(FilterProperties, the_spelling_of_an_item_does_not_matter) {
  EXPECT_TRUE(rc::check([] {
    const Value query = *arbitrary_query();
    const std::string item = text_of(*arbitrary_queried_item());
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    RC_ASSERT(decides(query, item) == decides(query, testing::JsonRespeller(seed).respelled(item)));
  }));
}

TEST(FilterProperties, not_and_nor_are_complements) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *arbitrary_queried_item();
    const std::string path = *arbitrary_query_path();
    const Value condition = *arbitrary_condition();
    const bool held = decides(behind(path, condition), item);
    RC_ASSERT(decides(behind(path, Object{{"$not", condition}}), item) != held);

    const List queries{*arbitrary_query(1), *arbitrary_query(1)};
    RC_ASSERT(decides(Object{{"$nor", queries}}, item) != decides(Object{{"$or", queries}}, item));
  }));
}

TEST(FilterProperties, logical_operators_are_those_of_logic) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *arbitrary_queried_item();
    const Value first = *arbitrary_query(1);
    const Value second = *arbitrary_query(1);
    const bool a = decides(first, item);
    const bool b = decides(second, item);
    RC_ASSERT(decides(Object{{"$and", List{first, second}}}, item) == (a && b));
    RC_ASSERT(decides(Object{{"$or", List{first, second}}}, item) == (a || b));
  }));
}

std::vector<Value> some_operands() {
  return *rc::gen::resize(4, rc::gen::container<std::vector<Value>>(
                                 rc::gen::suchThat(arbitrary_operand(2), [](const Value& value) {
                                   return !value.is<Undefined>() && !value.is<Regex>();
                                 })));
}

TEST(FilterProperties, in_is_equal_to_one_and_all_is_equal_to_each) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *arbitrary_queried_item();
    const std::string path = *arbitrary_query_path();
    const std::vector<Value> operands = some_operands();
    bool any = false;
    bool each = !operands.empty();
    for (const Value& operand : operands) {
      const bool equal = decides(behind(path, Object{{"$eq", operand}}), item);
      RC_ASSERT(decides(behind(path, Object{{"$ne", operand}}), item) != equal);
      any = any || equal;
      each = each && equal;
    }
    const auto with = [&](const char* name) {
      return decides(behind(path, Object{{name, List(operands)}}), item);
    };
    RC_ASSERT(with("$in") == any);
    RC_ASSERT(with("$nin") != any);
    RC_ASSERT(with("$all") == each);
  }));
}

TEST(FilterProperties, at_least_is_more_or_equal) {
  EXPECT_TRUE(rc::check([] {
    const Value item = *arbitrary_queried_item();
    const std::string path = *arbitrary_query_path();
    for (const Value& operand : some_operands()) {
      const auto with = [&](const char* name) {
        return decides(behind(path, Object{{name, operand}}), item);
      };
      RC_ASSERT(with("$gte") == (with("$gt") || with("$eq")));
      RC_ASSERT(with("$lte") == (with("$lt") || with("$eq")));
    }
  }));
}

TEST(FilterProperties, what_compiles_never_fails_to_decide_about_a_readable_item) {
  EXPECT_TRUE(rc::check([] {
    const Value query = *testing::arbitrary_document(testing::Holds::bson, 3);
    const auto filter = Filter::compile(query);
    if (!filter) {
      RC_ASSERT(!filter.error().remedy().empty());
      return;
    }
    decides(query, *testing::arbitrary_document());
  }));
}

}  // namespace
}  // namespace whimbrel::model
