#include "whimbrel/stores/dynamodb/reply_reader.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <charconv>
#include <optional>

namespace whimbrel::stores::dynamodb {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t message_bytes_max = 2'000;

// Each below answers SUCCESS, or why the JSON cannot be read.
using simdjson::error_code;
using simdjson::SUCCESS;

error_code tell_one_cost(ondemand::object cost, const Operation& operation, CapacityMeter& meter) {
  std::string_view table;
  CapacityUnits units;
  std::optional<double> total;
  for (auto member : cost) {
    std::string_view name;
    if (const auto code = member.unescaped_key().get(name)) return code;
    error_code code = SUCCESS;
    if (name == "TableName") {
      code = member.value().get(table);
    } else if (name == "CapacityUnits") {
      code = member.value().get(total.emplace());
    } else if (name == "ReadCapacityUnits") {
      code = member.value().get(units.read);
    } else if (name == "WriteCapacityUnits") {
      code = member.value().get(units.write);
    }
    if (code != SUCCESS) return code;
  }
  // Only transactions say which kind the units are.
  if (total && units.read == 0 && units.write == 0)
    (operation.effect == Effect::reads ? units.read : units.write) = *total;
  meter.on_consumed(table, units);
  return SUCCESS;
}

// One object, or in answers about several tables an array of them.
error_code tell_cost(ondemand::value value, const Operation& operation, CapacityMeter& meter) {
  ondemand::json_type type{};
  if (const auto code = value.type().get(type)) return code;
  if (type == ondemand::json_type::object) {
    ondemand::object cost;
    if (const auto code = value.get(cost)) return code;
    return tell_one_cost(cost, operation, meter);
  }
  ondemand::array costs;
  if (const auto code = value.get(costs)) return code;
  for (auto element : costs) {
    ondemand::object cost;
    if (const auto code = element.get(cost)) return code;
    if (const auto code = tell_one_cost(cost, operation, meter)) return code;
  }
  return SUCCESS;
}

error_code summarise(ondemand::object root, const Operation& operation, CapacityMeter* meter,
                     ReplySummary& summary) {
  for (auto member : root) {
    std::string_view name;
    ondemand::value value;
    if (const auto code = member.unescaped_key().get(name)) return code;
    if (const auto code = member.value().get(value)) return code;
    if (name == "ConsumedCapacity" && meter != nullptr) {
      if (const auto code = tell_cost(value, operation, *meter)) return code;
    } else if (name == "UnprocessedItems" || name == "UnprocessedKeys") {
      ondemand::object left;
      bool is_empty = true;
      if (const auto code = value.get(left)) return code;
      if (const auto code = left.is_empty().get(is_empty)) return code;
      summary.leaves_some_over = !is_empty;
    }
  }
  return SUCCESS;
}

void give_room(std::string& json) { json.reserve(json.size() + simdjson::SIMDJSON_PADDING); }

std::string_view text_of(ondemand::value value) {
  std::string_view text;
  return value.get(text) == SUCCESS ? text.substr(0, message_bytes_max) : std::string_view{};
}

std::string raw_object(ondemand::value value) {
  ondemand::object object;
  std::string_view raw;
  if (value.get(object) != SUCCESS || object.raw_json().get(raw) != SUCCESS) return {};
  return std::string(raw);
}

CancellationReason read_reason(ondemand::object members) {
  CancellationReason reason;
  for (auto member : members) {
    std::string_view name;
    ondemand::value value;
    if (member.unescaped_key().get(name) != SUCCESS || member.value().get(value) != SUCCESS) break;
    if (name == "Code") reason.code = text_of(value);
    if (name == "Message") reason.message = text_of(value);
    if (name == "Item") reason.item = raw_object(value);
  }
  return reason;
}

void read_reasons(ondemand::value value, DynamoDbError& error) {
  ondemand::array elements;
  if (value.get(elements) != SUCCESS) return;
  for (auto element : elements) {
    ondemand::object members;
    if (element.get(members) != SUCCESS) return;
    error.reasons.push_back(read_reason(members));
  }
}

void read_members(ondemand::object root, DynamoDbError& error) {
  for (auto member : root) {
    std::string_view name;
    ondemand::value value;
    if (member.unescaped_key().get(name) != SUCCESS || member.value().get(value) != SUCCESS) return;
    if (name == "__type") {
      const std::string_view type = text_of(value);
      error.code = type.substr(type.rfind('#') + 1);
    } else if (name == "message" || name == "Message") {
      error.message = text_of(value);
    } else if (name == "CancellationReasons") {
      read_reasons(value, error);
    } else if (name == "Item") {
      error.item = raw_object(value);
    }
  }
}

}  // namespace

ReplySummary ReplyReader::read(std::string& json, const Operation& operation,
                               CapacityMeter* meter) {
  give_room(json);
  ReplySummary summary;
  ondemand::document document;
  ondemand::object root;
  if (parser_.iterate(json).get(document) != SUCCESS || document.get(root) != SUCCESS)
    return summary;
  summary.readable = summarise(root, operation, meter, summary) == SUCCESS;
  return summary;
}

DynamoDbError ReplyReader::read_error(net::HttpResponse& response) {
  DynamoDbError error;
  error.http_status = response.status;
  give_room(response.body);
  ondemand::document document;
  ondemand::object root;
  if (parser_.iterate(response.body).get(document) == SUCCESS && document.get(root) == SUCCESS)
    read_members(root, error);
  if (error.message.empty()) error.message = fmt::format("it answered HTTP {}", response.status);
  return error;
}

bool has_right_checksum(const net::HttpResponse& response) {
  const std::string* const header = response.find_header("x-amz-crc32");
  if (header == nullptr) return true;
  std::uint32_t expected = 0;
  const char* const end = header->data() + header->size();
  const auto read = std::from_chars(header->data(), end, expected);
  const uLong found =
      crc32_z(0, reinterpret_cast<const Bytef*>(response.body.data()), response.body.size());
  return read.ec == std::errc() && read.ptr == end && expected == found;
}

}  // namespace whimbrel::stores::dynamodb
