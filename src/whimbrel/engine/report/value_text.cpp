#include "whimbrel/engine/report/value_text.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::engine {
namespace {

// Longer raw values are no wrapped scalar.
constexpr std::size_t wrapped_bytes_max = 256;

std::optional<std::int64_t> whole_number(const std::string& digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::optional<std::string> date_text(const nlohmann::json& date) {
  if (date.is_string()) return date.get<std::string>();
  if (!date.is_object() || date.size() != 1 || !date.contains("$numberLong")) return std::nullopt;
  if (!date["$numberLong"].is_string()) return std::nullopt;
  const auto time_ms = whole_number(date["$numberLong"].get<std::string>());
  return time_ms ? std::optional(base::format_rfc3339(*time_ms)) : std::nullopt;
}

std::optional<std::string> unwrapped(const nlohmann::json& value) {
  if (!value.is_object() || value.size() != 1) return std::nullopt;
  const std::string& type = value.begin().key();
  const nlohmann::json& content = value.begin().value();
  if (type == "$date") return date_text(content);
  if (!content.is_string()) return std::nullopt;
  if (type == "$oid") return "ObjectId " + content.get<std::string>();
  if (type == "$numberInt" || type == "$numberLong" || type == "$numberDouble" ||
      type == "$numberDecimal")
    return content.get<std::string>();
  return std::nullopt;
}

}  // namespace

std::string value_text(std::string_view raw) {
  if (raw.size() > wrapped_bytes_max || raw.find("\"$") == std::string_view::npos)
    return std::string(raw);
  const auto value = nlohmann::json::parse(raw, nullptr, false);
  return unwrapped(value).value_or(std::string(raw));
}

}  // namespace whimbrel::engine
