#include "whimbrel/packs/sparta/pinned_lists.hpp"

#include <utility>

#include "whimbrel/packs/sparta/inputs/pinned_document.hpp"

namespace whimbrel::packs::sparta {
namespace {

using model::List;
using model::Object;
using model::Value;

tl::unexpected<base::Error> misshapen(const std::string& name) {
  return base::fail(base::ErrorKind::invalid_data,
                    "the plan's input " + name + " is not an object of lists of texts",
                    "make a new plan with `whimbrel preview --plan FILE`");
}

}  // namespace

base::Status pin_lists(const std::string& name, const TextLists& lists, const base::Clock& clock,
                       engine::PinnedInputs& inputs) {
  Object content;
  for (const auto& [key, texts] : lists) {
    List list;
    for (const std::string& text : texts) list.emplace_back(text);
    content.append(key, std::move(list));
  }
  return pin_document(name, Value(std::move(content)), clock, inputs);
}

base::Result<TextLists> read_lists(const engine::PinnedInputs& inputs, const std::string& name) {
  WHIMBREL_ASSIGN(const Value content, read_document(inputs, name));
  const auto* object = content.get_if<Object>();
  if (object == nullptr) return misshapen(name);
  TextLists lists;
  for (const model::Field& field : object->fields()) {
    const auto* list = field.value.get_if<List>();
    if (list == nullptr) return misshapen(name);
    for (const Value& value : *list) {
      const auto* text = value.get_if<std::string>();
      if (text == nullptr) return misshapen(name);
      lists[field.name].push_back(*text);
    }
  }
  return lists;
}

}  // namespace whimbrel::packs::sparta
