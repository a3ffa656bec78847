#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/dynamodb_splice.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::model {

// The view of DynamoDB items in canonical form (dynamodb_canonical.hpp). Reads nothing behind the
// item, so the padding is not needed here.
//
// Paths name attributes, members and positions, never types: `m.a.0`. A value is all of
// {"S":"x"}.
//
// load() gives invalid_data for an item that is not canonical. Before the first load and after a
// failed one there is no item: bytes() is empty, find() finds nothing, splice() gives internal.
class DynamoDbItemView final : public ItemView {
 public:
  base::Status load(std::string_view item) override;
  std::string_view bytes() const override { return item_; }
  std::optional<RawValue> find(const Path& path) const override;
  RawKind kind_of(RawValue raw) const override;
  std::optional<std::string_view> string_of(RawValue raw) const override;
  std::optional<std::int64_t> integer_of(RawValue raw) const override;
  std::optional<std::int64_t> date_ms_of(RawValue raw) const override;
  bool is_null(RawValue raw) const override;
  std::optional<RawValue> value_within(RawValue removed) const override;
  base::Status splice(std::span<const Edit> edits, std::string& after, std::vector<Edit>& inverse,
                      Arena& arena) const override;

 private:
  struct Attribute {
    std::string_view name;  // as spelled
    RawValue value;
  };

  const Attribute* attribute(std::string_view name) const;

  std::string_view item_;
  std::vector<Attribute> attributes_;  // in order of their names
  std::string canonical_;
  // Scratch of const members; a view belongs to one thread.
  mutable std::string text_;  // what string_of last unescaped
  mutable DynamoDbSplicer splicer_;
};

}  // namespace whimbrel::model
