#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/json_splice.hpp"
#include "whimbrel/model/json_structure.hpp"

namespace whimbrel::model {

// The view of Extended JSON items. Reads nothing behind the item, so the padding is not needed
// here.
//
// find() answers with what the JSON says: for `spent_at` the whole of {"$date": …}, and for a path
// into such a wrapper (`_id.$oid`) the JSON inside. splice() changes nothing inside wrappers; see
// JsonSplicer for what else it does.
//
// Before the first load and after a failed one there is no item: bytes() is empty, find() finds
// nothing, splice() gives internal.
class JsonItemView final : public ItemView {
 public:
  base::Status load(std::string_view item) override;
  std::string_view bytes() const override;
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
  JsonStructure structure_;
  bool loaded_ = false;
  // Scratch of const members; a view belongs to one thread.
  mutable std::string scratch_;  // what string_of last unescaped
  mutable JsonSplicer splicer_;
};

}  // namespace whimbrel::model
