#pragma once

#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/key_attributes.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores::dynamodb {

struct TableKey {
  std::string_view table;
  std::span<const KeyAttribute> attributes;  // the partition key first
};

// One call that performs a write, guarded.
struct WriteRequest {
  std::string_view operation;  // "UpdateItem"
  std::string body;
  // The decision rests on the whole item, and no condition can see an attribute that a live writer
  // added. So the reply's Attributes hold the item as it was: when that is not `basis`, the caller
  // takes the write back.
  bool returns_old_item = false;
};

// Says `write` as DynamoDB does: UpdateItem, PutItem or DeleteItem with an expression that touches
// only what changes and a condition that the item exists (or, for an insert, does not) and that its
// guards hold. When the condition fails, the error holds the item as it is; without an item, there
// is none.
//
// `basis` is the canonical item as last read, on which the guards hold; with guards_whole_item, or
// an erase without guards, the condition demands each of its attributes. An insert needs none. It
// need not be write.basis: what live writers changed beside the guards is kept.
//
// A change of the spelling of a number alone, 5 to 5.0, goes unnoticed: DynamoDB keeps none.
//
// Too many changes or guards for one expression (4 KB, 300 operators) are said of top-level
// attributes whole; unsupported when these are too many too. unsupported for a check, which exists
// in transactions only. invalid_data when the key does not fit the table.
base::Result<WriteRequest> write_request(const ItemWrite& write, const TableKey& table,
                                         std::string_view basis);

// The same as a member of TransactWriteItems: {"Update":{…}}, {"Put":…}, {"Delete":…} or
// {"ConditionCheck":…}. An attribute added by a live writer goes unseen, as transactions do not
// give the old item.
base::Result<std::string> transaction_action(const ItemWrite& write, const TableKey& table,
                                             std::string_view basis);

}  // namespace whimbrel::stores::dynamodb
