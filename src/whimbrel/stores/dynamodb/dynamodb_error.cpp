#include "whimbrel/stores/dynamodb/dynamodb_error.hpp"

#include <fmt/format.h>

#include "whimbrel/stores/dynamodb/failure_table.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

const char* remedy_for(const DynamoDbError& error) {
  if (error.outcome_unknown) return "read what is there before writing it again";
  switch (error.kind) {
    case ErrorKind::permission:
      return "check the credentials, the machine's clock and what the role may do "
             "(docs/operating/dynamodb.md has the policy)";
    case ErrorKind::not_found:
      return "check the table's name, the region and the endpoint";
    case ErrorKind::busy:
      return "wait until the other change is done, then try again";
    case ErrorKind::conflict:
      return "read the item again: somebody changed it";
    case ErrorKind::unavailable:
      return "check that DynamoDB is up and reachable from here, then resume";
    case ErrorKind::cancelled:
      return "resume it, or roll it back";
    case ErrorKind::unsupported:
      return "use a server that has this call";
    default:
      return "look the error up in DynamoDB's API reference";
  }
}

// The reasons that say something: "2: ConditionalCheckFailed".
std::string shown_reasons(const DynamoDbError& error) {
  std::string shown;
  for (std::size_t i = 0; i < error.reasons.size() && shown.size() < 400; ++i) {
    const CancellationReason& reason = error.reasons[i];
    if (reason.code == "None") continue;
    shown += fmt::format("; action {}: {}", i + 1, reason.code);
    if (!reason.message.empty()) shown += fmt::format(" ({})", reason.message);
  }
  return shown;
}

}  // namespace

bool DynamoDbError::is(std::string_view code_name) const noexcept {
  return !code.empty() && bare_code(code) == bare_code(code_name);
}

base::Error to_error(const DynamoDbError& error, std::string_view doing) {
  std::string text = fmt::format("{}: {}", doing, error.message);
  if (!error.code.empty()) text += fmt::format(" ({})", error.code);
  text += shown_reasons(error);
  return {error.kind, std::move(text), remedy_for(error)};
}

}  // namespace whimbrel::stores::dynamodb
