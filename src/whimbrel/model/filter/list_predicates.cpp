#include "whimbrel/model/filter/list_predicates.hpp"

#include <algorithm>

namespace whimbrel::model {
namespace {

// An object or a list; the names in a list are its positions.
class ElementDocument final : public Document {
 public:
  ElementDocument(const Value& element, MatchState& state) : element_(element), state_(state) {}

  bool holds(const FieldTest& test) override {
    const PathWalk::Segments segments(test.path.segments());
    const Value* const field = child_named(segments.front());
    return PathWalk(*test.predicate, test.at_list, state_).holds(field, segments.subspan(1));
  }

 private:
  const Value* child_named(const std::string& name) const {
    const auto* list = element_.get_if<List>();
    if (list == nullptr) return element_.find(name);
    for (std::size_t i = 0; i < list->size(); ++i)
      if (is_position(name, i)) return &(*list)[i];
    return nullptr;
  }

  const Value& element_;
  MatchState& state_;
};

class ElementItself final : public Document {
 public:
  ElementItself(const Value& element, MatchState& state) : element_(element), state_(state) {}

  bool holds(const FieldTest& test) override { return test.predicate->matches(&element_, state_); }

 private:
  const Value& element_;
  MatchState& state_;
};

}  // namespace

bool SizePredicate::matches(const Value* value, MatchState&) const {
  List scratch;
  const List* const elements = value == nullptr ? nullptr : elements_of(*value, scratch);
  return elements != nullptr && elements->size() == elements_;
}

bool ElementPredicate::matches(const Value* value, MatchState& state) const {
  List scratch;
  const List* const elements = value == nullptr ? nullptr : elements_of(*value, scratch);
  return elements != nullptr &&
         std::any_of(elements->begin(), elements->end(),
                     [&](const Value& element) { return holds_for(element, state); });
}

bool ElementPredicate::holds_for(const Value& element, MatchState& state) const {
  if (of_ == Of::values) {
    ElementItself itself(element, state);
    return model::holds(query_, itself);
  }
  if (!element.is<Object>() && !element.is<List>()) return false;
  ElementDocument document(element, state);
  return model::holds(query_, document);
}

}  // namespace whimbrel::model
