#include "whimbrel/model/filter/filter_check_test.hpp"

namespace whimbrel::model {
namespace {

TEST(Filter, a_path_leads_through_objects_and_lists) {
  check_selections({
      {R"({"a.b":5})",
       {R"({"a":{"b":5}})", R"({"a":[{"b":5}]})", R"({"a":[{"b":1},{"b":5}]})",
        R"({"a":{"b":[1,5]}})", R"({"a":[{"b":[5]}]})", R"({ "a" : { "b" : 5 } })"},
       {R"({"a":5})", R"({"a.b":5})", R"({"a":[[{"b":5}]]})", R"({"a":{"c":5}})", "{}"}},
      {R"({"a.0":5})",
       {R"({"a":[5,6]})", R"({"a":{"0":5}})", R"({"a":[1,{"0":5}]})"},
       {R"({"a":[6,5]})", R"({"a":[[5]]})", R"({"a":5})"}},
      {R"({"a.0":[5]})", {R"({"a":[[5]]})"}, {R"({"a":[5]})"}},
      {R"({"a.1.b":5})",
       {R"({"a":[{"b":1},{"b":5}]})", R"({"a":[0,{"b":[5]}]})"},
       {R"({"a":[{"b":5}]})"}},
      {R"({"a.0.0":5})", {R"({"a":[[5]]})"}, {R"({"a":[[6,5]]})"}},
      {R"({"a.00":5})", {}, {R"({"a":[5]})"}},
      {R"({"a.b.c":1})",
       {R"({"a":[{"b":[{"c":1}]}]})", R"({"a":{"b":{"c":1}}})"},
       {R"({"a":{"b":{}}})"}},
      {R"({"m.\"a.b\"":1})", {R"({"m":{"a.b":1}})"}, {R"({"m":{"a":{"b":1}}})"}},
      {R"({"first name":"x"})", {R"({"first name":"x"})"}, {"{}"}},
      {R"({"r.$id":1})", {R"({"r":{"$ref":"c","$id":1}})"}, {R"({"r":{"$ref":"c","$id":2}})"}},
      {R"({"a.b":1})",
       {R"({"a":{"$whimbrelObject":[["$date","x"],["b",1]]}})"},
       {R"({"a":{"$whimbrelObject":[["$date","x"],["b",2]]}})"}},
  });
}

TEST(Filter, exists_tells_null_from_absent) {
  check_selections({
      {R"({"a":{"$exists":true}})",
       {R"({"a":null})", R"({"a":[]})", R"({"a":0})"},
       {"{}", R"({"b":1})"}},
      {R"({"a":{"$exists":1}})", {R"({"a":null})"}, {"{}"}},
      {R"({"a":{"$exists":0}})", {"{}"}, {R"({"a":null})"}},
      {R"({"a":{"$exists":false}})", {"{}"}, {R"({"a":null})"}},
      {R"({"a.b":{"$exists":true}})",
       {R"({"a":{"b":null}})", R"({"a":[{"b":1}]})"},
       {R"({"a":{}})", R"({"a":[{}]})", R"({"a":"b"})"}},
      {R"({"a.1":{"$exists":true}})", {R"({"a":[1,2]})"}, {R"({"a":[1]})"}},
      {R"({"a":{"$exists":true,"$nin":[5,15]}})", {R"({"a":6})"}, {"{}", R"({"a":5})"}},
  });
}

TEST(Filter, type_goes_by_name_and_by_number) {
  check_selections({
      {R"({"v":{"$type":"string"}})",
       {R"({"v":"x"})", R"({"v":[1,"x"]})"},
       {R"({"v":1})", "{}", R"({"v":null})"}},
      {R"({"v":{"$type":2}})", {R"({"v":"x"})"}, {R"({"v":1})"}},
      {R"({"v":{"$type":"number"}})",
       {R"({"v":1})", R"({"v":1.5})", R"({"v":{"$numberLong":"1"}})",
        R"({"v":{"$numberDecimal":"1"}})", R"({"v":{"$uint256":"1"}})"},
       {R"({"v":"1"})", R"({"v":true})", R"({"v":{"$date":1}})"}},
      {R"({"v":{"$type":"int"}})", {R"({"v":1})"}, {R"({"v":1.0})", R"({"v":3000000000})"}},
      {R"({"v":{"$type":"long"}})",
       {R"({"v":3000000000})", R"({"v":{"$numberLong":"1"}})"},
       {R"({"v":1})"}},
      {R"({"v":{"$type":["int","null"]}})", {R"({"v":1})", R"({"v":null})"}, {R"({"v":""})", "{}"}},
      {R"({"v":{"$type":"array"}})",
       {R"({"v":[]})", R"({"v":[1]})", R"({"v":[[1]]})"},
       {R"({"v":1})"}},
      {R"({"v":{"$type":"object"}})",
       {R"({"v":{}})", R"({"v":[{}]})"},
       {R"({"v":{"$date":1}})", R"({"v":[]})"}},
      {R"({"v":{"$type":"date"}})", {R"({"v":{"$date":1}})"}, {R"({"v":1})"}},
      {R"({"v":{"$type":-1}})", {R"({"v":{"$minKey":1}})"}, {R"({"v":{"$maxKey":1}})"}},
      {R"({"v":{"$type":"bool"}})", {R"({"v":false})"}, {R"({"v":0})"}},
      {R"({"v":{"$type":"objectId"}})",
       {R"({"v":{"$oid":"000000000000000000000001"}})"},
       {R"({"v":"0"})"}},
      {R"({"v":{"$type":"stringSet"}})", {R"({"v":{"$stringSet":["a"]}})"}, {R"({"v":["a"]})"}},
  });
}

TEST(Filter, size_counts_the_list_itself) {
  check_selections({
      {R"({"a":{"$size":2}})",
       {R"({"a":[1,2]})", R"({"a":[[],[]]})", R"({"a":{"$stringSet":["x","y"]}})"},
       {R"({"a":[1]})", R"({"a":"ab"})", "{}", R"({"a":[[1,2]]})"}},
      {R"({"a":{"$size":0}})", {R"({"a":[]})"}, {"{}", R"({"a":null})"}},
      {R"({"a":{"$size":1.0}})", {R"({"a":[0]})"}, {}},
      {R"({"a.b":{"$size":1}})", {R"({"a":[{"b":[1]}]})"}, {R"({"a":[{"b":[]}]})"}},
      {R"({"a.0":{"$size":1}})", {R"({"a":[[1]]})"}, {R"({"a":[1]})"}},
  });
}

TEST(Filter, all_needs_each_of_its_values) {
  check_selections({
      {R"({"a":{"$all":["x","y"]}})",
       {R"({"a":["y","z","x"]})"},
       {R"({"a":["x"]})", R"({"a":"x"})", "{}"}},
      {R"({"a":{"$all":["x"]}})", {R"({"a":"x"})", R"({"a":["x"]})"}, {R"({"a":"y"})"}},
      {R"({"a":{"$all":[["x","y"]]}})",
       {R"({"a":["x","y"]})", R"({"a":[["x","y"]]})"},
       {R"({"a":["y","x"]})"}},
      {R"({"a":{"$all":[]}})", {}, {R"({"a":[]})", "{}"}},
      {R"({"a":{"$all":[null]}})", {"{}", R"({"a":[null]})"}, {R"({"a":[1]})"}},
      {R"({"a":{"$all":[{"$elemMatch":{"s":"M","n":{"$gt":5}}},{"$elemMatch":{"s":"L"}}]}})",
       {R"({"a":[{"s":"L"},{"s":"M","n":6}]})"},
       {R"({"a":[{"s":"L","n":9},{"s":"M","n":5}]})"}},
      {R"({"a":{"$all":[{"$regularExpression":{"pattern":"^x","options":""}},"y"]}})",
       {R"({"a":["y","xx"]})"},
       {R"({"a":["xx"]})"}},
  });
}

TEST(Filter, elem_match_asks_one_element_for_everything) {
  check_selections({
      {R"({"r":{"$elemMatch":{"$gte":80,"$lt":85}}})",
       {R"({"r":[82,99]})"},
       {R"({"r":[75,88]})", R"({"r":82})", R"({"r":[[82]]})"}},
      {R"({"r":{"$elemMatch":{"product":"xyz","score":{"$gte":8}}}})",
       {R"({"r":[{"product":"abc","score":9},{"product":"xyz","score":8}]})"},
       {R"({"r":[{"product":"abc","score":9},{"product":"xyz","score":7}]})",
        R"({"r":{"product":"xyz","score":9}})"}},
      {R"({"r":{"$elemMatch":{"$or":[{"a":1},{"b":1}]}}})",
       {R"({"r":[{"b":1}]})"},
       {R"({"r":[{"c":1}]})"}},
      {R"({"r":{"$elemMatch":{"$ne":1}}})",
       {R"({"r":[1,2]})"},
       {R"({"r":[1]})", R"({"r":[]})", "{}"}},
      {R"({"r":{"$elemMatch":{"$not":{"$gt":5}}}})", {R"({"r":[9,5]})"}, {R"({"r":[9]})"}},
      {R"({"r":{"$not":{"$elemMatch":{"a":1}}}})",
       {"{}", R"({"r":[]})", R"({"r":[{"a":2}]})"},
       {R"({"r":[{"a":1}]})"}},
      {R"({"r":{"$elemMatch":{"0":7}}})",
       {R"({"r":[[7]]})", R"({"r":[{"0":7}]})"},
       {R"({"r":[7]})"}},
      {R"({"r":{"$elemMatch":{"$elemMatch":{"$gt":5}}}})", {R"({"r":[[6]]})"}, {R"({"r":[6]})"}},
      {R"({"r":{"$elemMatch":{}}})", {R"({"r":[{}]})", R"({"r":[[]]})"}, {R"({"r":[1]})"}},
      {R"({"r":{"$elemMatch":{"x.y":{"$exists":false}}}})",
       {R"({"r":[{"x":{}}]})"},
       {R"({"r":[{"x":{"y":1}}]})"}},
      {R"({"r":{"$elemMatch":{"$in":["a"]}}})",
       {R"({"r":{"$stringSet":["a","b"]}})"},
       {R"({"r":["b"]})"}},
  });
}

Object regex_query(std::string pattern, Value options) {
  return Object{{"s", Object{{"$regex", std::move(pattern)}, {"$options", std::move(options)}}}};
}

TEST(Filter, regex_finds_a_pattern_in_text) {
  check_selections({
      {R"({"s":{"$regex":"789$"}})",
       {R"({"s":"xyz789"})", R"({"s":["a","789"]})", R"({"s":{"$symbol":"789"}})"},
       {R"({"s":"7890"})", R"({"s":789})", "{}", R"({"s":null})"}},
      {R"({"s":{"$regex":"^abc","$options":"i"}})",
       {R"({"s":"ABCdef"})", R"({"s":"\u0041bc"})"},
       {R"({"s":"xabc"})"}},
      {R"({"s":{"$regularExpression":{"pattern":"^s","options":"m"}}})",
       {R"({"s":"a\ns"})"},
       {R"({"s":"a s"})"}},
      {R"({"s":{"$regex":"a.b","$options":"s"}})", {R"({"s":"a\nb"})"}, {R"({"s":"ab"})"}},
      {R"({"s":{"$regex":"a b # c","$options":"x"}})", {R"({"s":"ab"})"}, {R"({"s":"a b"})"}},
      {R"({"s":{"$regex":"^.$"}})",
       {R"({"s":"\u00e9"})", R"({"s":"\ud83d\ude00"})"},
       {R"({"s":"ab"})"}},
      {R"({"s":{"$not":{"$regex":"^p"}}})",
       {"{}", R"({"s":"x"})", R"({"s":1})"},
       {R"({"s":"px"})"}},
      {R"({"s":{"$not":{"$regularExpression":{"pattern":"^p","options":""}}}})",
       {"{}"},
       {R"({"s":"px"})"}},
      {R"({"s":{"$in":[{"$regularExpression":{"pattern":"^be","options":""}},"x",{"$regex":"^st"}]}})",
       {R"({"s":"best"})", R"({"s":"x"})", R"({"s":"st"})", R"({"s":[1,"be"]})"},
       {R"({"s":"xx"})", R"({"s":1})"}},
      {R"({"s":{"$nin":[{"$regularExpression":{"pattern":"^be","options":""}}]}})",
       {R"({"s":"x"})", "{}"},
       {R"({"s":"be"})"}},
      {R"({"s":{"$regularExpression":{"pattern":"a","options":"i"}}})",
       {R"({"s":{"$regularExpression":{"pattern":"a","options":"i"}}})"},
       {R"({"s":{"$regularExpression":{"pattern":"a","options":""}}})"}},
      {R"({"s":{"$eq":{"$regularExpression":{"pattern":"a","options":""}}}})",
       {R"({"s":{"$regularExpression":{"pattern":"a","options":""}}})"},
       {R"({"s":"a"})"}},
      {R"({"s":{"$regex":"^a","$ne":"ab"}})", {R"({"s":"ac"})"}, {R"({"s":"ab"})", R"({"s":"b"})"}},
  });
  EXPECT_TRUE(selects(regex_query("^A", "i"), R"({"s":"ab"})"));
}

TEST(Filter, logical_operators_combine_and_nest) {
  check_selections({
      {R"({"a":1,"b":2})", {R"({"b":2,"a":1})"}, {R"({"a":1})", R"({"b":2})"}},
      {R"({"$and":[{"a":{"$ne":1}},{"a":{"$exists":true}}]})",
       {R"({"a":2})"},
       {"{}", R"({"a":1})"}},
      {R"({"$or":[{"a":1},{"b":{"$lt":3}}]})",
       {R"({"a":1})", R"({"b":2})"},
       {R"({"a":2,"b":3})", "{}"}},
      {R"({"x":1,"$or":[{"a":1},{"$and":[{"b":1},{"$nor":[{"c":1}]}]}]})",
       {R"({"x":1,"a":1})", R"({"x":1,"b":1})"},
       {R"({"x":1,"b":1,"c":1})", R"({"a":1})"}},
  });
}

TEST(Filter, an_item_that_cannot_be_told_about_is_reported_and_not_selected) {
  const auto fails = [](std::string_view query, std::string item) {
    const auto filter = Filter::compile(from_json(query)).value();
    const std::size_t size = item.size();
    item.append(item_padding_bytes, ' ');
    const auto view = extended_json_codec().make_view();
    EXPECT_TRUE(view->load(std::string_view(item).substr(0, size)));
    const auto matcher = filter.matcher(extended_json_codec());
    EXPECT_FALSE(matcher->matches(*view)) << item;
    const bool failed = matcher->failure() != nullptr;
    EXPECT_TRUE(!failed || !matcher->failure()->remedy().empty());
    const std::string next = R"({"a":0})" + std::string(item_padding_bytes, ' ');
    EXPECT_TRUE(view->load(std::string_view(next).substr(0, 7)));
    matcher->matches(*view);
    EXPECT_EQ(matcher->failure(), nullptr) << "the next item starts anew";
    return failed;
  };
  EXPECT_TRUE(fails(R"({"a":{"$gt":5}})", R"({"a":{"$date":"soon"}})"));
  EXPECT_TRUE(fails(R"({"a":{"$ne":"x"}})", R"({"a":{"$oid":"nonsense"}})"));
  EXPECT_TRUE(fails(R"({"a":{"$not":{"$regex":"^(a+)+$"}}})",
                    R"({"a":")" + std::string(64, 'a') + R"(b"})"));
}

}  // namespace
}  // namespace whimbrel::model
