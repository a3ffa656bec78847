#include "whimbrel/engine/ledger/record_fields.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace whimbrel::engine {
namespace {

constexpr std::string_view hex_suffix = "_hex";

bool is_utf8(std::string_view bytes) {
  try {
    static_cast<void>(LedgerJson(bytes).dump());
    return true;
  } catch (const LedgerJson::exception&) {
    return false;
  }
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return hex;
}

std::optional<std::string> from_hex(std::string_view hex) {
  std::string bytes;
  if (hex.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    if (error != std::errc{} || end != hex.data() + i + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

RecordFields::RecordFields(std::string_view record_key, std::string_view json_text)
    : record_key_(record_key), json_(LedgerJson::parse(json_text, nullptr, false)) {
  if (!json_.is_object()) fault_ = "it is no JSON object";
}

RecordFields::RecordFields(std::string record_key, std::string prefix, LedgerJson json,
                           std::string fault)
    : record_key_(std::move(record_key)),
      prefix_(std::move(prefix)),
      json_(std::move(json)),
      fault_(std::move(fault)) {}

void RecordFields::reject(std::string_view name, std::string_view why) {
  if (fault_.empty()) fault_ = fmt::format("field {}{} {}", prefix_, name, why);
}

const LedgerJson* RecordFields::find(std::string_view name) {
  if (!fault_.empty()) return nullptr;
  const auto found = json_.find(name);
  if (found != json_.end()) return &*found;
  reject(name, "is missing");
  return nullptr;
}

bool RecordFields::is_null(std::string_view name) const {
  const auto found = json_.find(name);
  return found != json_.end() && found->is_null();
}

std::string RecordFields::text(std::string_view name) {
  const LedgerJson* value = find(name);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  reject(name, "is no text");
  return {};
}

std::string RecordFields::bytes(std::string_view name) {
  const std::string hex_name = std::string(name) + std::string(hex_suffix);
  if (!json_.is_object() || !json_.contains(hex_name)) return text(name);
  auto decoded = from_hex(text(hex_name));
  if (decoded) return *std::move(decoded);
  reject(hex_name, "is no hexadecimal");
  return {};
}

std::uint64_t RecordFields::whole(std::string_view name, std::uint64_t value_max) {
  const LedgerJson* value = find(name);
  if (value == nullptr) return 0;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() <= value_max)
    return value->get<std::uint64_t>();
  reject(name, fmt::format("is no whole number from 0 to {}", value_max));
  return 0;
}

std::int64_t RecordFields::millis(std::string_view name) {
  const LedgerJson* value = find(name);
  if (value == nullptr) return 0;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
  if (fits) return value->get<std::int64_t>();
  reject(name, "is no time in whole milliseconds");
  return 0;
}

bool RecordFields::truth(std::string_view name) {
  const LedgerJson* value = find(name);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  reject(name, "is neither true nor false");
  return false;
}

bool RecordFields::truth_or(std::string_view name, bool otherwise) {
  if (!json_.is_object() || !json_.contains(name)) return otherwise;
  return truth(name);
}

std::vector<std::string> RecordFields::texts(std::string_view name) {
  const LedgerJson* value = find(name);
  if (value == nullptr) return {};
  std::vector<std::string> all;
  if (!value->is_array()) reject(name, "is no list");
  for (const LedgerJson& element : *value) {
    if (!element.is_string()) {
      reject(name, "is no list of texts");
      return {};
    }
    all.push_back(element.get<std::string>());
  }
  return all;
}

std::optional<std::string> RecordFields::optional_text(std::string_view name) {
  if (is_null(name)) return std::nullopt;
  return text(name);
}

std::optional<std::string> RecordFields::optional_bytes(std::string_view name) {
  if (is_null(name)) return std::nullopt;
  return bytes(name);
}

std::optional<std::int64_t> RecordFields::optional_millis(std::string_view name) {
  if (is_null(name)) return std::nullopt;
  return millis(name);
}

RecordFields RecordFields::object(std::string_view name) {
  const LedgerJson* value = find(name);
  if (value != nullptr && !value->is_object()) {
    reject(name, "is no object");
    value = nullptr;
  }
  return {record_key_, prefix_ + std::string(name) + ".",
          value == nullptr ? LedgerJson::object() : *value, fault_};
}

void RecordFields::join(const RecordFields& inner) {
  if (fault_.empty()) fault_ = inner.fault_;
}

base::Status RecordFields::status() const {
  if (fault_.empty()) return {};
  return base::fail_in(
      fmt::format("ledger record {}", record_key_),
      base::Error(base::ErrorKind::corrupt, fault_,
                  "restore the store's files from a copy; the items themselves were not read"));
}

void add_bytes(LedgerJson& json, std::string_view name, std::string_view bytes) {
  if (is_utf8(bytes))
    json[std::string(name)] = bytes;
  else
    json[std::string(name) + std::string(hex_suffix)] = to_hex(bytes);
}

std::string json_line(const LedgerJson& json) {
  return json.dump(-1, ' ', false, LedgerJson::error_handler_t::replace);
}

}  // namespace whimbrel::engine
