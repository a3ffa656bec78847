#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/edit.hpp"
#include "whimbrel/model/path.hpp"

namespace whimbrel::stores::dynamodb {

// The names and values that the expressions of one request stand for. Every name goes through a
// placeholder, so that none meets DynamoDB's 573 reserved words or its syntax. DynamoDB refuses a
// request with one that no expression uses: ask only for what is written.
class ExpressionPlaceholders {
 public:
  // "#n0" for an attribute's or member's name; the same for the same name.
  std::string name(std::string_view name);
  // ":v0" for a typed value, {"S":"x"}, which must live until the request is written.
  std::string value(model::RawValue raw);

  // A path as expressions have it, "#n0.#n1[2]". A segment is a position where the canonical `item`
  // has a list there, a name everywhere else.
  std::string path(const model::Path& path, std::string_view item);

  // Appends what a request's JSON says of them, with a comma before each:
  // ,"ExpressionAttributeNames":{"#n0":"status"},"ExpressionAttributeValues":{":v0":{"S":"x"}}
  void append_members(std::string& json) const;

 private:
  std::vector<std::string> names_;
  std::vector<model::RawValue> values_;
};

}  // namespace whimbrel::stores::dynamodb
