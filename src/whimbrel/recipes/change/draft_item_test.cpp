#include "whimbrel/recipes/change/draft_item.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "whimbrel/model/testing/edit_model.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::recipes {
namespace {

using model::Path;

const model::ItemCodec& codec() { return model::extended_json_codec(); }

struct Step {
  enum class Kind { set, unset, rename } kind = Kind::set;
  Path path;
  Path to;
  std::string raw;
};

std::string padded_item(std::string_view item) {
  std::string text(item);
  text.reserve(text.size() + model::item_padding_bytes);
  return text;
}

// The item after the steps; nullopt when it was rejected. `edits` gets how many were left.
std::optional<std::string> drafted(std::string_view text, const std::vector<Step>& steps,
                                   std::size_t* edits = nullptr) {
  const std::string item = padded_item(text);
  const auto view = codec().make_view();
  EXPECT_TRUE(view->load(item));
  DraftItem draft(codec());
  draft.begin(*view);
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::set) draft.set(step.path, step.raw);
    if (step.kind == Step::Kind::unset) draft.unset(step.path);
    if (step.kind == Step::Kind::rename) {
      const auto found = draft.find(step.path);
      if (!found) continue;
      const auto value = draft.copy(*found);
      draft.unset(step.path);
      draft.set(step.to, value);
    }
  }
  engine::ChangeSink sink;
  draft.finish(sink);
  if (sink.rejection()) return std::nullopt;
  if (edits != nullptr) *edits = sink.edits().size();
  std::string after;
  std::vector<model::Edit> inverse;
  model::Arena arena;
  if (!view->splice(sink.edits(), after, inverse, arena)) return std::nullopt;
  return after;
}

Step set(Path path, std::string raw) {
  return {Step::Kind::set, std::move(path), {}, std::move(raw)};
}
Step unset(Path path) { return {Step::Kind::unset, std::move(path), {}, {}}; }

TEST(DraftItem, later_changes_see_what_earlier_ones_did) {
  const std::string item = padded_item(R"({"a":{"b":1}})");
  const auto view = codec().make_view();
  ASSERT_TRUE(view->load(item));
  DraftItem draft(codec());
  draft.begin(*view);
  const Path a({"a"}), b({"a", "b"}), c({"a", "c"}), d({"d"});
  draft.set(c, "2");
  EXPECT_EQ(draft.find(c), "2");
  EXPECT_EQ(draft.find(b), "1");
  EXPECT_EQ(draft.find(a), R"({"b":1,"c":2})");
  draft.set(a, R"({"c":3})");
  EXPECT_EQ(draft.find(c), "3");
  EXPECT_EQ(draft.find(b), std::nullopt);
  draft.unset(a);
  EXPECT_EQ(draft.find(c), std::nullopt);
  draft.set(d, "4");
  EXPECT_EQ(draft.current().bytes(), R"({"d":4})");
}

TEST(DraftItem, keeps_no_edit_that_changes_nothing) {
  std::size_t edits = 0;
  EXPECT_EQ(drafted(R"({"a":1,"b":2})", {set(Path({"a"}), "1"), unset(Path({"x"}))}, &edits),
            R"({"a":1,"b":2})");
  EXPECT_EQ(edits, 0u);
  drafted(R"({"a":1})", {set(Path({"a"}), "5"), set(Path({"a"}), "1")}, &edits);
  EXPECT_EQ(edits, 0u);
  drafted(R"({"a":1})", {set(Path({"n"}), "5"), unset(Path({"n"}))}, &edits);
  EXPECT_EQ(edits, 0u);
}

TEST(DraftItem, edits_inside_and_around_earlier_ones_stay_apart) {
  EXPECT_EQ(drafted("{}", {set(Path({"a", "b"}), "1"), set(Path({"a", "b", "c"}), "2")}),
            std::nullopt);
  EXPECT_EQ(drafted("{}", {set(Path({"a"}), R"({"x":1})"), set(Path({"a", "b"}), "2")}),
            R"({"a":{"x":1,"b":2}})");
  EXPECT_EQ(drafted(R"({"z":0})", {set(Path({"a", "b"}), "1"), set(Path({"a", "c"}), "2"),
                                   set(Path({"a"}), "3")}),
            R"({"z":0,"a":3})");
  EXPECT_EQ(drafted(R"({"a":{"b":1}})", {unset(Path({"a"})), set(Path({"a", "c"}), "2")}),
            R"({"a":{"c":2}})");
}

