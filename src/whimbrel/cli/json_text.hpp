#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "whimbrel/engine/report/text_width.hpp"

namespace whimbrel::cli {

using Json = nlohmann::ordered_json;

// The text of a JSON value: broken UTF-8 in data is shown as U+FFFD and never an exception, and
// what would steer a terminal is escaped.
inline std::string json_text(const Json& json) {
  return engine::printable_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// A value that is JSON text already; null when it is not.
inline Json parsed_json(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json(nullptr) : json;
}

}  // namespace whimbrel::cli
