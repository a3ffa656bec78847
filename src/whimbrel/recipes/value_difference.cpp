#include "whimbrel/recipes/value_difference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

using model::Value;

std::string below(const std::string& name, std::string_view part) {
  return name.empty() ? std::string(part) : fmt::format("{}.{}", name, part);
}

std::string line(const std::string& name, std::string_view words) {
  return name.empty() ? std::string(words) : fmt::format("{}: {}", name, words);
}

void compare_objects(const model::Object& expected, const model::Object& got,
                     const std::string& name, std::vector<std::string>& differences) {
  for (const model::Field& field : expected.fields()) {
    const Value* other = got.find(field.name);
    if (other != nullptr)
      append_differences(field.value, *other, below(name, field.name), differences);
    else
      differences.push_back(
          line(below(name, field.name),
               fmt::format("expected {}, got no such field", shown(field.value))));
  }
  for (const model::Field& field : got.fields())
    if (expected.find(field.name) == nullptr)
      differences.push_back(
          line(below(name, field.name),
               fmt::format("expected no such field, got {}", shown(field.value))));
}

void compare_lists(const model::List& expected, const model::List& got, const std::string& name,
                   std::vector<std::string>& differences) {
  for (std::size_t i = 0; i < std::min(expected.size(), got.size()); ++i)
    append_differences(expected[i], got[i], below(name, std::to_string(i)), differences);
  if (expected.size() != got.size())
    differences.push_back(
        line(name, fmt::format("expected {} entries, got {}", expected.size(), got.size())));
}

}  // namespace

void append_differences(const Value& expected, const Value& got, const std::string& name,
                        std::vector<std::string>& differences) {
  if (expected == got) return;
  const auto* object = expected.get_if<model::Object>();
  const auto* other_object = got.get_if<model::Object>();
  if (object != nullptr && other_object != nullptr)
    return compare_objects(*object, *other_object, name, differences);
  const auto* list = expected.get_if<model::List>();
  const auto* other_list = got.get_if<model::List>();
  if (list != nullptr && other_list != nullptr)
    return compare_lists(*list, *other_list, name, differences);
  std::string words = fmt::format("expected {}, got {}", shown(expected), shown(got));
  if (expected.type_name() != got.type_name())
    words += fmt::format(" ({}, not {})", got.type_name(), expected.type_name());
  differences.push_back(line(name, words));
}

}  // namespace whimbrel::recipes
