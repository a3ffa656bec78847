#include "whimbrel/recipes/change/map_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "whimbrel/recipes/change/basic_change.hpp"
#include "whimbrel/recipes/change/draft_item.hpp"
#include "whimbrel/recipes/change/field_table.hpp"
#include "whimbrel/recipes/change/match_key.hpp"
#include "whimbrel/recipes/change/shown_field.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

using MappedValues = std::unordered_map<std::string, model::Value>;  // by match key

struct ValueMap {
  model::Path path;
  MappedValues values;
  bool rejects_others = false;
  std::optional<model::Value> other_value;
  bool is_secret = false;
};

struct EncodedMap {
  const ValueMap* map;
  std::unordered_map<std::string, std::string> raw_by_key;
  std::optional<std::string> other_raw;
};

class MapApplier final : public ChangeApplier {
 public:
  explicit MapApplier(std::vector<EncodedMap> maps) : maps_(std::move(maps)) {}

  void apply(DraftItem& draft) override {
    for (const EncodedMap& map : maps_) apply_map(map, draft);
  }

 private:
  void apply_map(const EncodedMap& map, DraftItem& draft) {
    const auto found = draft.find(map.map->path);
    if (!found) return;
    if (write_match_key(*found, draft.reader(), draft.codec(), key_)) {
      const auto to = map.raw_by_key.find(key_);
      if (to != map.raw_by_key.end()) {
        draft.set(map.map->path, to->second);
        return;
      }
    }
    if (map.other_raw)
      draft.set(map.map->path, *map.other_raw);
    else if (map.map->rejects_others)
      draft.reject(fmt::format("{} is not in the table of map",
                               shown_field(map.map->path, *found, map.map->is_secret, draft)));
  }

  std::vector<EncodedMap> maps_;
  std::string key_;
};

base::Result<EncodedMap> encoded_map(const ValueMap& map, const model::ItemCodec& codec) {
  EncodedMap encoded{&map, {}, std::nullopt};
  for (const auto& [key, value] : map.values) {
    std::string raw;
    WHIMBREL_TRY(codec.encode_value(value, raw));
    encoded.raw_by_key.emplace(key, std::move(raw));
  }
  if (map.other_value)
    WHIMBREL_TRY(codec.encode_value(*map.other_value, encoded.other_raw.emplace()));
  return encoded;
}

// What a table makes must stay as it is when the table is used again.
bool maps_to_itself(const ValueMap& map) {
  const auto stays = [&](const model::Value& value) {
    std::string key;
    if (!write_match_key(value, key)) return false;
    const auto again = map.values.find(key);
    if (again != map.values.end()) return again->second == value;
    return map.other_value ? *map.other_value == value : !map.rejects_others;
  };
  return std::ranges::all_of(map.values, [&](const auto& row) { return stays(row.second); }) &&
         (!map.other_value || stays(*map.other_value));
}

class MapChange final : public BasicChange {
 public:
  MapChange(const Node& node, std::vector<ValueMap> maps)
      : BasicChange("map", node), maps_(std::move(maps)) {}

  bool repeatable() const override { return std::ranges::all_of(maps_, maps_to_itself); }

  std::vector<model::Path> reads() const override {
    std::vector<model::Path> paths;
    for (const ValueMap& map : maps_) paths.push_back(map.path);
    return paths;
  }
  std::vector<model::Path> writes() const override { return reads(); }

  base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const override {
    std::vector<EncodedMap> encoded;
    for (const ValueMap& map : maps_) {
      auto one = encoded_map(map, context.codec);
      if (!one) return base::fail_in("field " + map.path.text(), std::move(one).error());
      encoded.push_back(*std::move(one));
    }
    return std::make_unique<MapApplier>(std::move(encoded));
  }

 private:
  std::vector<ValueMap> maps_;
};

// { value: … } around a value is the way to write an object.
std::optional<model::Value> read_target(const Node& node, Findings& findings) {
  const Node* inner = node.is_map() && node.entries().size() == 1 ? node.find("value") : nullptr;
  return value_of(inner == nullptr ? node : *inner, findings);
}

void read_rows(const Node& node, ValueMap& map, Findings& findings) {
  if (!node.is_map() || node.entries().empty()) {
    wrong_type(node, "from_to of map", "old values, each with its new one",
               "write from_to: { open: active, closed: done }", findings);
    return;
  }
  for (const NodeEntry& entry : node.entries()) {
    const auto from = value_of(entry.key, findings);
    auto to = read_target(entry.value, findings);
    std::string key;
    if (!from || !to || !write_match_key(*from, key)) continue;
    if (!map.values.emplace(key, *std::move(to)).second)
      findings.error(
          "duplicate-value", entry.key.place(),
          fmt::format("from_to has {} twice: numbers are the same by value", entry.key.text()),
          "keep one of both");
  }
}

void read_otherwise(const Node& node, ValueMap& map, Findings& findings) {
  if (node.is_scalar() && node.text() == "keep") return;
  if (node.is_scalar() && node.text() == "reject") {
    map.rejects_others = true;
    return;
  }
  if (node.is_map() && node.entries().size() == 1 && node.find("value") != nullptr) {
    map.other_value = value_of(*node.find("value"), findings);
    return;
  }
  wrong_choice(node, "otherwise of map", "keep, reject or { value: … }",
               "write otherwise: keep to leave values that are not in the table", findings);
}

}  // namespace

std::unique_ptr<Change> compile_map(const Node& node, const CompileContext& context,
                                    Findings& findings) {
  constexpr std::string_view example = "map: { status: { from_to: { open: active } } }";
  std::vector<ValueMap> maps;
  for (FieldRow& row : read_field_table(node, "map", example, findings)) {
    const MapReader reader(*row.spec, "map of " + row.path.text(), {"from_to", "otherwise"},
                           findings);
    if (!reader.is_map()) continue;
    ValueMap map{std::move(row.path), {}, false, std::nullopt, false};
    map.is_secret = is_secret(map.path, context.secrets);
    if (const Node* rows = reader.require("from_to", "from_to: { open: active }"))
      read_rows(*rows, map, findings);
    if (const Node* otherwise = reader.find("otherwise")) read_otherwise(*otherwise, map, findings);
    maps.push_back(std::move(map));
  }
  if (maps.empty()) return nullptr;
  return std::make_unique<MapChange>(node, std::move(maps));
}

}  // namespace whimbrel::recipes
