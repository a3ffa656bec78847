#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "whimbrel/base/error.hpp"

namespace whimbrel::stores::dynamodb {

// Why one action of a cancelled transaction was not done; the reasons stand in the actions' order.
struct CancellationReason {
  std::string code;     // "None", "ConditionalCheckFailed", "TransactionConflict", …
  std::string message;  // may be empty
  std::string item;  // DynamoDB JSON of the item as it is, when the action asked for it; or empty
};

// How a call failed.
struct DynamoDbError {
  base::ErrorKind kind = base::ErrorKind::unavailable;
  // The service's name of it without its prefix: "ConditionalCheckFailedException"; empty when no
  // answer of the service came.
  std::string code;
  std::string message;
  std::vector<CancellationReason> reasons;  // of a TransactionCanceledException
  // DynamoDB JSON of the item that failed a condition with ReturnValuesOnConditionCheckFailure.
  std::string item;
  int http_status = 0;  // 0: no answer came
  // The write may have been done and may not: read before writing again.
  bool outcome_unknown = false;

  // "ConditionalCheckFailed" and "ConditionalCheckFailedException" are the same.
  bool is(std::string_view code_name) const noexcept;
};

template <typename T>
using DynamoDbResult = tl::expected<T, DynamoDbError>;

// As the rest of whimbrel has errors, with a remedy: "UpdateItem on 'users': <message> (<code>)".
base::Error to_error(const DynamoDbError& error, std::string_view doing);

}  // namespace whimbrel::stores::dynamodb
