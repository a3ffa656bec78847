#include "whimbrel/recipes/change/join_table.hpp"

#include <utility>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/change/joined_rows.hpp"

namespace whimbrel::recipes {
namespace {

tl::unexpected<base::Error> no_rows() {
  return base::fail(base::ErrorKind::invalid_data, "the pinned rows of a lookup cannot be read",
                    "make a new plan");
}

}  // namespace

base::Result<std::shared_ptr<const JoinTable>> JoinTable::make(std::string_view text,
                                                               std::size_t columns,
                                                               const model::ItemCodec& codec) {
  auto table = std::make_shared<JoinTable>();
  table->columns_ = columns;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return no_rows();
    const auto line = model::read_extended_json(text.substr(0, end));
    text.remove_prefix(end + 1);
    const auto* row = line ? line->get_if<model::List>() : nullptr;
    const auto* matched =
        row != nullptr && row->size() == 2 ? (*row)[0].get_if<model::List>() : nullptr;
    if (matched == nullptr) return no_rows();
    std::string key;
    for (const model::Value& value : *matched)
      if (!append_join_key(value, false, key)) return no_rows();
    table->first_value_by_key_.emplace(std::move(key), table->values_.size());
    for (std::size_t i = 0; i < columns; ++i) {
      auto& raw = table->values_.emplace_back();
      if (const model::Value* value = (*row)[1].find(std::to_string(i)))
        WHIMBREL_TRY(codec.encode_value(*value, raw.emplace()));
    }
  }
  return table;
}

const std::optional<std::string>* JoinTable::find(const std::string& key) const {
  const auto found = first_value_by_key_.find(key);
  // A join that takes nothing only asks whether there is a row.
  static const std::optional<std::string> nothing;
  if (found == first_value_by_key_.end()) return nullptr;
  return columns_ == 0 ? &nothing : &values_[found->second];
}

}  // namespace whimbrel::recipes
