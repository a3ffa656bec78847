#pragma once

#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// A member as unset removed it: with the comma that held it to its neighbours, and blanks.
struct JsonMemberText {
  enum class Comma : std::uint8_t {
    before,  // it was the last of several: `, "a": 1`
    after,   // another followed: `"a": 1, `
    none,    // it was alone: `"a": 1 `
  };

  Comma comma = Comma::none;
  std::string_view exact;   // all of it
  std::string_view member;  // without comma and outer blanks: `"a": 1`
  std::string_view value;   // `1`
};

// Takes such bytes apart. internal when they are none.
base::Result<JsonMemberText> read_member_text(std::string_view exact);

}  // namespace whimbrel::model
