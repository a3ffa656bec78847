#include "whimbrel/model/filter/path_walk.hpp"

#include <algorithm>
#include <charconv>

namespace whimbrel::model {

bool is_position(const std::string& segment, std::size_t position) noexcept {
  if (segment.empty() || (segment.size() > 1 && segment.front() == '0')) return false;
  std::size_t number = 0;
  const char* const end = segment.data() + segment.size();
  const auto [stop, error] = std::from_chars(segment.data(), end, number);
  return error == std::errc() && stop == end && number == position;
}

const List* elements_of(const Value& value, List& scratch) {
  if (const auto* list = value.get_if<List>()) return list;
  scratch.clear();
  if (const auto* texts = value.get_if<StringSet>())
    scratch.assign(texts->members.begin(), texts->members.end());
  else if (const auto* numbers = value.get_if<NumberSet>())
    scratch.assign(numbers->members.begin(), numbers->members.end());
  else if (const auto* binaries = value.get_if<BinarySet>())
    for (const auto& member : binaries->members) scratch.emplace_back(Bytes{member, 0});
  else
    return nullptr;
  return &scratch;
}

bool PathWalk::holds(const Value* start, Segments rest) const {
  while (start != nullptr && !rest.empty()) {
    if (const auto* list = start->get_if<List>()) return holds_in_list(*list, rest);
    start = start->find(rest.front());
    rest = rest.subspan(1);
  }
  return start == nullptr ? predicate_.matches(nullptr, state_) : holds_at_end(*start);
}

bool PathWalk::holds_in_list(const List& list, Segments rest) const {
  const bool last = rest.size() == 1;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value& element = list[i];
    const bool is_object = element.is<Object>();
    if (is_object && holds(&element, rest)) return true;
    if (!is_position(rest.front(), i)) continue;
    if (last) {
      if (predicate_.matches(&element, state_)) return true;
    } else if (is_object || element.is<List>()) {
      if (holds(&element, rest.subspan(1))) return true;
    }
  }
  return false;
}

bool PathWalk::holds_at_end(const Value& value) const {
  if (at_list_ == AtList::elements) {
    List scratch;
    if (const List* const elements = elements_of(value, scratch))
      if (std::any_of(elements->begin(), elements->end(), [this](const Value& element) {
            return predicate_.matches(&element, state_);
          }))
        return true;
  }
  return predicate_.matches(&value, state_);
}

}  // namespace whimbrel::model
