#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// Where a reader or writer stands in a nested value: a chain of stack frames from the inside out,
// so that knowing the path costs nothing until an error needs it.
struct Place {
  const Place* parent = nullptr;
  std::string_view name;     // of a field; must outlive the frame
  std::size_t position = 0;  // in a list
  bool in_list = false;
  std::size_t depth = 0;  // containers around this place

  Place field(std::string_view field_name) const { return {this, field_name, 0, false, depth + 1}; }
  Place element(std::size_t at) const { return {this, {}, at, true, depth + 1}; }
};

// The text form of model::Path, "proofs.0.amount"; empty for the document itself.
std::string path_text(const Place& place);

// The error with "field proofs.0.amount" as context, or as it is for the document itself.
base::Error at_place(const Place& place, base::Error error);

// What a reader or writer says of a value nested past `depth_max`.
base::Error too_deep(std::size_t depth_max);

// What a writer says of text that is not UTF-8.
base::Error not_utf8(std::string_view what);

// True when `text` is UTF-8 without surrogates or overlong forms.
bool is_utf8(std::string_view text) noexcept;

}  // namespace whimbrel::model
