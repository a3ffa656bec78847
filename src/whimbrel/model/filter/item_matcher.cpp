#include "whimbrel/model/filter/item_matcher.hpp"

#include <algorithm>

namespace whimbrel::model {

ItemMatcher::ItemMatcher(const Filter::Node& query, const ItemCodec& codec)
    : query_(query), codec_(codec) {
  if (!codec.encode_value(Value(true), state_.encoded_true)) state_.encoded_true.clear();
}

bool ItemMatcher::matches(const ItemView& item) {
  item_ = &item;
  state_.failure.reset();
  decoded_.clear();
  const bool held = model::holds(query_, *this);
  return held && !state_.failure;
}

const base::Error* ItemMatcher::failure() const noexcept {
  return state_.failure ? &*state_.failure : nullptr;
}

bool ItemMatcher::holds(const FieldTest& test) {
  for (std::size_t i = 0; i < test.containers.size(); ++i) {
    const auto raw = item_->find(test.containers[i]);
    const RawKind kind = raw ? item_->kind_of(*raw) : RawKind::null;
    if (kind == RawKind::object) continue;
    if (kind == RawKind::list || kind == RawKind::typed) return holds_decoded(test, *raw, i + 1);
    return test.predicate->matches(nullptr, state_);
  }
  const auto raw = item_->find(test.path);
  if (!raw) return test.predicate->matches(nullptr, state_);
  const Answer told = test.predicate->matches_raw(*item_, *raw, item_->kind_of(*raw), state_);
  if (told != Answer::unsure) return told == Answer::yes;
  return holds_decoded(test, *raw, test.path.segments().size());
}

bool ItemMatcher::holds_decoded(const FieldTest& test, RawValue raw, std::size_t depth) {
  const Value* const value = decode(test, raw);
  if (value == nullptr) return false;
  const PathWalk::Segments segments(test.path.segments());
  return PathWalk(*test.predicate, test.at_list, state_).holds(value, segments.subspan(depth));
}

const Value* ItemMatcher::decode(const FieldTest& test, RawValue raw) {
  for (const auto& [place, value] : decoded_)
    if (place == raw.data()) return &value;
  auto value = codec_.decode_value(raw);
  if (!value) {
    state_.failure = std::move(value).error().with_context(test.path.text());
    return nullptr;
  }
  return &decoded_.emplace_back(raw.data(), *std::move(value)).second;
}

}  // namespace whimbrel::model
