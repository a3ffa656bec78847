#include "whimbrel/model/dynamodb_splice.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/model/testing/edit_model.hpp"

namespace whimbrel::model {
namespace {

using testing::ModelEdit;

// Edits written as text, owning what they point at.
class ItemEdits {
 public:
  ItemEdits& set(std::string_view path, std::string_view raw) {
    return add(Edit::Kind::set, path, raw);
  }
  ItemEdits& unset(std::string_view path) { return add(Edit::Kind::unset, path, {}); }
  ItemEdits& insert(std::string_view path, std::string_view raw) {
    return add(Edit::Kind::insert, path, raw);
  }

  std::span<const Edit> span() const { return edits_; }

 private:
  ItemEdits& add(Edit::Kind kind, std::string_view path, std::string_view raw) {
    edits_.push_back({kind, &paths_.emplace_back(*Path::parse(path)), raw, 0});
    return *this;
  }

  std::deque<Path> paths_;
  std::vector<Edit> edits_;
};

struct SplicedItem {
  base::Status status;
  std::string after;
  std::vector<Edit> inverse;
};

SplicedItem splice_item(std::string_view item, std::span<const Edit> edits, Arena& arena) {
  SplicedItem result;
  result.status = DynamoDbSplicer().splice(item, edits, result.after, result.inverse, arena);
  return result;
}

// The item after the edits, having seen that it is canonical, that the inverse gives the very bytes
// back, and the inverse's inverse the edited ones.
std::string item_after(std::string_view item, const ItemEdits& edits) {
  Arena arena;
  const SplicedItem there = splice_item(item, edits.span(), arena);
  if (!there.status) return there.status.error().message();
  EXPECT_TRUE(dynamodb_codec().make_view()->load(there.after)) << there.after;
  const SplicedItem back = splice_item(there.after, there.inverse, arena);
  EXPECT_TRUE(back.status) << there.after;
  EXPECT_EQ(back.after, item) << "undoing " << there.after;
  EXPECT_EQ(splice_item(back.after, back.inverse, arena).after, there.after) << "doing it again";
  return there.after;
}

base::ErrorKind refusal(std::string_view item, const ItemEdits& edits) {
  Arena arena;
  const SplicedItem result = splice_item(item, edits.span(), arena);
  EXPECT_FALSE(result.status) << result.after;
  EXPECT_EQ(result.after, "");
  EXPECT_TRUE(result.inverse.empty());
  if (result.status) return base::ErrorKind::unsupported;
  EXPECT_FALSE(result.status.error().remedy().empty());
  return result.status.error().kind();
}

constexpr std::string_view item_abc = R"({"a":{"N":"1"},"b":{"S":"x"},"c":{"M":{"d":{"S":"y"}}}})";

TEST(DynamoDbSplice, sets_fields_that_are_there) {
  EXPECT_EQ(item_after(item_abc, ItemEdits().set("c.d", R"({"N":"2"})").set("a", R"({"S":""})")),
            R"({"a":{"S":""},"b":{"S":"x"},"c":{"M":{"d":{"N":"2"}}}})");
  EXPECT_EQ(item_after(R"({"l":{"L":[{"S":"x"},{"M":{"a":{"N":"1"}}}]}})",
                       ItemEdits().set("l.1.a", R"({"N":"2"})").set("l.0", R"({"S":"y"})")),
            R"({"l":{"L":[{"S":"y"},{"M":{"a":{"N":"2"}}}]}})");
}

TEST(DynamoDbSplice, puts_new_fields_in_their_sorted_place) {
  EXPECT_EQ(item_after(item_abc, ItemEdits()
                                     .set("z", R"({"S":"z"})")
                                     .set("aa", R"({"S":"aa"})")
                                     .set("A", R"({"S":"A"})")
                                     .set("c.c", R"({"S":"cc"})")),
            R"({"A":{"S":"A"},"a":{"N":"1"},"aa":{"S":"aa"},"b":{"S":"x"},)"
            R"("c":{"M":{"c":{"S":"cc"},"d":{"S":"y"}}},"z":{"S":"z"}})");
  EXPECT_EQ(item_after("{}", ItemEdits().set("a", R"({"S":"x"})")), R"({"a":{"S":"x"}})");
}

TEST(DynamoDbSplice, makes_missing_parents_once_as_maps) {
  EXPECT_EQ(
      item_after(item_abc,
                 ItemEdits().set("m.p.q", R"({"N":"2"})").set("m.o", R"({"N":"1"})").unset("m.x")),
      R"({"a":{"N":"1"},"b":{"S":"x"},"c":{"M":{"d":{"S":"y"}}},)"
      R"("m":{"M":{"o":{"N":"1"},"p":{"M":{"q":{"N":"2"}}}}}})");
  Arena arena;
  const ItemEdits edits = std::move(ItemEdits().set("m.p.q", R"({"N":"2"})"));
  const SplicedItem there = splice_item(item_abc, edits.span(), arena);
  ASSERT_EQ(there.inverse.size(), 1U);
  EXPECT_EQ(there.inverse.front().kind, Edit::Kind::unset);
  EXPECT_EQ(there.inverse.front().path->text(), "m");
}

TEST(DynamoDbSplice, unsets_fields_and_leaves_absent_ones_alone) {
  EXPECT_EQ(item_after(item_abc, ItemEdits().unset("a").unset("c.d")),
            R"({"b":{"S":"x"},"c":{"M":{}}})");
  EXPECT_EQ(item_after(item_abc, ItemEdits().unset("a").unset("b").unset("c")), "{}");
  EXPECT_EQ(item_after(item_abc, ItemEdits().unset("x.y").unset("b.x").unset("c.e")), item_abc);
}

TEST(DynamoDbSplice, an_insert_is_a_set) {
  EXPECT_EQ(
      item_after(item_abc, ItemEdits().insert("bb.x", R"({"S":"z"})")),
      R"({"a":{"N":"1"},"b":{"S":"x"},"bb":{"M":{"x":{"S":"z"}}},"c":{"M":{"d":{"S":"y"}}}})");
}

TEST(DynamoDbSplice, refuses_what_it_cannot_do) {
  constexpr std::string_view item = R"({"l":{"L":[{"S":"x"}]},"s":{"S":"x"}})";
  const auto text = R"({"S":"y"})";
  EXPECT_EQ(refusal(item, ItemEdits().set("s.x", text)), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, ItemEdits().set("l.1", text)), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, ItemEdits().set("l.x", text)), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, ItemEdits().unset("l.0")), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, ItemEdits().set("s", R"({"N":"5.0"})")), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, ItemEdits().set("s", "5")), base::ErrorKind::invalid_data);
  EXPECT_EQ(refusal(item, ItemEdits().set("m", text).set("m.x", text)), base::ErrorKind::internal);
  EXPECT_EQ(refusal(item, ItemEdits().set("m", text).unset("m")), base::ErrorKind::internal);
}

