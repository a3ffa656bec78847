#include "whimbrel/recipes/action/index_memo.hpp"

#include <fmt/format.h>

namespace whimbrel::recipes {

using model::Value;

model::Value value_of_index(const stores::IndexSpec& index) {
  model::List fields;
  for (const model::Path& field : index.fields) fields.emplace_back(field.text());
  return Value(model::Object{{"name", Value(index.name)},
                             {"fields", Value(std::move(fields))},
                             {"unique", Value(index.unique)}});
}

base::Result<stores::IndexSpec> index_of_value(const model::Value& value) {
  const Value* name = value.find("name");
  const Value* fields = value.find("fields");
  const Value* unique = value.find("unique");
  if (name == nullptr || !name->is<std::string>() || fields == nullptr ||
      !fields->is<model::List>() || unique == nullptr || !unique->is<bool>())
    return broken_memo("an index");
  stores::IndexSpec index{*name->get_if<std::string>(), {}, *unique->get_if<bool>()};
  for (const Value& field : *fields->get_if<model::List>()) {
    const auto* text = field.get_if<std::string>();
    if (text == nullptr) return broken_memo("an index");
    WHIMBREL_ASSIGN(auto path, model::Path::parse(*text));
    index.fields.push_back(std::move(path));
  }
  return index;
}

tl::unexpected<base::Error> broken_memo(std::string_view action) {
  return base::fail(base::ErrorKind::corrupt,
                    fmt::format("what the ledger keeps of {} cannot be read", action),
                    "the ledger was changed by other hands; look into it before going on");
}

}  // namespace whimbrel::recipes