TEST(DraftItem, what_is_taken_out_of_a_new_parent_leaves_the_parent) {
  EXPECT_EQ(drafted("{}", {set(Path({"a", "b"}), "1"), unset(Path({"a", "b"}))}), R"({"a":{}})");
  EXPECT_EQ(drafted("{}", {set(Path({"a", "b", "c"}), "1"), set(Path({"a", "d"}), "2"),
                           unset(Path({"a", "b"}))}),
            R"({"a":{"d":2}})");
}

TEST(DraftItem, a_path_through_a_value_that_is_no_container_rejects_the_item) {
  EXPECT_EQ(drafted(R"({"a":1})", {set(Path({"a", "b"}), "1")}), std::nullopt);
}

TEST(DraftItem, an_erased_item_takes_its_inserts_along) {
  const std::string item = padded_item(R"({"a":1})");
  const auto view = codec().make_view();
  ASSERT_TRUE(view->load(item));
  DraftItem draft(codec());
  draft.begin(*view);
  draft.insert("people", "\"k\"", "{}");
  draft.erase();
  engine::ChangeSink sink;
  draft.finish(sink);
  EXPECT_TRUE(sink.wants_erase());
  ASSERT_EQ(sink.inserts().size(), 1u);
  EXPECT_EQ(sink.inserts()[0].collection, "people");
}

const std::vector<std::string> step_names{"a", "b", "c"};

Path arbitrary_step_path() {
  const auto depth = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
  return Path(*rc::gen::container<std::vector<std::string>>(depth, rc::gen::elementOf(step_names)));
}

std::string arbitrary_step_value(int depth) {
  if (depth == 0 || *rc::gen::inRange(0, 3) == 0)
    return *rc::gen::element<std::string>("1", "\"x\"", "null", "[1,{\"a\":2}]", "{}",
                                          R"({"$numberLong":"5"})");
  std::string text = "{";
  for (const std::string& name : step_names) {
    if (*rc::gen::inRange(0, 2) == 0) continue;
    if (text.size() > 1) text += ',';
    text += '"' + name + "\":" + arbitrary_step_value(depth - 1);
  }
  return text + '}';
}

Step arbitrary_step() {
  Step step{*rc::gen::element(Step::Kind::set, Step::Kind::unset, Step::Kind::rename),
            arbitrary_step_path(),
            arbitrary_step_path(),
            {}};
  if (step.kind == Step::Kind::set) step.raw = arbitrary_step_value(2);
  return step;
}

const model::Value* find_in(const model::Value& value, const Path& path) {
  const model::Value* found = &value;
  for (const std::string& segment : path.segments())
    if (found != nullptr) found = found->find(segment);
  return found;
}

// What the steps mean, one after the other on a tree.
bool apply_naively(model::Value& item, const Step& step) {
  using model::testing::apply_edits;
  using model::testing::ModelEdit;
  if (step.kind == Step::Kind::unset) return apply_edits(item, {ModelEdit{true, step.path, {}}});
  if (step.kind == Step::Kind::set)
    return apply_edits(item, {ModelEdit{false, step.path, codec().decode_value(step.raw).value()}});
  const model::Value* found = find_in(item, step.path);
  if (found == nullptr) return true;
  const model::Value value = *found;
  return apply_edits(item, {ModelEdit{true, step.path, {}}}) &&
         apply_edits(item, {ModelEdit{false, step.to, value}});
}

// A field that is removed and set again keeps its place in a draft.
model::Value in_name_order(model::Value value) {
  if (auto* object = value.get_if<model::Object>()) {
    for (model::Field& field : object->fields()) field.value = in_name_order(field.value);
    std::ranges::sort(object->fields(), {}, &model::Field::name);
  }
  return value;
}

TEST(DraftItem, steps_give_the_same_as_on_a_tree) {
  EXPECT_TRUE(rc::check([] {
    std::string text = arbitrary_step_value(3);
    if (!text.starts_with('{') || text.starts_with("{\"$")) text = "{}";
    text = model::testing::JsonRespeller(*rc::gen::arbitrary<std::uint32_t>()).respelled(text);
    std::vector<Step> steps;
    const auto count = *rc::gen::inRange(1, 9);
    for (int i = 0; i < count; ++i) steps.push_back(arbitrary_step());

    model::Value expected = codec().decode_item(text).value();
    const bool is_possible =
        std::ranges::all_of(steps, [&](const Step& step) { return apply_naively(expected, step); });
    const auto after = drafted(text, steps);
    RC_ASSERT(after.has_value() == is_possible);
    if (!after) return;
    RC_LOG() << text << " became " << *after;
    RC_ASSERT(in_name_order(codec().decode_item(*after).value()) == in_name_order(expected));
  }));
}

}  // namespace
}  // namespace whimbrel::recipes
