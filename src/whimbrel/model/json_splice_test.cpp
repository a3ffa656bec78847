#include "whimbrel/model/json_splice.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace whimbrel::model {
namespace {

// Edits written as text, owning what they point at.
class Edits {
 public:
  Edits& set(std::string_view path, std::string_view raw) {
    return add(Edit::Kind::set, path, raw, 0);
  }
  Edits& unset(std::string_view path) { return add(Edit::Kind::unset, path, {}, 0); }
  Edits& insert(std::string_view path, std::string_view raw, std::uint32_t ordinal) {
    return add(Edit::Kind::insert, path, raw, ordinal);
  }

  std::span<const Edit> span() const { return edits_; }

 private:
  Edits& add(Edit::Kind kind, std::string_view path, std::string_view raw, std::uint32_t ordinal) {
    paths_.push_back(std::make_shared<const Path>(*Path::parse(path)));
    edits_.push_back({kind, paths_.back().get(), raw, ordinal});
    return *this;
  }

  std::vector<std::shared_ptr<const Path>> paths_;
  std::vector<Edit> edits_;
};

struct Spliced {
  base::Status status;
  std::string after;
  std::vector<Edit> inverse;
};

Spliced splice(std::string_view item, std::span<const Edit> edits, Arena& arena) {
  JsonStructure structure;
  EXPECT_TRUE(structure.read(item)) << item;
  Spliced result;
  JsonSplicer splicer;
  result.status = splicer.splice(structure, edits, result.after, result.inverse, arena);
  return result;
}

// The item after the edits, having seen that the inverse gives the very bytes back, and the
// inverse's inverse the edited ones.
std::string edited(std::string_view item, const Edits& edits) {
  Arena arena;
  const Spliced there = splice(item, edits.span(), arena);
  if (!there.status) return there.status.error().message();
  const Spliced back = splice(there.after, there.inverse, arena);
  EXPECT_TRUE(back.status) << there.after;
  EXPECT_EQ(back.after, item) << "undoing " << there.after;
  const Spliced again = splice(back.after, back.inverse, arena);
  EXPECT_EQ(again.after, there.after) << "doing it again";
  return there.after;
}

base::ErrorKind refusal(std::string_view item, const Edits& edits) {
  Arena arena;
  const Spliced result = splice(item, edits.span(), arena);
  EXPECT_FALSE(result.status) << result.after;
  EXPECT_EQ(result.after, "");
  EXPECT_TRUE(result.inverse.empty());
  return result.status ? base::ErrorKind::unsupported : result.status.error().kind();
}

TEST(JsonSplice, sets_fields_in_their_place) {
  EXPECT_EQ(edited(R"( { "a" : 1 , "b":"x","c":null } )", Edits().set("c", "[2]").set("a", "true")),
            R"( { "a" : true , "b":"x","c":[2] } )");
}

TEST(JsonSplice, changes_a_token_as_migration_004_does) {
  EXPECT_EQ(edited(R"({"_id": {"$oid": "37"}, "status": "unspent", "spent_at": null, "n": 1.50})",
                   Edits()
                       .set("status", R"("spent")")
                       .set("spent_at", R"({"$date":{"$numberLong":"1735689600000"}})")),
            R"({"_id": {"$oid": "37"}, "status": "spent", "spent_at": )"
            R"({"$date":{"$numberLong":"1735689600000"}}, "n": 1.50})");
}

TEST(JsonSplice, sets_fields_at_any_depth) {
  EXPECT_EQ(
      edited(R"({"a":{"b":[1,{"c":2}]},"d":3})", Edits().set("a.b.1.c", "9").set("a.b.0", "8")),
      R"({"a":{"b":[8,{"c":9}]},"d":3})");
}

TEST(JsonSplice, does_nothing_without_edits) {
  EXPECT_EQ(edited(" {\"a\":1} ", Edits()), " {\"a\":1} ");
}

TEST(JsonSplice, appends_an_absent_field_in_the_style_of_the_item) {
  EXPECT_EQ(edited(R"({"a":1})", Edits().set("b", "2")), R"({"a":1,"b":2})");
  EXPECT_EQ(edited(R"({"a": 1})", Edits().set("b", "2")), R"({"a": 1, "b": 2})");
  EXPECT_EQ(edited(R"({"a": 1, "b": 2 })", Edits().set("c", "3")), R"({"a": 1, "b": 2, "c": 3 })");
  EXPECT_EQ(edited(R"({ "a" : 1 , "b" : 2 })", Edits().set("c", "3")),
            R"({ "a" : 1 , "b" : 2 , "c" : 3 })");
  EXPECT_EQ(edited("{\n  \"a\": 1\n}\n", Edits().set("b", "2")), "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
}

TEST(JsonSplice, appends_to_an_empty_item) {
  EXPECT_EQ(edited("{}", Edits().set("a", "1")), R"({"a":1})");
  EXPECT_EQ(edited("{ }", Edits().set("a", "1")), R"({ "a":1})");
  EXPECT_EQ(edited(" {\n} ", Edits().set("a", "1").set("b", "2")), " {\n\"a\":1,\"b\":2} ");
}

TEST(JsonSplice, appends_to_an_empty_object_in_the_style_of_the_item) {
  EXPECT_EQ(edited(R"({"a": {}, "b": 1})", Edits().set("a.x", "1").set("a.y", "2")),
            R"({"a": {"x": 1, "y": 2}, "b": 1})");
}

TEST(JsonSplice, does_not_repeat_absurdly_long_blanks) {
  const std::string blanks(1'000, ' ');
  EXPECT_EQ(edited("{\"a\":" + blanks + "1," + blanks + "\"b\":2}", Edits().set("c", "3")),
            "{\"a\":" + blanks + "1," + blanks + "\"b\":2,\"c\":3}");
}

TEST(JsonSplice, escapes_the_names_it_adds) {
  EXPECT_EQ(edited("{}", Edits().set(R"("a\"\\\n\u0001ü")", "1")), "{\"a\\\"\\\\\\n\\u0001ü\":1}");
}

TEST(JsonSplice, makes_absent_parents) {
  EXPECT_EQ(edited(R"({"x": 1})", Edits().set("a.b.c", "2")), R"({"x": 1, "a": {"b": {"c": 2}}})");
  EXPECT_EQ(edited(R"({"a":{"b":{}}})", Edits().set("a.b.c.0", "2")),
            R"({"a":{"b":{"c":{"0":2}}}})");
}

TEST(JsonSplice, makes_a_shared_parent_once) {
  Arena arena;
  const auto edits = Edits().set("a.b", "1").set("z", "0").set("a.c.d", "2").set("a.c.e", "3");
  EXPECT_EQ(edited(R"({"x":1})", edits), R"({"x":1,"a":{"b":1,"c":{"d":2,"e":3}},"z":0})");
  const Spliced result = splice(R"({"x":1})", edits.span(), arena);
  ASSERT_EQ(result.inverse.size(), 2u);
  EXPECT_EQ(result.inverse[0].kind, Edit::Kind::unset);
  EXPECT_EQ(result.inverse[0].path->text(), "a");
  EXPECT_EQ(result.inverse[1].path->text(), "z");
}

TEST(JsonSplice, unsets_the_first_a_middle_and_the_last_field) {
  const char* item = R"({ "a": 1,  "b": 2 ,"c": 3 })";
  EXPECT_EQ(edited(item, Edits().unset("a")), R"({ "b": 2 ,"c": 3 })");
  EXPECT_EQ(edited(item, Edits().unset("b")), R"({ "a": 1,  "c": 3 })");
  EXPECT_EQ(edited(item, Edits().unset("c")), R"({ "a": 1,  "b": 2 })");
}

TEST(JsonSplice, unsets_several_fields) {
  const char* item = R"({ "a": 1,  "b": 2 ,"c": 3 })";
  EXPECT_EQ(edited(item, Edits().unset("c").unset("b")), R"({ "a": 1 })");
  EXPECT_EQ(edited(item, Edits().unset("a").unset("b")), R"({ "c": 3 })");
  EXPECT_EQ(edited(item, Edits().unset("a").unset("c")), R"({ "b": 2 })");
  EXPECT_EQ(edited(item, Edits().unset("b").unset("a").unset("c")), "{ }");
}

TEST(JsonSplice, unsets_the_only_field) {
  EXPECT_EQ(edited(R"({"a":1})", Edits().unset("a")), "{}");
  EXPECT_EQ(edited(R"({  "a" : 1   })", Edits().unset("a")), "{  }");
  EXPECT_EQ(edited(R"({"a":{"b":[1]}})", Edits().unset("a.b")), R"({"a":{}})");
}

TEST(JsonSplice, unset_of_an_absent_field_is_fine) {
  for (const char* absent : {"x", "x.y", "a.b", "l.7", "l.x", "o.x.y"})
    EXPECT_EQ(edited(R"({"a":1,"l":[1],"o":{}})", Edits().unset(absent)),
              R"({"a":1,"l":[1],"o":{}})");
}

TEST(JsonSplice, renames_a_field) {
  EXPECT_EQ(edited(R"({"a": 1, "b": 2})", Edits().unset("b").set("c", "2")), R"({"a": 1, "c": 2})");
  EXPECT_EQ(edited(R"({"a": 1, "b": 2})", Edits().unset("a").set("c", "1")), R"({"b": 2, "c": 1})");
  EXPECT_EQ(edited(R"({ "a": 1 })", Edits().set("c", "1").unset("a")), R"({ "c": 1})");
}

TEST(JsonSplice, edits_at_several_places_at_once) {
  EXPECT_EQ(
      edited(R"({"a":{"x":1,"y":2},"b":[{"p":1},{"q":2}],"c":3,"d":4})", Edits()
                                                                             .unset("d")
                                                                             .set("b.1.r", "7")
                                                                             .unset("b.0.p")
                                                                             .set("a.z", "5")
                                                                             .set("c", "0")
                                                                             .unset("a.x")
                                                                             .set("e.f", "6")),
      R"({"a":{"y":2,"z":5},"b":[{},{"q":2,"r":7}],"c":0,"e":{"f":6}})");
}

TEST(JsonSplice, set_takes_the_first_of_duplicates_and_unset_all) {
  const char* item = R"({"a":1,"b":2,"a":3,"c":4,"\u0061":5})";
  EXPECT_EQ(edited(item, Edits().set("a", "9")), R"({"a":9,"b":2,"a":3,"c":4,"\u0061":5})");
  EXPECT_EQ(edited(item, Edits().unset("a")), R"({"b":2,"c":4})");
  EXPECT_EQ(edited(R"({"a":1,"a":2})", Edits().unset("a")), "{}");
}

TEST(JsonSplice, appends_after_the_bytes_and_the_inverse_that_are_there) {
  Arena arena;
  JsonStructure structure;
  ASSERT_TRUE(structure.read(R"({"a":1})"));
  const auto edits = Edits().set("a", "2");
  std::string after = "before,";
  std::vector<Edit> inverse(3);
  ASSERT_TRUE(JsonSplicer().splice(structure, edits.span(), after, inverse, arena));
  EXPECT_EQ(after, R"(before,{"a":2})");
  EXPECT_EQ(inverse.size(), 4u);
}

TEST(JsonSplice, the_inverse_outlives_the_item) {
  Arena arena;
  std::string item = R"({"a":"old","b":1})";
  const auto edits = Edits().set("a", "2").unset("b");
  const Spliced there = splice(item, edits.span(), arena);
  item.assign(item.size(), '#');
  EXPECT_EQ(splice(there.after, there.inverse, arena).after, R"({"a":"old","b":1})");
}

TEST(JsonSplice, an_insert_finds_its_place_among_changed_neighbours) {
  // `"b": 2, ` stood between a and c.
  const auto middle = Edits().insert("b", R"("b": 2, )", 1);
  EXPECT_EQ(edited(R"({"a": 1, "c": 3, "d": 4})", middle), R"({"a": 1, "b": 2, "c": 3, "d": 4})");
  EXPECT_EQ(edited(R"({"a": 1})", middle), R"({"a": 1, "b": 2})");
  EXPECT_EQ(edited("{}", middle), R"({"b": 2})");
  // `, "b": 2` was the last.
  const auto last = Edits().insert("b", R"(, "b": 2)", 1);
  EXPECT_EQ(edited(R"({"a": 1, "c": 3})", last), R"({"a": 1, "b": 2, "c": 3})");
  EXPECT_EQ(edited("{ }", last), R"({ "b": 2})");
  // `"b": 2 ` was alone.
  const auto alone = Edits().insert("b", R"("b": 2 )", 0);
  EXPECT_EQ(edited(R"({"a": 1})", alone), R"({"b": 2, "a": 1})");
  EXPECT_EQ(edited(R"({"a": 1})", Edits().insert("b", R"("b": 2 )", 99)), R"({"a": 1, "b": 2})");
}

TEST(JsonSplice, an_insert_of_a_field_that_is_there_again_replaces_its_value) {
  EXPECT_EQ(edited(R"({"b":7,"a":1})", Edits().insert("b", R"(, "b" : [2] )", 1)),
            R"({"b":[2],"a":1})");
  EXPECT_EQ(edited(R"({"b":7})", Edits().insert("b", R"("b":1,)", 0).insert("b", R"("b":2,)", 1)),
            R"({"b":1})");
}

TEST(JsonSplice, an_insert_whose_parent_is_gone_makes_it) {
  EXPECT_EQ(edited(R"({"x":1})", Edits().insert("a.b", R"(, "b": {"c":2})", 3)),
            R"({"x":1,"a":{"b":{"c":2}}})");
}

TEST(JsonSplice, refuses_an_insert_that_is_no_member) {
  for (const char* raw : {"", ",", "1", "\"b\"", "\"b\":", "\"b", "b:1", ":1", " , , ", "\"b\" 1"})
    EXPECT_EQ(refusal("{}", Edits().insert("b", raw, 0)), base::ErrorKind::internal) << raw;
}

TEST(JsonSplice, refuses_paths_that_overlap) {
  const char* item = R"({"a":{"b":1}})";
  using base::ErrorKind;
  EXPECT_EQ(refusal(item, Edits().set("a", "1").set("a", "2")), ErrorKind::internal);
  EXPECT_EQ(refusal(item, Edits().set("a", "1").unset("a.b")), ErrorKind::internal);
  EXPECT_EQ(refusal(item, Edits().unset("a.b.c").set("a.b", "2")), ErrorKind::internal);
  EXPECT_EQ(refusal(item, Edits().unset("x").insert("x", "\"x\":1", 0)), ErrorKind::internal);
  const Path none;
  const Edit nameless[] = {{Edit::Kind::set, &none, "1", 0}, {Edit::Kind::set, nullptr, "1", 0}};
  Arena arena;
  for (const Edit& edit : nameless)
    EXPECT_EQ(splice(item, {&edit, 1}, arena).status.error().kind(), ErrorKind::internal);
}

TEST(JsonSplice, refuses_to_lead_through_what_is_no_container) {
  const char* item = R"({"a":5,"n":null,"l":[1],"t":{"$date":{"$numberLong":"1"}}})";
  for (const char* path : {"a.b", "n.b", "l.0.b", "l.b", "l.b.c"})
    EXPECT_EQ(refusal(item, Edits().set("l.0", "2").set("x", "1").set(path, "1")),
              path == std::string_view("l.0.b") ? base::ErrorKind::internal
                                                : base::ErrorKind::invalid_data)
        << path;
}

TEST(JsonSplice, refuses_to_change_the_length_of_a_list) {
  const char* item = R"({"l":[1,2]})";
  EXPECT_EQ(refusal(item, Edits().set("l.2", "3")), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, Edits().set("l.00", "3")), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, Edits().unset("l.1")), base::ErrorKind::invalid_data);
}

TEST(JsonSplice, refuses_to_change_the_inside_of_a_typed_value) {
  const char* item =
      R"({"d":{"$date":{"$numberLong":"1"}},"i":{"$oid":"37"},"s":{"x":1,"$numberInt":"1"},)"
      R"("r":{"$regex":"a","$options":""},"e":{"\u0024uint256":"1"}})";
  for (const char* path :
       {"d.$date", "d.x", "d.$date.$numberLong", "i.$oid", "i.y", "s.x", "r.x", "e.$uint256"})
    EXPECT_EQ(refusal(item, Edits().set(path, "1")), base::ErrorKind::invalid_data) << path;
  EXPECT_EQ(refusal(item, Edits().unset("i.$oid")), base::ErrorKind::invalid_data);
  EXPECT_EQ(edited(R"({"r":{"$ref":"a","$id":1},"q":{"$gt":5}})",
                   Edits().set("r.$id", "2").set("q.$lt", "9")),
            R"({"r":{"$ref":"a","$id":2},"q":{"$gt":5,"$lt":9}})");
}

TEST(JsonSplice, refuses_to_make_a_typed_value_by_its_parts) {
  EXPECT_EQ(refusal(R"({"a":{}})", Edits().set("a.$oid", "1")), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal("{}", Edits().set("a.$date.x", "1")), base::ErrorKind::invalid_data);
}

TEST(JsonSplice, refuses_to_nest_deeper_than_an_item_may) {
  std::string raw(json_depth_max - 1, '[');
  raw += "\"[[[\\\"[[[\"" + std::string(json_depth_max - 1, ']');
  EXPECT_NE(edited(R"({"a":1})", Edits().set("a", raw)), "");
  EXPECT_EQ(refusal(R"({"a":1})", Edits().set("a", "[" + raw + "]")),
            base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal("{}", Edits().set("a.b", raw)), base::ErrorKind::invalid_data);
}

TEST(JsonSplice, leaves_after_and_inverse_alone_when_it_refuses) {
  Arena arena;
  JsonStructure structure;
  ASSERT_TRUE(structure.read(R"({"a":1,"l":[]})"));
  const auto edits = Edits().set("a", "2").unset("a2").set("l.0", "3");
  std::string after = "as it was";
  std::vector<Edit> inverse(2);
  EXPECT_FALSE(JsonSplicer().splice(structure, edits.span(), after, inverse, arena));
  EXPECT_EQ(after, "as it was");
  EXPECT_EQ(inverse.size(), 2u);
}

}  // namespace
}  // namespace whimbrel::model