TEST(DynamoDbSplice, refuses_to_nest_deeper_than_can_be_read) {
  std::string path = "p";
  for (int i = 1; i < 199; ++i) path += ".p";
  EXPECT_EQ(item_after("{}", ItemEdits().set(path, R"({"S":"x"})")).substr(0, 5), R"({"p":)");
  EXPECT_EQ(refusal("{}", ItemEdits().set(path, R"({"L":[{"S":"x"}]})")),
            base::ErrorKind::invalid_data);
}

rc::Gen<std::string> member_name() {
  return rc::gen::elementOf(std::vector<std::string>{"a", "b", "aa", "0", "1", "", "q\"x", "a.b",
                                                     "\\", "ü", "\n", "M", "S", "status"});
}

rc::Gen<Value> item_value(int depth) {
  const auto scalar = testing::arbitrary_value(testing::Holds::dynamodb, 0);
  if (depth == 0) return scalar;
  const auto children = [](auto each) {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 6), [each](std::size_t count) {
      return rc::gen::container<std::vector<typename decltype(each)::ValueType>>(count, each);
    });
  };
  const auto list = rc::gen::map(children(item_value(depth - 1)),
                                 [](List elements) { return Value(std::move(elements)); });
  const auto object = rc::gen::map(children(rc::gen::pair(member_name(), item_value(depth - 1))),
                                   [](std::vector<std::pair<std::string, Value>> fields) {
                                     Object made;
                                     for (auto& [key, value] : fields)
                                       if (made.find(key) == nullptr)
                                         made.append(std::move(key), std::move(value));
                                     return Value(std::move(made));
                                   });
  return rc::gen::oneOf(scalar, list, object, object);
}

rc::Gen<Value> whole_item() {
  return rc::gen::suchThat(item_value(3), [](const Value& value) { return value.is<Object>(); });
}

