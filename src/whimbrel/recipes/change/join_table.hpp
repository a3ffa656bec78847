#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::recipes {

// The rows of a join, found by what is matched, with the values to take as a codec has them.
// Immutable; share between threads.
class JoinTable {
 public:
  // Reads what JoinedRows wrote. invalid_data when it is something else.
  static base::Result<std::shared_ptr<const JoinTable>> make(std::string_view text,
                                                             std::size_t columns,
                                                             const model::ItemCodec& codec);

  // The values of the row with this join key, one a column (nullopt: the row has none); null when
  // there is no such row.
  const std::optional<std::string>* find(const std::string& key) const;

 private:
  std::size_t columns_ = 0;
  std::unordered_map<std::string, std::size_t> first_value_by_key_;
  std::vector<std::optional<std::string>> values_;
};

}  // namespace whimbrel::recipes
