#include <gmock/gmock.h>

#include "whimbrel/model/filter/filter_check_test.hpp"

namespace whimbrel::model {
namespace {

using ::testing::HasSubstr;

struct Mistake {
  std::string_view query;
  std::string_view said;
  std::string_view remedy;
  base::ErrorKind kind = base::ErrorKind::usage;
};

TEST(FilterParser, a_mistake_is_named_with_its_path_and_a_way_out) {
  const std::vector<Mistake> mistakes{
      {R"("x")", "a query is an object", "write it as"},
      {R"({"age":{"$gtt":5}})", "age: there is no operator $gtt", "did you mean $gt?"},
      {R"({"a":{"$elemmatch":{}}})", "there is no operator $elemmatch", "$elemMatch"},
      {R"({"a":{"$gt":5,"b":1}})", "\"b\" stands among operators", "path.field"},
      {R"({"$or":[{"a":1},{"b":{"$zzz":1}}]})", "$or[1]: b: there is no operator $zzz", "$eq, $ne"},
      {R"({"$and":[]})", "$and takes a list", "write $and"},
      {R"({"$nor":{"a":1}})", "$nor takes a list", "write $nor"},
      {R"({"$or":[1]})", "$or[0] is no query", "write an object"},
      {R"({"$orr":[]})", "there is no operator $orr", "did you mean $or?"},
      {R"({"$gt":5})", "$gt stands behind no field", "{ field: { $gt"},
      {R"({"$not":{"a":1}})", "$not stands behind a field only", "$nor"},
      {R"({"a":{"$in":5}})", "a: $in and $nin take a list, not 5", "$eq"},
      {R"({"a":{"$in":[{"$gt":1}]}})", "is none", "$or"},
      {R"({"a":{"$not":5}})", "$not takes operators", "$ne"},
      {R"({"a":{"$size":-1}})", "$size takes a whole number", "$exists"},
      {R"({"a":{"$size":"2"}})", "$size takes a whole number", "$exists"},
      {R"({"a":{"$size":1.5}})", "$size takes a whole number", "$exists"},
      {R"({"a":{"$type":"strin"}})", "$type knows no type", "did you mean string?"},
      {R"({"a":{"$type":99}})", "$type knows no type 99", "the types are"},
      {R"({"a":{"$type":[]}})", "$type names no type", "list of types"},
      {R"({"a":{"$all":5}})", "$all takes a list", "write $all"},
      {R"({"a":{"$all":[1,{"$elemMatch":{"b":1}}]}})", "$all lists values", "$and"},
      {R"({"a":{"$elemMatch":5}})", "$elemMatch takes a query", "write $elemMatch"},
      {R"({"a":{"$elemMatch":{"b":{"$gtt":1}}}})", "a: $elemMatch: b: there is no operator", "$gt"},
      {R"({"a":{"$regex":"("}})", "wrong at column", "correct it"},
      {R"({"a":{"$regex":5}})", "$regex takes a text", "write"},
      {R"({"a":{"$regex":"a","$options":"q"}})", "no option \"q\"", "i, m, s, x"},
      {R"({"a":{"$options":"i"}})", "$options stands without $regex", "write"},
      {R"({"a":{"$ne":{"$regularExpression":{"pattern":"a","options":""}}}})",
       "$ne takes no regular", "$not"},
      {R"({"a":{"$gt":{"$undefined":true}}})", "undefined compares with nothing", "null"},
      {R"({"a.$gt":5})", "\"$gt\" stands in a path", "behind the path"},
      {R"({"$expr":{"$gt":["$a","$b"]}})", "$expr is not supported", "in the change itself",
       base::ErrorKind::unsupported},
      {R"({"$where":"1"})", "$where is not supported", "JavaScript", base::ErrorKind::unsupported},
      {R"({"$text":{"$search":"x"}})", "$text is not supported", "$regex",
       base::ErrorKind::unsupported},
      {R"({"a":{"$near":[1,2]}})", "$near is not supported", "geometry",
       base::ErrorKind::unsupported},
  };
  for (const Mistake& each : mistakes) {
    const auto filter = Filter::compile(from_json(each.query));
    ASSERT_FALSE(filter) << each.query;
    EXPECT_EQ(filter.error().kind(), each.kind) << each.query;
    EXPECT_THAT(filter.error().describe(), HasSubstr(std::string(each.said))) << each.query;
    EXPECT_THAT(filter.error().remedy(), HasSubstr(std::string(each.remedy))) << each.query;
  }
}

TEST(FilterParser, nests_and_lists_no_more_than_allowed) {
  Value query = Object{{"a", 1}};
  for (std::size_t i = 1; i < Filter::depth_max; ++i)
    query = Object{{"$and", List{std::move(query)}}};
  EXPECT_TRUE(Filter::compile(query));
  query = Object{{"$and", List{std::move(query)}}};
  const auto deeper = Filter::compile(query);
  ASSERT_FALSE(deeper);
  EXPECT_THAT(deeper.error().message(), HasSubstr("nests deeper"));

  const auto listing = [](std::size_t values) {
    return Filter::compile(Object{{"a", Object{{"$in", List(values, Value(1))}}}});
  };
  EXPECT_TRUE(listing(Filter::listed_values_max));
  EXPECT_FALSE(listing(Filter::listed_values_max + 1));

  const auto testing_each = [](std::size_t conditions) {
    return Filter::compile(Object{{"$or", List(conditions, Object{{"a", 1}})}});
  };
  EXPECT_TRUE(testing_each(Filter::conditions_max));
  EXPECT_FALSE(testing_each(Filter::conditions_max + 1));
}

std::vector<std::string> path_texts(std::string_view query) {
  std::vector<std::string> texts;
  const Filter filter = Filter::compile(from_json(query)).value();
  for (const Path& path : filter.paths()) texts.push_back(path.text());
  return texts;
}

TEST(Filter, knows_the_paths_it_looks_at) {
  EXPECT_EQ(path_texts(R"({"b":1,"$or":[{"a.x":{"$gt":1,"$lt":9}},{"b":{"$not":{"$size":1}}}]})"),
            (std::vector<std::string>{"a.x", "b"}));
  EXPECT_EQ(path_texts(R"({"l":{"$elemMatch":{"x":1}}})"), std::vector<std::string>{"l"});
  EXPECT_TRUE(path_texts("{}").empty());
}

std::vector<std::string> required(std::string_view query) {
  std::vector<std::string> texts;
  const Filter filter = Filter::compile(from_json(query)).value();
  for (const auto& each : filter.required_texts())
    texts.push_back(each.path.text() + "=" + each.text);
  return texts;
}

TEST(Filter, knows_the_texts_that_an_index_can_find) {
  EXPECT_EQ(required(R"({"s":"open","n":5,"$and":[{"t":{"$eq":"x"}},{"u":{"$in":["y"]}}]})"),
            (std::vector<std::string>{"s=open", "t=x", "u=y"}));
  EXPECT_EQ(required(R"({"tags":{"$all":["a","b"]}})"),
            (std::vector<std::string>{"tags=a", "tags=b"}));
  EXPECT_EQ(required(R"({"$or":[{"s":"only"}]})"), std::vector<std::string>{"s=only"});
  for (const std::string_view none :
       {R"({"$or":[{"s":"a"},{"s":"b"}]})", R"({"s":{"$ne":"a"}})", R"({"a.b":"x"})",
        R"({"s":{"$in":["a","b"]}})", R"({"s":{"$gt":"a"}})", R"({"$nor":[{"s":"a"}]})",
        R"({"s":{"$not":{"$eq":"a"}}})", R"({"l":{"$elemMatch":{"s":"a"}}})",
        R"({"s":{"$symbol":"a"}})"})
    EXPECT_TRUE(required(none).empty()) << none;
}

}  // namespace
}  // namespace whimbrel::model