// A path of one to three names that follows what is there where it can and mostly wants to.
Path path_into_item(const Value& item) {
  std::vector<std::string> segments;
  const Value* at = &item;
  const auto size = *rc::gen::inRange<std::size_t>(1, 4);
  while (segments.size() < size) {
    const auto* object = at == nullptr ? nullptr : at->get_if<Object>();
    const auto* list = at == nullptr ? nullptr : at->get_if<List>();
    const bool follow = *rc::gen::inRange(0, 4) != 0;
    if (follow && object != nullptr && !object->empty()) {
      const Field& field = *rc::gen::elementOf(object->fields());
      segments.push_back(field.name);
      at = object->find(field.name);
    } else if (follow && list != nullptr && !list->empty()) {
      const auto position = *rc::gen::inRange<std::size_t>(0, list->size());
      segments.push_back(std::to_string(position));
      at = &(*list)[position];
    } else {
      segments.push_back(*member_name());
      at = at == nullptr ? nullptr : at->find(segments.back());
    }
  }
  return Path(std::move(segments));
}

bool paths_overlap(const Path& a, const Path& b) {
  const std::size_t common = std::min(a.segments().size(), b.segments().size());
  return std::equal(a.segments().begin(), a.segments().begin() + common, b.segments().begin());
}

std::vector<ModelEdit> edits_into(const Value& item) {
  std::vector<ModelEdit> edits;
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    ModelEdit edit;
    edit.path = path_into_item(item);
    edit.unset = *rc::gen::arbitrary<bool>();
    if (!edit.unset) edit.value = *item_value(1);
    const bool clash = std::any_of(edits.begin(), edits.end(), [&](const ModelEdit& other) {
      return paths_overlap(edit.path, other.path);
    });
    if (!clash) edits.push_back(std::move(edit));
  }
  return edits;
}

std::string encoded_item(const Value& item) {
  std::string text;
  RC_ASSERT(dynamodb_codec().encode_item(item, text).has_value());
  return text;
}

// Edits of an item with what they point at.
struct EncodedEdits {
  explicit EncodedEdits(const std::vector<ModelEdit>& model) {
    raws.reserve(model.size());
    for (const ModelEdit& edit : model) {
      std::string& raw = raws.emplace_back();
      if (!edit.unset) RC_ASSERT(dynamodb_codec().encode_value(edit.value, raw).has_value());
      edits.push_back({edit.unset ? Edit::Kind::unset : Edit::Kind::set, &edit.path, raw, 0});
    }
  }

  std::vector<std::string> raws;
  std::vector<Edit> edits;
};

TEST(DynamoDbSpliceProperty, does_to_the_bytes_what_the_edits_mean_and_undoes_it_exactly) {
  EXPECT_TRUE(rc::check([] {
    const Value before_tree = *whole_item();
    const std::string before = encoded_item(before_tree);
    const auto model = edits_into(before_tree);
    const EncodedEdits raw(model);
    RC_LOG() << "item: " << before << '\n';

    Value expected = before_tree;
    const bool is_allowed = apply_edits(expected, model);
    RC_TAG(is_allowed ? "applied" : "refused");
    Arena arena;
    const SplicedItem there = splice_item(before, raw.edits, arena);
    RC_ASSERT(there.status.has_value() == is_allowed);
    if (!is_allowed) {
      RC_ASSERT(there.after.empty() && there.inverse.empty());
      return;
    }
    RC_ASSERT(there.after == encoded_item(expected));
    const SplicedItem back = splice_item(there.after, there.inverse, arena);
    RC_ASSERT(back.after == before);
    RC_ASSERT(splice_item(back.after, back.inverse, arena).after == there.after);
  }));
}

TEST(DynamoDbSpliceProperty, undoes_its_own_fields_in_an_item_that_others_changed_since) {
  EXPECT_TRUE(rc::check([] {
    const Value tree = *whole_item();
    const std::string before = encoded_item(tree);
    const auto model = edits_into(tree);
    const EncodedEdits raw(model);
    Arena arena;
    const SplicedItem there = splice_item(before, raw.edits, arena);
    RC_PRE(there.status.has_value());
    const auto others_model = edits_into(*dynamodb_codec().decode_item(there.after));
    const EncodedEdits others(others_model);
    const SplicedItem live = splice_item(there.after, others.edits, arena);
    RC_PRE(live.status.has_value());

    const SplicedItem back = splice_item(live.after, there.inverse, arena);
    RC_TAG(back.status ? "undone" : "refused");
    if (!back.status) return;
    const auto old_view = dynamodb_codec().make_view();
    const auto new_view = dynamodb_codec().make_view();
    RC_ASSERT(old_view->load(before).has_value());
    RC_ASSERT(new_view->load(back.after).has_value());
    for (const Edit& edit : there.inverse)
      RC_ASSERT(new_view->find(*edit.path) == old_view->find(*edit.path));
    RC_ASSERT(splice_item(back.after, back.inverse, arena).after == live.after);
  }));
}

}  // namespace
}  // namespace whimbrel::model
