#pragma once

#include <simdjson.h>

#include <string>

#include "whimbrel/net/http_client.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_error.hpp"
#include "whimbrel/stores/dynamodb/load_observer.hpp"
#include "whimbrel/stores/dynamodb/operation_table.hpp"

namespace whimbrel::stores::dynamodb {

// What a reply says of itself.
struct ReplySummary {
  bool readable = false;          // it is one whole JSON object
  bool leaves_some_over = false;  // UnprocessedItems or UnprocessedKeys name something
};

// Reads what every reply has in common. Keeps its parser; not synchronised.
class ReplyReader {
 public:
  // Reads a good answer in place, after giving it room for simdjson, and tells `meter` (unless it
  // is nullptr) what it cost.
  ReplySummary read(std::string& json, const Operation& operation, CapacityMeter* meter);

  // Reads an answer that is not 2xx. One that is no JSON gives an error without a code.
  DynamoDbError read_error(net::HttpResponse& response);

 private:
  simdjson::ondemand::parser parser_;
};

// Whether the body is what the service sent, by x-amz-crc32; true when the header is missing.
bool has_right_checksum(const net::HttpResponse& response);

}  // namespace whimbrel::stores::dynamodb
