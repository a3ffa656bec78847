#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model::testing {

// What edits mean, told on trees and without a thought of bytes: the oracle of splicing.
struct ModelEdit {
  bool unset = false;
  Path path;
  Value value;
};

namespace detail {

inline Value* element_at(List& list, const std::string& segment) {
  std::size_t position = 0;
  const char* end = segment.data() + segment.size();
  const auto read = std::from_chars(segment.data(), end, position);
  const bool canonical =
      read.ec == std::errc() && read.ptr == end && std::to_string(position) == segment;
  return canonical && position < list.size() ? &list[position] : nullptr;
}

inline Value* child(Value& container, const std::string& segment) {
  if (auto* object = container.get_if<Object>()) return object->find(segment);
  if (auto* list = container.get_if<List>()) return element_at(*list, segment);
  return nullptr;
}

inline bool unset(Value& item, const Path& path) {
  Value* container = &item;
  for (std::size_t i = 0; i + 1 < path.segments().size() && container != nullptr; ++i)
    container = child(*container, path.segments()[i]);
  if (container == nullptr) return true;
  const std::string& name = path.segments().back();
  if (auto* object = container->get_if<Object>())
    std::erase_if(object->fields(), [&](const Field& field) { return field.name == name; });
  return !container->is<List>() || child(*container, name) == nullptr;
}

inline bool set(Value& item, const Path& path, const Value& value) {
  Value* place = &item;
  for (const std::string& segment : path.segments()) {
    Value* next = child(*place, segment);
    if (next == nullptr) {
      auto* object = place->get_if<Object>();
      if (object == nullptr) return false;
      next = &object->append(segment, Object());
    }
    place = next;
  }
  *place = value;
  return true;
}

}  // namespace detail

// False when the edits have to be refused; `item` is of no use then. Paths must not overlap.
inline bool apply_edits(Value& item, const std::vector<ModelEdit>& edits) {
  return std::all_of(edits.begin(), edits.end(), [&](const ModelEdit& edit) {
    return edit.unset ? detail::unset(item, edit.path) : detail::set(item, edit.path, edit.value);
  });
}

}  // namespace whimbrel::model::testing
