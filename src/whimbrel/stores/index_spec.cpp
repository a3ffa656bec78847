#include "whimbrel/stores/index_spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/stores/collection_name.hpp"

namespace whimbrel::stores {
namespace {

base::Status refuse_index(const IndexSpec& index, std::string_view rule, std::string_view remedy) {
  return base::fail(base::ErrorKind::usage, fmt::format("index \"{}\" {}", index.name, rule),
                    std::string(remedy));
}

bool has_duplicates(const std::vector<model::Path>& fields) {
  return std::any_of(fields.begin(), fields.end(), [&](const model::Path& field) {
    return std::count(fields.begin(), fields.end(), field) > 1;
  });
}

}  // namespace

base::Status check_index_spec(const IndexSpec& index, bool unique_indexes) {
  WHIMBREL_TRY(check_index_name(index.name));
  if (index.fields.empty())
    return refuse_index(index, "names no field", "name the fields that it is to find items by");
  if (index.fields.size() > index_fields_max)
    return refuse_index(
        index,
        fmt::format("names {} fields; {} are allowed", index.fields.size(), index_fields_max),
        "name only the fields that items are looked up by");
  if (std::any_of(index.fields.begin(), index.fields.end(),
                  [](const model::Path& field) { return field.segments().empty(); }))
    return refuse_index(index, "names the item itself as a field", "name fields inside the item");
  if (has_duplicates(index.fields))
    return refuse_index(index, "names a field twice", "name each field once");
  if (index.unique && !unique_indexes)
    return base::fail(base::ErrorKind::unsupported,
                      fmt::format("index \"{}\" is to be unique, and this store has no such "
                                  "indexes",
                                  index.name),
                      "leave out unique, and prove it with a check after the run; only an item's "
                      "key is unique here");
  return {};
}

base::Status check_same_index(const IndexSpec& there, const IndexSpec& wanted) {
  // A store that declares no types cannot say which they were.
  const bool same =
      there.name == wanted.name && there.fields == wanted.fields && there.unique == wanted.unique;
  if (same) return {};
  return base::fail(base::ErrorKind::refused,
                    fmt::format("index \"{}\" is there already, on other fields", wanted.name),
                    "give the new index another name, or drop the old one first");
}

base::Error no_such_index(std::string_view collection, std::string_view name) {
  return {base::ErrorKind::not_found,
          fmt::format("collection \"{}\" has no index \"{}\"", collection, name),
          "correct the name; there may be nothing left to drop"};
}

}  // namespace whimbrel::stores
