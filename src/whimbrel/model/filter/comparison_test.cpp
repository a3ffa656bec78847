#include "whimbrel/model/filter/filter_check_test.hpp"

namespace whimbrel::model {
namespace {

TEST(Filter, an_empty_query_selects_everything) {
  check_selections({{"{}", {"{}", R"({"a":1})"}, {}}});
  EXPECT_TRUE(Filter().matches_everything());
  EXPECT_TRUE(Filter::compile(Value())->matches_everything());
  EXPECT_TRUE(Filter::compile(from_json(R"({"$comment":"why"})"))->matches_everything());
}

TEST(Filter, text_equals_however_it_is_spelled) {
  check_selections({
      {R"({"s":"open"})",
       {R"({"s":"open"})", R"({"s":"ope\u006e"})", R"({"\u0073":"open"})", R"({"s":["x","open"]})",
        R"({"s":{"$symbol":"open"}})", R"({ "b" : 1 , "s" : "open" })", R"({"s":"open","s":"x"})"},
       {R"({"s":"Open"})", R"({"s":"open "})", R"({"s":"ope"})", R"({"s":null})", R"({})",
        R"({"s":{"open":1}})", R"({"s":[["open"]]})", R"({"s":5})", R"({"s":"x","s":"open"})"}},
      {R"({"s":""})", {R"({"s":""})"}, {R"({"s":null})", "{}", R"({"s":[]})"}},
      {R"({"s":"é\"\\\n"})", {R"({"s":"\u00e9\"\\\n"})"}, {R"({"s":"e"})"}},
  });
}

TEST(Filter, numbers_of_all_types_equal_by_value) {
  check_selections({
      {R"({"n":5})",
       {R"({"n":5})", R"({"n":5.0})", R"({"n":{"$numberInt":"5"}})", R"({"n":{"$numberLong":"5"}})",
        R"({"n":{"$numberDouble":"5.0"}})", R"({"n":{"$numberDecimal":"5.00"}})",
        R"({"n":{"$uint256":"5"}})", R"({"n":[4,5]})"},
       {R"({"n":"5"})", R"({"n":5.1})", R"({"n":true})", R"({"n":{"$date":5}})"}},
      {R"({"n":0.1})", {R"({"n":0.1})"}, {R"({"n":{"$numberDecimal":"0.1"}})"}},
      {R"({"n":0.5})",
       {R"({"n":{"$numberDecimal":"0.5"}})"},
       {R"({"n":{"$numberDecimal":"0.51"}})"}},
      {R"({"n":{"$numberLong":"9007199254740993"}})",
       {R"({"n":9007199254740993})", R"({"n":{"$numberDecimal":"9007199254740993"}})"},
       {R"({"n":{"$numberDouble":"9007199254740992"}})"}},
      {R"({"n":{"$numberDouble":"9007199254740992"}})",
       {R"({"n":9007199254740992})"},
       {R"({"n":9007199254740993})"}},
      {R"({"n":0})", {R"({"n":-0.0})", R"({"n":{"$numberDecimal":"-0E+3"}})"}, {R"({"n":1e-300})"}},
      {R"({"n":{"$numberDouble":"Infinity"}})",
       {R"({"n":{"$numberDecimal":"Infinity"}})"},
       {R"({"n":{"$numberDecimal":"-Infinity"}})", R"({"n":1e308})"}},
  });
}

TEST(Filter, nothing_is_more_or_less_than_nan_which_equals_itself) {
  const std::string_view nan = R"({"n":{"$numberDouble":"NaN"}})";
  const std::string_view decimal_nan = R"({"n":{"$numberDecimal":"NaN"}})";
  check_selections({
      {nan, {nan, decimal_nan}, {R"({"n":0})", "{}"}},
      {R"({"n":{"$lt":{"$numberDouble":"NaN"}}})", {}, {nan, R"({"n":0})"}},
      {R"({"n":{"$lte":{"$numberDouble":"NaN"}}})", {nan, decimal_nan}, {R"({"n":0})"}},
      {R"({"n":{"$gte":{"$numberDouble":"NaN"}}})", {nan}, {R"({"n":0})"}},
      {R"({"n":{"$lt":5}})", {R"({"n":4})"}, {nan, decimal_nan}},
      {R"({"n":{"$gt":5}})", {R"({"n":6})"}, {nan, decimal_nan}},
      {R"({"n":{"$ne":5}})", {nan}, {}},
      {R"({"n":{"$in":[1,{"$numberDouble":"NaN"}]}})", {nan, decimal_nan}, {R"({"n":2})"}},
  });
}

TEST(Filter, an_order_compares_within_one_type_only) {
  check_selections({
      {R"({"v":{"$gt":5}})",
       {R"({"v":6})", R"({"v":5.5})", R"({"v":{"$numberDecimal":"5.0001"}})",
        R"({"v":{"$numberLong":"9223372036854775807"}})", R"({"v":[1,7]})"},
       {R"({"v":5})", R"({"v":"6"})", R"({"v":true})", R"({"v":null})", "{}", R"({"v":{"a":9}})",
        R"({"v":{"$date":99}})", R"({"v":[]})"}},
      {R"({"v":{"$lte":"b"}})",
       {R"({"v":"a"})", R"({"v":"b"})", R"({"v":""})"},
       {R"({"v":"ba"})", R"({"v":1})"}},
      {R"({"v":{"$lt":"\u00e9"}})",
       {R"({"v":"z"})"},
       {R"({"v":"\u00e9"})", R"({"v":"\ud83d\ude00"})"}},
      {R"({"v":{"$gte":{"$date":"2024-01-01T00:00:00Z"}}})",
       {R"({"v":{"$date":"2024-01-01T00:00:00Z"}})",
        R"({"v":{"$date":{"$numberLong":"1804067200000"}}})"},
       {R"({"v":{"$date":"2023-12-31T23:59:59.999Z"}})", R"({"v":1704067200001})",
        R"({"v":"2025-01-01T00:00:00Z"})"}},
      {R"({"v":{"$gt":false}})", {R"({"v":true})"}, {R"({"v":false})", R"({"v":1})"}},
      {R"({"v":{"$lt":{"$oid":"000000000000000000000002"}}})",
       {R"({"v":{"$oid":"000000000000000000000001"}})"},
       {R"({"v":{"$oid":"000000000000000000000002"}})", R"({"v":"000000000000000000000001"})"}},
      {R"({"v":{"$gt":{"$binary":{"base64":"/w==","subType":"00"}}}})",
       {R"({"v":{"$binary":{"base64":"AAA=","subType":"00"}}})"},
       {R"({"v":{"$binary":{"base64":"AA==","subType":"00"}}})"}},
      {R"({"v":{"$gte":{"$minKey":1}}})", {"{}", R"({"v":1})", R"({"v":null})"}, {}},
      {R"({"v":{"$lt":{"$maxKey":1}}})", {"{}", R"({"v":[]})"}, {R"({"v":{"$maxKey":1}})"}},
      {R"({"v":{"$gt":{"$maxKey":1}}})", {}, {R"({"v":1})", "{}"}},
  });
}

TEST(Filter, null_is_what_is_absent_or_undefined_too) {
  check_selections({
      {R"({"a":null})",
       {R"({"a":null})", "{}", R"({"a":{"$undefined":true}})", R"({"a":[1,null]})"},
       {R"({"a":0})", R"({"a":""})", R"({"a":[]})", R"({"a":{}})", R"({"a":{"$date":0}})",
        R"({"a":{"$oid":"000000000000000000000001"}})", R"({"a":false})"}},
      {R"({"a":{"$gte":null}})", {R"({"a":null})", "{}"}, {R"({"a":1})"}},
      {R"({"a":{"$gt":null}})", {}, {R"({"a":null})", "{}", R"({"a":1})"}},
      {R"({"a":{"$ne":null}})",
       {R"({"a":0})", R"({"a":[]})"},
       {R"({"a":null})", "{}", R"({"a":[null]})"}},
      {R"({"a":{"$in":[null,1]}})",
       {R"({"a":1})", "{}", R"({"a":null})", R"({"a":{"$undefined":true}})"},
       {R"({"a":2})"}},
      {R"({"a":{"$nin":[null,1]}})", {R"({"a":2})"}, {R"({"a":1})", "{}", R"({"a":null})"}},
  });
}

// As in MongoDB's own test of null queries (null_query_semantics.js).
TEST(Filter, null_on_a_path_through_lists_needs_an_object_that_lacks_the_field) {
  check_selections({
      {R"({"a.b":null})",
       {R"({"a":{}})", R"({"a":null})", R"({"a":4})", R"({"a":{"b":null}})", "{}",
        R"({"a":{"b":{"$undefined":true}}})", R"({"a":[{"b":null},{}]})", R"({"a":[{"b":3},{}]})",
        R"({"a":[{"b":null},{"b":3}]})", R"({"a":[1,{}]})"},
       {R"({"a":{"b":"hi"}})", R"({"a":[]})", R"({"a":[[]]})", R"({"a":[{"b":1},{"b":3}]})",
        R"({"a":[null,null]})", R"({"a":[1,"string",null]})"}},
      {R"({"a.b":{"$exists":false}})",
       {"{}", R"({"a":{}})", R"({"a":4})", R"({"a":[]})", R"({"a":[1,null]})", R"({"a":[[]]})"},
       {R"({"a":{"b":null}})", R"({"a":[{"b":1},{}]})"}},
      {R"({"a.b":{"$ne":null}})",
       {R"({"a":{"b":1}})", R"({"a":[]})", R"({"a":[1]})"},
       {"{}", R"({"a":[{"b":1},{}]})"}},
  });
}

TEST(Filter, objects_equal_as_a_whole_with_their_order_and_numbers_by_value) {
  check_selections({
      {R"({"size":{"h":14,"w":21.0}})",
       {R"({"size":{"h":14.0,"w":{"$numberLong":"21"}}})", R"({"size":[{"h":14,"w":21}]})"},
       {R"({"size":{"w":21,"h":14}})", R"({"size":{"h":14}})",
        R"({"size":{"h":14,"w":21,"x":1}})"}},
      {R"({"a":{}})", {R"({"a":{}})"}, {R"({"a":{"b":1}})", "{}", R"({"a":[]})"}},
      {R"({"a":{"b":{"$gt":1}}})", {R"({"a":{"b":{"$gt":1}}})"}, {R"({"a":{"b":2}})"}},
      {R"({"a":{"$lt":{"x":5}}})",
       {R"({"a":{"x":4}})", R"({"a":{}})"},
       {R"({"a":{"x":5}})", R"({"a":{"y":1}})"}},
  });
}

TEST(Filter, a_list_equals_a_whole_list_or_an_element_that_is_one) {
  check_selections({
      {R"({"tags":["red","blank"]})",
       {R"({"tags":["red","blank"]})", R"({"tags":[["red","blank"],"x"]})"},
       {R"({"tags":["blank","red"]})", R"({"tags":["red","blank","x"]})", R"({"tags":"red"})"}},
      {R"({"tags":[]})", {R"({"tags":[]})", R"({"tags":[[]]})"}, {R"({"tags":[1]})", "{}"}},
      {R"({"tags":{"$eq":[1,2]}})", {R"({"tags":[1.0,2]})"}, {R"({"tags":[1]})"}},
      {R"({"tags":{"$gt":[1,2]}})",
       {R"({"tags":[1,3]})", R"({"tags":[1,2,0]})"},
       {R"({"tags":[1,2]})"}},
      {R"({"dim":{"$gt":15,"$lt":20}})", {R"({"dim":[14,21]})"}, {R"({"dim":[14,14.5]})"}},
  });
}

TEST(Filter, negations_select_what_is_absent) {
  check_selections({
      {R"({"a":{"$ne":"x"}})",
       {"{}", R"({"a":null})", R"({"a":"y"})", R"({"a":["y"]})"},
       {R"({"a":"x"})", R"({"a":["x","y"]})"}},
      {R"({"a":{"$nin":["x","y"]}})",
       {"{}", R"({"a":"z"})"},
       {R"({"a":"x"})", R"({"a":["z","y"]})"}},
      {R"({"a":{"$not":{"$gt":5}}})",
       {"{}", R"({"a":5})", R"({"a":"9"})", R"({"a":[1,2]})"},
       {R"({"a":6})", R"({"a":[1,6]})"}},
      {R"({"a":{"$not":{"$gt":5,"$lt":9}}})",
       {R"({"a":5})", R"({"a":9})", "{}"},
       {R"({"a":7})", R"({"a":[1,10]})"}},
      {R"({"a":{"$not":{"$not":{"$gt":5}}}})", {R"({"a":6})"}, {R"({"a":5})", "{}"}},
      {R"({"$nor":[{"a":1},{"b":{"$exists":true}}]})",
       {"{}", R"({"a":2})"},
       {R"({"a":1})", R"({"b":null})"}},
  });
}

TEST(Filter, in_selects_any_of_its_values) {
  check_selections({
      {R"({"v":{"$in":["a",5,true,{"x":1},[1]]}})",
       {R"({"v":"a"})", R"({"v":5.0})", R"({"v":{"$numberDecimal":"5"}})", R"({"v":true})",
        R"({"v":{"x":1}})", R"({"v":[1]})", R"({"v":[0,"a"]})", R"({"v":[[1]]})"},
       {R"({"v":"b"})", R"({"v":6})", R"({"v":false})", "{}", R"({"v":{"x":2}})", R"({"v":1})",
        R"({"v":5.5})", R"({"v":null})"}},
      {R"({"v":{"$in":[]}})", {}, {"{}", R"({"v":1})", R"({"v":[]})"}},
      {R"({"v":{"$nin":[]}})", {"{}", R"({"v":1})"}, {}},
      {R"({"v":{"$in":[1.5,{"$numberDecimal":"7"}]}})",
       {R"({"v":1.5})", R"({"v":7})"},
       {R"({"v":1})"}},
      {R"({"v":{"$in":[{"$date":5}]}})",
       {R"({"v":{"$date":5}})"},
       {R"({"v":5})", R"({"v":{"$date":6}})"}},
  });
}

}  // namespace
}  // namespace whimbrel::model
