#include "whimbrel/recipes/action/environment_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace whimbrel::recipes {
namespace {

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

base::Status append_variable(const std::string& name, std::string& out) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr)
    return base::fail(base::ErrorKind::usage,
                      fmt::format("the environment variable {} is not set", name),
                      fmt::format("set {} for this command", name));
  out += value;
  return {};
}

}  // namespace

base::Result<std::string> with_environment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t mark = text.find("${");
    out += text.substr(0, mark);
    if (mark == std::string_view::npos) break;
    text.remove_prefix(mark);
    const std::size_t end = text.find('}');
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : text.substr(2, end - 2);
    if (out.ends_with('$') || !is_variable_name(name)) {
      if (out.ends_with('$')) out.pop_back();
      out += "${";
      text.remove_prefix(2);
      continue;
    }
    WHIMBREL_TRY(append_variable(std::string(name), out));
    text.remove_prefix(end + 1);
  }
  return out;
}

base::Result<model::Value> with_environment(const model::Value& value) {
  if (const auto* text = value.get_if<std::string>()) {
    WHIMBREL_ASSIGN(std::string filled, with_environment(std::string_view(*text)));
    return model::Value(std::move(filled));
  }
  model::Value copy = value;
  if (auto* list = copy.get_if<model::List>())
    for (model::Value& element : *list) {
      WHIMBREL_ASSIGN(element, with_environment(element));
    }
  if (auto* object = copy.get_if<model::Object>())
    for (model::Field& field : object->fields()) {
      WHIMBREL_ASSIGN(field.value, with_environment(field.value));
    }
  return copy;
}

}  // namespace whimbrel::recipes
