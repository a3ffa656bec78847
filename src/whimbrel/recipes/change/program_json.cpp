#include "whimbrel/recipes/change/program_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/change/numbers.hpp"

namespace whimbrel::recipes {
namespace {

base::Status append_value(const model::Value& value, std::string& out);

base::Status append_list(const model::List& list, std::string& out) {
  out += '[';
  for (const model::Value& element : list) {
    if (&element != &list.front()) out += ',';
    WHIMBREL_TRY(append_value(element, out));
  }
  out += ']';
  return {};
}

// Few names are compared faster than hashed.
const std::string* doubled_name(const model::Object& object) {
  constexpr std::size_t few = 16;
  const auto& fields = object.fields();
  if (fields.size() <= few) {
    for (std::size_t i = 0; i < fields.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (fields[i].name == fields[j].name) return &fields[i].name;
    return nullptr;
  }
  std::unordered_set<std::string_view> names;
  for (const model::Field& field : fields)
    if (!names.insert(field.name).second) return &field.name;
  return nullptr;
}

// A name that could be a type's needs the care that Extended JSON takes of such.
bool has_type_like_name(const model::Object& object) {
  return std::ranges::any_of(object.fields(),
                             [](const model::Field& field) { return field.name.starts_with('$'); });
}

base::Status check_names_of(const model::Object& object) {
  if (const std::string* name = doubled_name(object))
    return base::fail(base::ErrorKind::invalid_data,
                      fmt::format("the name {} stands twice in one object", *name),
                      "remove one of both first, or leave this item out");
  return {};
}

// In all objects inside.
base::Status check_names(const model::Value& value) {
  if (const auto* list = value.get_if<model::List>())
    for (const model::Value& element : *list) WHIMBREL_TRY(check_names(element));
  const auto* object = value.get_if<model::Object>();
  if (object == nullptr) return {};
  WHIMBREL_TRY(check_names_of(*object));
  for (const model::Field& field : object->fields())
    if (auto status = check_names(field.value); !status)
      return base::fail_in("field " + field.name, std::move(status).error());
  return {};
}

base::Status append_object(const model::Object& object, std::string& out) {
  WHIMBREL_TRY(check_names_of(object));
  if (has_type_like_name(object)) {
    WHIMBREL_TRY(check_names(object));
    return write_extended_json(object, model::ExtendedJsonMode::canonical, out);
  }
  out += '{';
  for (const model::Field& field : object.fields()) {
    if (&field != &object.fields().front()) out += ',';
    WHIMBREL_TRY(append_value(model::Value(field.name), out));
    out += ':';
    if (auto status = append_value(field.value, out); !status)
      return base::fail_in("field " + field.name, std::move(status).error());
  }
  out += '}';
  return {};
}

base::Status append_value(const model::Value& value, std::string& out) {
  if (const auto* object = value.get_if<model::Object>()) return append_object(*object, out);
  if (const auto* list = value.get_if<model::List>()) return append_list(*list, out);
  const auto* large = value.get_if<std::int64_t>();
  const bool needs_wrapper =
      large != nullptr && (*large > exact_double_max || *large < -exact_double_max);
  const auto mode =
      needs_wrapper ? model::ExtendedJsonMode::canonical : model::ExtendedJsonMode::relaxed;
  return write_extended_json(value, mode, out);
}

void keep_field_types(model::Object& answer, const model::Object& sent) {
  for (model::Field& field : answer.fields())
    field.value = with_types_of(std::move(field.value), sent.find(field.name));
}

void keep_element_types(model::List& answer, const model::List& sent) {
  for (std::size_t i = 0; i < answer.size() && i < sent.size(); ++i)
    answer[i] = with_types_of(std::move(answer[i]), &sent[i]);
}

}  // namespace

base::Status write_program_json(const model::Value& value, std::string& out) {
  const std::size_t before = out.size();
  auto status = append_value(value, out);
  if (!status) out.resize(before);
  return status;
}

base::Result<model::Value> read_program_json(std::string_view line) {
  return model::read_extended_json(line);
}

model::Value with_types_of(model::Value answer, const model::Value* sent) {
  if (sent == nullptr) return answer;
  if (auto* object = answer.get_if<model::Object>()) {
    if (const auto* before = sent->get_if<model::Object>()) keep_field_types(*object, *before);
    return answer;
  }
  if (auto* list = answer.get_if<model::List>()) {
    if (const auto* before = sent->get_if<model::List>()) keep_element_types(*list, *before);
    return answer;
  }
  if (are_same_number(answer, *sent)) return *sent;
  if (auto number = number_like(answer, *sent)) return *std::move(number);
  return answer;
}

}  // namespace whimbrel::recipes
