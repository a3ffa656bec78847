#pragma once

#include <span>
#include <string>
#include <string_view>

#include "whimbrel/model/json_structure.hpp"

namespace whimbrel::model {

// How an item's author spaces its JSON, so that what is added looks like what was there. Blanks
// only, but for the colon.
struct JsonStyle {
  std::string_view before_comma;
  std::string_view after_comma;
  std::string_view colon = ":";  // from a name's closing quote to its value

  void append_separator(std::string& out) const {
    (out += before_comma) += ',', out += after_comma;
  }
};

// The style of an object with `members`; where they are too few to tell, that of the item's own
// `item_members`, and compact when they say nothing either. Points into the item.
JsonStyle style_of(const JsonStructure& item, std::span<const JsonMember> members,
                   std::span<const JsonMember> item_members);

}  // namespace whimbrel::model
