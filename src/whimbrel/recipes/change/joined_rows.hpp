#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::recipes {

inline constexpr std::size_t joined_rows_max = 200'000;
inline constexpr std::size_t joined_bytes_max = std::size_t{32} << 20;

// What a join needs of its source, gathered row by row into one text that a plan can hold: of each
// row the fields that are matched and those that are taken, as a line of Extended JSON
// [[matched…],{"0": taken…}].
class JoinedRows {
 public:
  JoinedRows(std::vector<model::Path> match, std::vector<model::Path> take);

  // `name` is the row's in messages: "users {"$oid": …}", "line 7". A row that lacks a matched
  // field or has null there is left out: nothing can match it. invalid_data, naming both, when
  // another row has the same in the fields that are matched; refused past the bounds above.
  base::Status add(const model::Value& row, std::string name);

  std::size_t rows() const noexcept { return names_by_key_.size(); }
  const std::string& text() const noexcept { return text_; }

 private:
  std::vector<model::Path> match_;
  std::vector<model::Path> take_;
  std::unordered_map<std::string, std::string> names_by_key_;
  std::size_t names_bytes_ = 0;
  std::string text_;
  std::string key_;
};

// Where the path leads in a value; null when nowhere.
const model::Value* find_value(const model::Value& value, const model::Path& path);

// Appends the part of a join's key that this value is. Of a source without types, as CSV is,
// numbers and ObjectIds match by their text. False when nothing can match it.
bool append_join_key(const model::Value& value, bool as_text, std::string& key);

}  // namespace whimbrel::recipes
