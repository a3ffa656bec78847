#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/model/testing/edit_model.hpp"
#include "whimbrel/model/testing/respelled_json.hpp"

namespace whimbrel::model {
namespace {

using testing::ModelEdit;

std::string canonical(const Value& value) {
  std::string text;
  const auto status = write_extended_json(value, ExtendedJsonMode::canonical, text);
  RC_ASSERT(status.has_value());
  return text;
}

// Few names, so that they meet again and again, each trouble to somebody.
rc::Gen<std::string> name() {
  return rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", "aa", "0", "1", "", "q\"x",
                                                     "a.b", "\\", "ü", "\n", "$gt", "status"});
}

rc::Gen<Value> tree(int depth) {
  const auto scalar = testing::arbitrary_value(testing::Holds::everything, 0);
  if (depth == 0) return scalar;
  const auto children = [](auto each) {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 6), [each](std::size_t count) {
      return rc::gen::container<std::vector<typename decltype(each)::ValueType>>(count, each);
    });
  };
  const auto list = rc::gen::map(children(tree(depth - 1)),
                                 [](List elements) { return Value(std::move(elements)); });
  const auto object = rc::gen::map(children(rc::gen::pair(name(), tree(depth - 1))),
                                   [](std::vector<std::pair<std::string, Value>> fields) {
                                     Object made;
                                     for (auto& [key, value] : fields)
                                       made.append(std::move(key), std::move(value));
                                     return Value(std::move(made));
                                   });
  return rc::gen::oneOf(scalar, list, object, object);
}

rc::Gen<Value> item_tree() {
  return rc::gen::suchThat(tree(3), [](const Value& value) { return value.is<Object>(); });
}

// A path of one to three names that follows what is there where it can and mostly wants to.
Path path_into(const Value& item) {
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
      segments.push_back(*name());
      at = at == nullptr ? nullptr : at->find(segments.back());
    }
  }
  return Path(std::move(segments));
}

bool overlap(const Path& a, const Path& b) {
  const std::size_t common = std::min(a.segments().size(), b.segments().size());
  return std::equal(a.segments().begin(), a.segments().begin() + common, b.segments().begin());
}

std::vector<ModelEdit> edits_of(const Value& item) {
  std::vector<ModelEdit> edits;
  const auto count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    ModelEdit edit;
    edit.path = path_into(item);
    edit.unset = *rc::gen::arbitrary<bool>();
    if (!edit.unset) edit.value = *tree(1);
    const bool clash = std::any_of(edits.begin(), edits.end(), [&](const ModelEdit& other) {
      return overlap(edit.path, other.path);
    });
    if (!clash) edits.push_back(std::move(edit));
  }
  return edits;
}

struct Spliced {
  bool done = false;
  std::string after;
  std::vector<Edit> inverse;
};

Spliced splice(const std::string& item, std::span<const Edit> edits, Arena& arena) {
  const auto view = extended_json_codec().make_view();
  const auto status = view->load(item);
  RC_ASSERT(status.has_value());
  Spliced result;
  result.done = view->splice(edits, result.after, result.inverse, arena).has_value();
  return result;
}

// Edits of an item with what they point at.
struct RawEdits {
  explicit RawEdits(const std::vector<ModelEdit>& model) {
    raws.reserve(model.size());
    for (const ModelEdit& edit : model) {
      const auto kind = edit.unset ? Edit::Kind::unset : Edit::Kind::set;
      raws.push_back(edit.unset ? std::string() : canonical(edit.value));
      edits.push_back({kind, &edit.path, raws.back(), 0});
    }
  }

  std::vector<std::string> raws;
  std::vector<Edit> edits;
};

std::string respelled(const Value& item) {
  return testing::JsonRespeller(*rc::gen::arbitrary<std::uint32_t>()).respelled(canonical(item));
}

