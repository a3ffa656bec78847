#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace whimbrel::model {

// An item's identity, the same in every store: the key's value (or, for a composed key, the list of
// its values) as canonical Extended JSON without blanks: `"string-key-3"`, `{"$oid":"3773…"}`,
// `["pk",{"$numberInt":"5"}]`. Injective, readable, and ordered by its bytes: that order is "key
// order" everywhere in whimbrel. Stores map it to their own key form and back.
struct Key {
  std::string text;

  friend auto operator<=>(const Key&, const Key&) = default;
};

// A key inside a page or batch, not owned.
using KeyView = std::string_view;

}  // namespace whimbrel::model
