#include "whimbrel/stores/dynamodb/failure_table.hpp"

#include <algorithm>
#include <array>

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

constexpr std::array rules{
    FailureRule{"ProvisionedThroughputExceeded", Treatment::slow_down, ErrorKind::unavailable},
    FailureRule{"Throttling", Treatment::slow_down, ErrorKind::unavailable},
    FailureRule{"RequestLimitExceeded", Treatment::slow_down, ErrorKind::unavailable},
    // Too many changes of tables at once.
    FailureRule{"LimitExceeded", Treatment::slow_down, ErrorKind::unavailable},
    FailureRule{"TransactionInProgress", Treatment::try_again, ErrorKind::busy},
    FailureRule{"TransactionConflict", Treatment::try_again, ErrorKind::busy},
    FailureRule{"ReplicatedWriteConflict", Treatment::try_again, ErrorKind::busy},
    FailureRule{"InternalServerError", Treatment::doubtful, ErrorKind::unavailable},
    FailureRule{"ServiceUnavailable", Treatment::doubtful, ErrorKind::unavailable},
    FailureRule{"ExpiredToken", Treatment::renew_credentials, ErrorKind::permission},
    FailureRule{"ConditionalCheckFailed", Treatment::give_up, ErrorKind::conflict},
    FailureRule{"Validation", Treatment::give_up, ErrorKind::invalid_data},
    FailureRule{"ItemCollectionSizeLimitExceeded", Treatment::give_up, ErrorKind::refused},
    FailureRule{"ResourceNotFound", Treatment::give_up, ErrorKind::not_found},
    FailureRule{"TableNotFound", Treatment::give_up, ErrorKind::not_found},
    FailureRule{"BackupNotFound", Treatment::give_up, ErrorKind::not_found},
    FailureRule{"ResourceInUse", Treatment::give_up, ErrorKind::busy},
    FailureRule{"TableInUse", Treatment::give_up, ErrorKind::busy},
    FailureRule{"TableAlreadyExists", Treatment::give_up, ErrorKind::busy},
    FailureRule{"BackupInUse", Treatment::give_up, ErrorKind::busy},
    FailureRule{"AccessDenied", Treatment::give_up, ErrorKind::permission},
    FailureRule{"IncompleteSignature", Treatment::give_up, ErrorKind::permission},
    FailureRule{"InvalidSignature", Treatment::give_up, ErrorKind::permission},
    FailureRule{"MissingAuthenticationToken", Treatment::give_up, ErrorKind::permission},
    FailureRule{"UnrecognizedClient", Treatment::give_up, ErrorKind::permission},
    FailureRule{"IdempotentParameterMismatch", Treatment::give_up, ErrorKind::internal},
    FailureRule{"Serialization", Treatment::give_up, ErrorKind::internal},
    FailureRule{"UnknownOperation", Treatment::give_up, ErrorKind::unsupported},
};

// Reasons of a cancelled transaction. What a condition or an item's form says stands above what
// would pass with time.
constexpr std::array reason_rules{
    FailureRule{"ConditionalCheckFailed", Treatment::give_up, ErrorKind::conflict},
    FailureRule{"ValidationError", Treatment::give_up, ErrorKind::invalid_data},
    FailureRule{"ThrottlingError", Treatment::slow_down, ErrorKind::unavailable},
    FailureRule{"ProvisionedThroughputExceeded", Treatment::slow_down, ErrorKind::unavailable},
    FailureRule{"TransactionConflict", Treatment::try_again, ErrorKind::busy},
};

template <typename Table>
const FailureRule* find_rule(const Table& table, std::string_view code) {
  const auto* const found = std::find_if(
      table.begin(), table.end(), [code](const FailureRule& rule) { return rule.code == code; });
  return found == table.end() ? nullptr : found;
}

// The strictest of the reasons' rules.
FailureRule rule_for_reasons(const DynamoDbError& error) {
  FailureRule strictest{error.code, Treatment::give_up, ErrorKind::conflict};
  std::size_t strictest_row = reason_rules.size();
  for (const CancellationReason& reason : error.reasons) {
    if (reason.code == "None") continue;
    const FailureRule* rule = find_rule(reason_rules, bare_code(reason.code));
    if (rule == nullptr) return {error.code, Treatment::give_up, ErrorKind::refused};
    const auto row = static_cast<std::size_t>(rule - reason_rules.data());
    if (row >= strictest_row) continue;
    strictest_row = row;
    strictest = *rule;
  }
  return strictest;
}

FailureRule rule_for_status(const DynamoDbError& error) {
  const int status = error.http_status;
  if (status == 429) return {error.code, Treatment::slow_down, ErrorKind::unavailable};
  if (status >= 500) return {error.code, Treatment::doubtful, ErrorKind::unavailable};
  return {error.code, Treatment::give_up,
          status == 401 || status == 403 ? ErrorKind::permission : ErrorKind::refused};
}

}  // namespace

std::string_view bare_code(std::string_view code) noexcept {
  constexpr std::string_view ending = "Exception";
  if (code.ends_with(ending)) code.remove_suffix(ending.size());
  return code;
}

FailureRule rule_for(const DynamoDbError& error) noexcept {
  const std::string_view code = bare_code(error.code);
  if (code == "TransactionCanceled") return rule_for_reasons(error);
  const FailureRule* rule = find_rule(rules, code);
  return rule == nullptr ? rule_for_status(error) : *rule;
}

}  // namespace whimbrel::stores::dynamodb