void show(const std::string& item, const RawEdits& raw) {
  RC_LOG() << "item: " << item << '\n';
  for (const Edit& edit : raw.edits)
    RC_LOG() << (edit.kind == Edit::Kind::set ? "set " : "unset ") << edit.path->text() << ' '
             << edit.raw << '\n';
}

TEST(JsonSpliceProperty, does_to_the_bytes_what_the_edits_mean_and_undoes_it_exactly) {
  EXPECT_TRUE(rc::check([] {
    const Value tree_before = *item_tree();
    const std::string before = respelled(tree_before);
    const auto model = edits_of(tree_before);
    const RawEdits raw(model);
    show(before, raw);

    Value expected = tree_before;
    const bool allowed = apply_edits(expected, model);
    RC_TAG(allowed ? "applied" : "refused");
    Arena arena;
    const Spliced there = splice(before, raw.edits, arena);
    RC_ASSERT(there.done == allowed);
    if (!allowed) {
      RC_ASSERT(there.after.empty() && there.inverse.empty());
      return;
    }
    RC_LOG() << "after: " << there.after << '\n';
    const auto read = extended_json_codec().decode_item(there.after);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == expected);

    const Spliced back = splice(there.after, there.inverse, arena);
    RC_ASSERT(back.done);
    RC_ASSERT(back.after == before);
    const Spliced again = splice(back.after, back.inverse, arena);
    RC_ASSERT(again.done);
    RC_ASSERT(again.after == there.after);
  }));
}

TEST(JsonSpliceProperty, leaves_the_bytes_of_other_fields_alone) {
  EXPECT_TRUE(rc::check([] {
    const Value tree = *item_tree();
    const std::string before = respelled(tree);
    const auto model = edits_of(tree);
    const RawEdits raw(model);
    show(before, raw);
    Arena arena;
    const Spliced there = splice(before, raw.edits, arena);
    if (!there.done) return;

    const auto old_view = extended_json_codec().make_view();
    const auto new_view = extended_json_codec().make_view();
    RC_ASSERT(old_view->load(before).has_value());
    RC_ASSERT(new_view->load(there.after).has_value());
    for (const Field& field : tree.get_if<Object>()->fields()) {
      const Path path({field.name});
      const bool edited = std::any_of(model.begin(), model.end(), [&](const ModelEdit& edit) {
        return edit.path.segments().front() == field.name;
      });
      if (!edited) RC_ASSERT(new_view->find(path) == old_view->find(path));
    }
  }));
}

TEST(JsonSpliceProperty, undoes_its_own_fields_in_an_item_that_others_changed_since) {
  EXPECT_TRUE(rc::check([] {
    const Value tree = *item_tree();
    const std::string before = respelled(tree);
    const auto model = edits_of(tree);
    const RawEdits raw(model);
    Arena arena;
    const Spliced there = splice(before, raw.edits, arena);
    RC_PRE(there.done);

    const auto others_model = edits_of(*extended_json_codec().decode_item(there.after));
    const RawEdits others(others_model);
    const Spliced live = splice(there.after, others.edits, arena);
    RC_PRE(live.done);
    show(before, raw);
    show(there.after, others);
    RC_LOG() << "live: " << live.after << '\n';

    const Spliced back = splice(live.after, there.inverse, arena);
    RC_TAG(back.done ? "undone" : "refused");
    if (!back.done) return;
    RC_LOG() << "undone: " << back.after << '\n';
    RC_ASSERT(extended_json_codec().decode_item(back.after).has_value());
    const auto old_view = extended_json_codec().make_view();
    const auto new_view = extended_json_codec().make_view();
    RC_ASSERT(old_view->load(before).has_value());
    RC_ASSERT(new_view->load(back.after).has_value());
    for (const Edit& edit : there.inverse)
      RC_ASSERT(new_view->find(*edit.path) == old_view->find(*edit.path));
    const Spliced redone = splice(back.after, back.inverse, arena);
    RC_ASSERT(redone.after == live.after);
  }));
}

}  // namespace
}  // namespace whimbrel::model
