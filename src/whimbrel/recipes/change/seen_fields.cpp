#include "whimbrel/recipes/change/seen_fields.hpp"

#include <algorithm>
#include <utility>

namespace whimbrel::recipes {
namespace {

bool begins_with(const std::vector<std::string>& names, const std::vector<std::string>& beginning) {
  return beginning.size() <= names.size() &&
         std::equal(beginning.begin(), beginning.end(), names.begin());
}

}  // namespace

bool SeenFields::sees_whole(const std::vector<std::string>& place) const {
  return is_everything() || std::ranges::any_of(paths_, [&](const model::Path& path) {
           return begins_with(place, path.segments());
         });
}

bool SeenFields::sees_in_part(const std::vector<std::string>& place) const {
  return !sees_whole(place) && std::ranges::any_of(paths_, [&](const model::Path& path) {
    return begins_with(path.segments(), place);
  });
}

model::Value SeenFields::of(model::Value item) const {
  if (is_everything()) return item;
  std::vector<std::string> place;
  return part_of(std::move(item), place);
}

model::Value SeenFields::part_of(model::Value value, std::vector<std::string>& place) const {
  auto* object = value.get_if<model::Object>();
  if (object == nullptr) return value;
  model::Object part;
  for (model::Field& field : object->fields()) {
    place.push_back(field.name);
    if (sees_whole(place)) {
      part.append(std::move(field.name), std::move(field.value));
    } else if (sees_in_part(place) &&
               (field.value.is<model::Object>() || field.value.is<model::List>())) {
      part.append(std::move(field.name), part_of(std::move(field.value), place));
    }
    place.pop_back();
  }
  return part;
}

}  // namespace whimbrel::recipes
