#pragma once

#include <cstdint>
#include <string_view>

#include "whimbrel/base/error.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_error.hpp"

namespace whimbrel::stores::dynamodb {

// What a failed try calls for.
enum class Treatment : std::uint8_t {
  give_up,            // asking again would be answered the same
  slow_down,          // not done: too much was asked for; again after a wait
  try_again,          // not done, for a passing reason
  doubtful,           // perhaps done: again only where that does no harm
  renew_credentials,  // not done: they are too old
};

struct FailureRule {
  std::string_view code;  // without "Exception"
  Treatment treatment = Treatment::give_up;
  base::ErrorKind kind = base::ErrorKind::refused;
};

// The rule for an error that the service answered; a TransactionCanceledException is judged by its
// reasons, a code of no row by its HTTP status.
FailureRule rule_for(const DynamoDbError& error) noexcept;

// "ConditionalCheckFailed" for "ConditionalCheckFailedException".
std::string_view bare_code(std::string_view code) noexcept;

}  // namespace whimbrel::stores::dynamodb
