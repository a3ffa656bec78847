#include "whimbrel/stores/dynamodb/operation_table.hpp"

#include <algorithm>
#include <array>

namespace whimbrel::stores::dynamodb {
namespace {

constexpr std::array known_operations{
    Operation{"Scan", Effect::reads, true},
    Operation{"Query", Effect::reads, true},
    Operation{"GetItem", Effect::reads, true},
    Operation{"BatchGetItem", Effect::reads, true},
    Operation{"TransactGetItems", Effect::reads, true},
    Operation{"DescribeTable", Effect::reads},
    Operation{"DescribeBackup", Effect::reads},
    Operation{"DescribeContinuousBackups", Effect::reads},
    Operation{"DescribeLimits", Effect::reads},
    Operation{"DescribeTimeToLive", Effect::reads},
    Operation{"ListBackups", Effect::reads},
    Operation{"ListTables", Effect::reads},
    Operation{"ListTagsOfResource", Effect::reads},
    // Its puts and deletes have no conditions, so they come to the same when done again.
    Operation{"BatchWriteItem", Effect::writes_repeatably, true},
    Operation{"TransactWriteItems", Effect::writes_repeatably, true, true},
    Operation{"PutItem", Effect::writes_once, true},
    Operation{"UpdateItem", Effect::writes_once, true},
    Operation{"DeleteItem", Effect::writes_once, true},
};

}  // namespace

Operation operation_named(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(known_operations.begin(), known_operations.end(),
                   [name](const Operation& operation) { return operation.name == name; });
  return found == known_operations.end() ? Operation{name} : *found;
}

}  // namespace whimbrel::stores::dynamodb
