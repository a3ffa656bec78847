#include "whimbrel/recipes/change/joined_rows.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/recipes/change/match_key.hpp"
#include "whimbrel/recipes/change/type_conversion.hpp"

namespace whimbrel::recipes {
namespace {

const model::Value* find_inside(const model::Value& value, const std::string& segment) {
  const auto* list = value.get_if<model::List>();
  if (list == nullptr) return value.find(segment);
  std::size_t position = 0;
  const char* end = segment.data() + segment.size();
  const auto read = std::from_chars(segment.data(), end, position);
  const bool is_position = read.ec == std::errc() && read.ptr == end;
  return is_position && position < list->size() ? &(*list)[position] : nullptr;
}

tl::unexpected<base::Error> too_much(std::string what) {
  return base::fail(base::ErrorKind::refused, std::move(what),
                    "take from a smaller collection or file, or do the join with a program (run)");
}

}  // namespace

const model::Value* find_value(const model::Value& value, const model::Path& path) {
  const model::Value* found = &value;
  for (const std::string& segment : path.segments()) {
    found = find_inside(*found, segment);
    if (found == nullptr) break;
  }
  return found;
}

bool append_join_key(const model::Value& value, bool as_text, std::string& key) {
  if (value.is<model::Null>()) return false;
  const auto text = as_text ? converted(value, TargetType::text) : std::nullopt;
  std::string part;
  if (!write_match_key(text ? *text : value, part)) return false;
  key += fmt::format("{}:", part.size());
  key += part;
  return true;
}

JoinedRows::JoinedRows(std::vector<model::Path> match, std::vector<model::Path> take)
    : match_(std::move(match)), take_(std::move(take)) {}

base::Status JoinedRows::add(const model::Value& row, std::string name) {
  key_.clear();
  model::List matched;
  for (const model::Path& path : match_) {
    const model::Value* value = find_value(row, path);
    if (value == nullptr || !append_join_key(*value, false, key_)) return {};
    matched.push_back(*value);
  }
  model::Object taken;
  for (std::size_t i = 0; i < take_.size(); ++i)
    if (const model::Value* value = find_value(row, take_[i]))
      taken.append(std::to_string(i), *value);
  if (const auto known = names_by_key_.find(key_); known != names_by_key_.end())
    return base::fail(
        base::ErrorKind::invalid_data,
        fmt::format("{} and {} have the same in the fields that are matched", known->second, name),
        "match by fields that no two rows share");
  names_bytes_ += name.size() + key_.size();
  names_by_key_.emplace(key_, std::move(name));
  const model::Value line(model::List{model::Value(std::move(matched)), model::Value(taken)});
  WHIMBREL_TRY(write_extended_json(line, model::ExtendedJsonMode::canonical, text_));
  text_ += '\n';
  if (names_by_key_.size() > joined_rows_max)
    return too_much(fmt::format("there are more than {} rows to join", joined_rows_max));
  if (text_.size() + names_bytes_ > 2 * joined_bytes_max || text_.size() > joined_bytes_max)
    return too_much(fmt::format("the fields to join are more than {} MiB", joined_bytes_max >> 20));
  return {};
}

}  // namespace whimbrel::recipes
