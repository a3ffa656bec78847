#include "whimbrel/model/json_item_view.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <memory>
#include <string>

namespace whimbrel::model {
namespace {

using Integer = std::optional<std::int64_t>;

Path path(std::string_view text) { return *Path::parse(text); }

// A view of a copy that ends where its memory ends, so that a sanitizer sees a read too far.
class LoadedView {
 public:
  explicit LoadedView(std::string_view item) : bytes_(std::make_unique<char[]>(item.size())) {
    std::memcpy(bytes_.get(), item.data(), item.size());
    status_ = view_.load({bytes_.get(), item.size()});
  }

  const base::Status& status() const { return status_; }
  const JsonItemView& operator*() const { return view_; }
  const JsonItemView* operator->() const { return &view_; }

  std::string at(std::string_view where) const {
    const auto raw = view_.find(path(where));
    return raw ? std::string(*raw) : "(none)";
  }

 private:
  std::unique_ptr<char[]> bytes_;
  JsonItemView view_;
  base::Status status_;
};

std::string refusal(std::string_view item) {
  const LoadedView view(item);
  if (view.status()) return "accepted";
  EXPECT_EQ(view.status().error().kind(), base::ErrorKind::invalid_data);
  EXPECT_FALSE(view.status().error().remedy().empty());
  EXPECT_EQ(view->bytes(), "");
  EXPECT_EQ(view->find(path("a")), std::nullopt);
  return view.status().error().message();
}

#define EXPECT_REFUSED(item, part) \
  EXPECT_NE(refusal(item).find(part), std::string::npos) << refusal(item)

TEST(JsonItemView, finds_fields_as_they_are_written) {
  const LoadedView view(
      R"( { "a" : 1.50 , "b": "x y" ,"c":null,"d":[1 , {"e":true}],"f":{"g" : {} } } )");
  ASSERT_TRUE(view.status());
  EXPECT_EQ(view.at("a"), "1.50");
  EXPECT_EQ(view.at("b"), R"("x y")");
  EXPECT_EQ(view.at("c"), "null");
  EXPECT_EQ(view.at("d"), R"([1 , {"e":true}])");
  EXPECT_EQ(view.at("d.0"), "1");
  EXPECT_EQ(view.at("d.1.e"), "true");
  EXPECT_EQ(view.at("f.g"), "{}");
  EXPECT_EQ(view.at("f"), R"({"g" : {} })");
}

TEST(JsonItemView, finds_nothing_where_there_is_nothing) {
  const LoadedView view(R"({"a":[1,2],"b":{"c":1},"d":"text","e":{},"f":[]})");
  for (const char* absent : {"x", "a.2", "a.01", "a.-1", "a.b", "a.99999999999999999999", "b.d",
                             "b.c.x", "d.0", "e.x", "f.0", "\"\""})
    EXPECT_EQ(view.at(absent), "(none)") << absent;
}

TEST(JsonItemView, the_empty_path_is_the_item) {
  const LoadedView view(" {\"a\":1}\n");
  EXPECT_EQ(view->find(Path()), R"({"a":1})");
  EXPECT_EQ(view->bytes(), " {\"a\":1}\n");
}

TEST(JsonItemView, digits_name_a_field_of_an_object_and_a_position_of_a_list) {
  const LoadedView view(R"({"a":{"0":"name"},"b":["position"],"7":"top"})");
  EXPECT_EQ(view.at("a.0"), R"("name")");
  EXPECT_EQ(view.at("b.0"), R"("position")");
  EXPECT_EQ(view.at("7"), R"("top")");
}

TEST(JsonItemView, compares_names_unescaped) {
  const LoadedView view(R"({"\u0061b":1,"q\"x":2,"dot.ted":3,"":4,"n":{"\u00fc":5},"a\\u0041":6})");
  EXPECT_EQ(view.at("ab"), "1");
  EXPECT_EQ(view.at(R"("q\"x")"), "2");
  EXPECT_EQ(view.at(R"("dot.ted")"), "3");
  EXPECT_EQ(view.at(R"("")"), "4");
  EXPECT_EQ(view.at("n.ü"), "5");
  EXPECT_EQ(view.at(R"("a\\u0041")"), "6");
  EXPECT_EQ(view.at(R"("\\u0061b")"), "(none)");
}

TEST(JsonItemView, a_name_never_matches_across_its_closing_quote) {
  const LoadedView view(R"({"a":"b","c":1})");
  EXPECT_EQ(view->find(Path({R"(a":"b)"})), std::nullopt);
  EXPECT_EQ(view->find(Path({R"(a":"b","c)"})), std::nullopt);
  EXPECT_EQ(view.at("a"), R"("b")");
}

TEST(JsonItemView, blanks_may_stand_behind_a_name) {
  const LoadedView view("{\"a\" \n\t: 1, \"b\"\r\n:{\"c\" :2}}");
  EXPECT_EQ(view.at("a"), "1");
  EXPECT_EQ(view.at("b.c"), "2");
}

TEST(JsonItemView, the_first_of_duplicate_names_wins) {
  const LoadedView view(R"({"a":1,"a":2,"b":{"c":3,"c":4},"b":{"d":5}})");
  EXPECT_EQ(view.at("a"), "1");
  EXPECT_EQ(view.at("b.c"), "3");
  EXPECT_EQ(view.at("b.d"), "(none)");
}

TEST(JsonItemView, answers_inside_a_wrapper_with_its_json) {
  const LoadedView view(R"({"_id":{"$oid":"37730edfafbd67f9619699cf"},"at":{"$date":0}})");
  EXPECT_EQ(view.at("_id"), R"({"$oid":"37730edfafbd67f9619699cf"})");
  EXPECT_EQ(view.at("_id.$oid"), R"("37730edfafbd67f9619699cf")");
  EXPECT_EQ(view.at("at.$date"), "0");
}

TEST(JsonItemView, takes_the_empty_object) {
  for (const char* item : {"{}", "{ }", "\n{\t}\r"}) {
    const LoadedView view(item);
    EXPECT_TRUE(view.status()) << item;
    EXPECT_EQ(view.at("a"), "(none)");
  }
}

TEST(JsonItemView, reads_one_item_after_another) {
  JsonItemView view;
  const std::string large = R"({"a":")" + std::string(3'000'000, 'x') + R"("})";
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(view.load(R"({"a":1})"));
    EXPECT_EQ(view.find(path("a")), "1");
    ASSERT_TRUE(view.load(large));
    EXPECT_EQ(view.find(path("a"))->size(), 3'000'002u);
    ASSERT_FALSE(view.load("{"));
    EXPECT_EQ(view.find(path("a")), std::nullopt);
    ASSERT_TRUE(view.load(R"({"b":{"a":2},"a":3})"));
    EXPECT_EQ(view.find(path("a")), "3");
  }
}

TEST(JsonItemView, reads_strings) {
  const LoadedView view(R"({})");
  EXPECT_EQ(view->string_of(R"("plain")"), "plain");
  EXPECT_EQ(view->string_of(R"("")"), "");
  EXPECT_EQ(view->string_of(R"("q\"\\\/\b\f\n\r\t\u0041\u00fc\ud83d\ude00")"),
            "q\"\\/\b\f\n\r\tAü😀");
  EXPECT_EQ(view->string_of(R"("\u0000")"), std::string_view("\0", 1));
  for (const char* other : {"5", "null", "true", "[\"a\"]", R"({"$symbol":"a"})", "", "\"", "\"\\"})
    EXPECT_EQ(view->string_of(other), std::nullopt) << other;
}

TEST(JsonItemView, reads_whole_numbers_of_every_type) {
  const LoadedView view(R"({})");
  for (const char* five :
       {"5", "5.0", "5e0", "0.5e1", "500E-2", R"({"$numberInt":"5"})", R"({"$numberLong":"5"})",
        R"({"$numberDouble":"5.0"})", R"({"$numberDecimal":"5"})", R"({"$numberDecimal":"5.00"})",
        R"({"$bigDecimal":"0.005E+3"})", R"({"$uint256":"5"})", R"({ "$numberInt" : "5" })",
        R"({"\u0024numberInt":"\u0035"})"})
    EXPECT_EQ(view->integer_of(five), Integer(5)) << five;
  EXPECT_EQ(view->integer_of("-0"), Integer(0));
  EXPECT_EQ(view->integer_of("-0.0"), Integer(0));
  EXPECT_EQ(view->integer_of("0e999999999"), Integer(0));
}

TEST(JsonItemView, reads_the_largest_and_smallest_integers_exactly) {
  const LoadedView view(R"({})");
  const Integer largest(std::numeric_limits<std::int64_t>::max());
  const Integer smallest(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(view->integer_of("9223372036854775807"), largest);
  EXPECT_EQ(view->integer_of("-9223372036854775808"), smallest);
  EXPECT_EQ(view->integer_of(R"({"$numberLong":"-9223372036854775808"})"), smallest);
  EXPECT_EQ(view->integer_of(R"({"$numberDecimal":"9223372036854775807"})"), largest);
  EXPECT_EQ(view->integer_of(R"({"$uint256":"9223372036854775807"})"), largest);
  EXPECT_EQ(view->integer_of("9007199254740993"), Integer(9007199254740993));
  // A double is read as the double that it is, not as its shortest text.
  EXPECT_EQ(view->integer_of(R"({"$numberDouble":"4.611686018427388e18"})"),
            Integer(std::int64_t{1} << 62));
  EXPECT_EQ(view->integer_of(R"({"$numberDouble":"-9.223372036854775808e18"})"), smallest);
}

TEST(JsonItemView, has_no_whole_number_for_anything_else) {
  const LoadedView view(R"({})");
  for (
      const char* other :
      {"5.5",
       "9223372036854775808",
       "-9223372036854775809",
       "1e19",
       "1e999999999",
       "\"5\"",
       "true",
       "null",
       "[5]",
       "{}",
       "",
       "-",
       "05",
       "+5",
       "5 ",
       R"({"$numberInt":"2147483648"})",
       R"({"$numberInt":5})",
       R"({"$numberInt":"5","x":1})",
       R"({"$numberInt":"x"})",
       R"({"$numberDouble":"9.223372036854775808e18"})",
       R"({"$numberDouble":"NaN"})",
       R"({"$numberDouble":"Infinity"})",
       R"({"$numberDouble":"5.5"})",
       R"({"$numberDecimal":"NaN"})",
       R"({"$numberDecimal":"1E+20"})",
       R"({"$uint256":"115792089237316195423570985008687907853269984665640564039457584007913129639935"})",
       R"({"$date":5})",
       R"({"$other":"5"})",
       R"({"$numberInt")",
       R"({"$numberInt":)",
       "{\"",
       "{"})
    EXPECT_EQ(view->integer_of(other), std::nullopt) << other;
}

TEST(JsonItemView, reads_dates_in_every_spelling) {
  const LoadedView view(R"({})");
  for (const char* date :
       {R"({"$date":{"$numberLong":"1356351330501"}})", R"({"$date":"2012-12-24T12:15:30.501Z"})",
        R"({"$date":"2012-12-24T13:15:30.501+01:00"})", R"({"$date":1356351330501})",
        R"({ "$date" : { "$numberLong" : "1356351330501" } })"})
    EXPECT_EQ(view->date_ms_of(date), Integer(1356351330501)) << date;
  EXPECT_EQ(view->date_ms_of(R"({"$date":{"$numberInt":"-1"}})"), Integer(-1));
  EXPECT_EQ(view->date_ms_of(R"({"$date":{"$numberLong":"-9223372036854775808"}})"),
            Integer(std::numeric_limits<std::int64_t>::min()));
}

TEST(JsonItemView, has_no_date_for_anything_else) {
  const LoadedView view(R"({})");
  for (const char* other :
       {"null", "1356351330501", R"("2012-12-24T12:15:30Z")", R"({"$date":"2012-13-24T12:15:30Z"})",
        R"({"$date":null})", R"({"$date":1.5})", R"({"$date":1e3})", R"({"$date":"x","y":1})",
        R"({"$date":{"$numberDouble":"5.0"}})", R"({"$date":{"$numberLong":"5"},"x":{}})",
        R"({"$date":[5]})", R"({"$timestamp":{"t":1,"i":1}})", "", "{", R"({"$date":)"})
    EXPECT_EQ(view->date_ms_of(other), std::nullopt) << other;
}

TEST(JsonItemView, knows_null) {
  const LoadedView view(R"({})");
  EXPECT_TRUE(view->is_null("null"));
  for (const char* other : {"", "0", "\"null\"", "{}", R"({"$undefined":true})"})
    EXPECT_FALSE(view->is_null(other)) << other;
}

TEST(JsonItemView, refuses_what_is_no_object) {
  EXPECT_REFUSED("", "byte 0");
  EXPECT_REFUSED("   ", "byte 3");
  for (const char* other : {"[]", "1", "null", "\"a\"", "a", "}", ":", "[{}]"})
    EXPECT_REFUSED(other, "byte 0: an object must begin with {");
}

TEST(JsonItemView, refuses_every_truncation_of_an_item) {
  const std::string item =
      R"({"_id":{"$oid":"37"},"a":[1,{"b":"\u00fc"}],"n":-1.5e3,"t":true,"d":{"$date":{"$numberLong":"1"}},"x":"é"})";
  ASSERT_TRUE(LoadedView(item).status());
  for (std::size_t size = 0; size < item.size(); ++size)
    EXPECT_FALSE(LoadedView(item.substr(0, size)).status()) << item.substr(0, size);
}

TEST(JsonItemView, refuses_text_behind_the_object) {
  EXPECT_REFUSED(R"({"a":1} x)", "byte 8");
  EXPECT_REFUSED(R"({"a":1}{})", "byte 7: text after");
  EXPECT_REFUSED(R"({}})", "byte 2: text after");
  EXPECT_REFUSED(R"({"a":{}}})", "byte 8: text after");
}

TEST(JsonItemView, refuses_broken_grammar_and_says_where) {
  EXPECT_REFUSED(R"({"a":1,})", "byte 7: a name in quotes");
  EXPECT_REFUSED(R"({,})", "byte 1: a name in quotes");
  EXPECT_REFUSED(R"({a:1})", "byte 1: a name in quotes");
  EXPECT_REFUSED(R"({"a" 1})", "byte 5: a colon");
  EXPECT_REFUSED(R"({"a"})", "byte 4: a colon");
  EXPECT_REFUSED(R"({"a":})", "byte 5: no JSON value");
  EXPECT_REFUSED(R"({"a":1 "b":2})", "byte 7: a comma or }");
  EXPECT_REFUSED(R"({"a":"x" "y"})", "byte 9: a comma or }");
  EXPECT_REFUSED(R"({"a":[1,]})", "byte 8: no JSON value");
  EXPECT_REFUSED(R"({"a":[1 2]})", "byte 8: a comma or closing bracket");
  EXPECT_REFUSED(R"({"a":[1}})", "byte 7: a comma or closing bracket");
  EXPECT_REFUSED(R"({"a":{"b":1]})", "byte 11: a comma or closing bracket");
  EXPECT_REFUSED(R"({"a":{"$oid":"x","b"}})", "byte 20: a colon");
  EXPECT_REFUSED(R"({"a":"x"y})", "byte 8: a comma or }");
  EXPECT_REFUSED(R"({"a"x:1})", "byte 4: a colon");
}

TEST(JsonItemView, refuses_what_is_no_scalar) {
  for (const char* scalar : {"tru", "nul", "nulll", "True", "NaN", "-", "01", "1.", ".5", "1e",
                             "1e+", "+1", "0x1", "1_0", "--1", "5\"a,b\"", "\x01", "5\x01", "'a'"})
    EXPECT_REFUSED(std::string(R"({"a":)") + scalar + "}", "byte 5: no JSON value");
}

TEST(JsonItemView, takes_numbers_of_any_size) {
  const std::string digits(5'000, '7');
  const LoadedView view(R"({"a":)" + digits + R"(,"b":-0.0e-999999999999,"c":1e400})");
  ASSERT_TRUE(view.status());
  EXPECT_EQ(view.at("a"), digits);
  EXPECT_EQ(view->integer_of(*view->find(path("a"))), std::nullopt);
  EXPECT_EQ(view.at("c"), "1e400");
}

TEST(JsonItemView, refuses_bad_strings) {
  EXPECT_REFUSED(R"({"a":"x})", "byte 5: a string that is not closed");
  EXPECT_REFUSED("{\"a\":\"x\ny\"}", "byte 7: a control character");
  EXPECT_REFUSED("{\"a\":\"\xff\"}", "byte 6: bytes that are no UTF-8");
  EXPECT_REFUSED("{\"a\":\"\xed\xa0\x80\"}", "byte 6: bytes that are no UTF-8");
  EXPECT_REFUSED("{\"a\":\"\xc3", "byte 6: bytes that are no UTF-8");
  EXPECT_REFUSED(R"({"a":"b\x"})", "byte 7: JSON has no such escape");
  EXPECT_REFUSED(R"({"a":"\u12g4"})", "byte 6: JSON has no such escape");
  EXPECT_REFUSED(R"({"a\q":1})", "byte 3: JSON has no such escape");
}

TEST(JsonItemView, refuses_half_a_surrogate_pair) {
  for (const char* half : {R"(\ud800)", R"(\udc00)", R"(\ud800x)", R"(\ud800\u0041)",
                           R"(\ud800\ud800)", R"(\udc00\ud800)"})
    EXPECT_REFUSED(std::string(R"({"a":")") + half + R"("})", "JSON has no such escape");
}

std::string nested(std::size_t containers, std::string_view open, std::string_view close,
                   std::string_view innermost) {
  std::string text;
  for (std::size_t i = 0; i < containers; ++i) text += open;
  text += innermost;
  for (std::size_t i = 0; i < containers; ++i) text += close;
  return text;
}

TEST(JsonItemView, refuses_nesting_past_the_limit) {
  EXPECT_TRUE(LoadedView(nested(json_depth_max, R"({"a":)", "}", "1")).status());
  EXPECT_REFUSED(nested(json_depth_max + 1, R"({"a":)", "}", "1"), "nested deeper");
  const auto lists = [](std::size_t count) {
    return R"({"a":)" + nested(count, "[", "]", "") + "}";
  };
  EXPECT_TRUE(LoadedView(lists(json_depth_max - 1)).status());
  EXPECT_REFUSED(lists(json_depth_max), "nested deeper");
  EXPECT_REFUSED(lists(1'000'000), "nested deeper");
}

TEST(JsonItemView, counts_wrappers_as_nesting) {
  const std::string date = R"({"$date":{"$numberLong":"1"}})";
  EXPECT_TRUE(LoadedView(nested(json_depth_max - 2, R"({"a":)", "}", date)).status());
  EXPECT_REFUSED(nested(json_depth_max - 1, R"({"a":)", "}", date), "nested deeper");
}

TEST(JsonItemView, refuses_an_item_past_the_size_limit) {
  const std::string item = R"({"a":")" + std::string(json_item_bytes_max, 'x') + R"("})";
  EXPECT_REFUSED(item, "larger than 64 MiB");
}

TEST(JsonItemView, refuses_to_splice_without_an_item) {
  const Path a = path("a");
  const Edit edit{Edit::Kind::set, &a, "1", 0};
  std::string after = "before";
  std::vector<Edit> inverse;
  Arena arena;
  JsonItemView view;
  EXPECT_EQ(view.splice({&edit, 1}, after, inverse, arena).error().kind(),
            base::ErrorKind::internal);
  ASSERT_FALSE(view.load("{"));
  EXPECT_FALSE(view.splice({&edit, 1}, after, inverse, arena));
  EXPECT_EQ(after, "before");
}

}  // namespace
}  // namespace whimbrel::model
