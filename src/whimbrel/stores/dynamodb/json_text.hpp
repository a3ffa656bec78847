#pragma once

#include <string>
#include <string_view>

#include "whimbrel/model/json_string.hpp"

namespace whimbrel::stores::dynamodb {

// `text` as a JSON string with its quotes.
inline std::string json_string(std::string_view text) {
  std::string json;
  model::append_json_string(text, json);
  return json;
}

}  // namespace whimbrel::stores::dynamodb
