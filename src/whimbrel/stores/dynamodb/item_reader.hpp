#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"
#include "whimbrel/stores/dynamodb/table_schema.hpp"
#include "whimbrel/stores/page.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::dynamodb {

// Reads items of tables, consistently, in canonical form. One thread.
class ItemReader {
 public:
  // Both must outlive it.
  ItemReader(DynamoDbClient& client, const base::Clock& clock);

  // As Session::scan: one page of the service's, of the part that the range says.
  base::Result<bool> scan(const TableSchema& table, const ScanRequest& request, Page& page);
  // As Session::read.
  base::Status read(const TableSchema& table, std::span<const model::KeyView> keys, Page& page);

  // Puts an item that a reply holds, as DynamoDB spells it, into canonical form; its key goes to
  // `key`. invalid_data when it is none, or has not the table's key.
  base::Status take(const TableSchema& table, std::string_view item_json, std::string& key,
                    std::string& item);

 private:
  struct Found {
    std::string key;
    std::string item;
  };
  base::Status read_some(const TableSchema& table, std::span<const model::KeyView> keys,
                         std::vector<Found>& found);

  DynamoDbClient& client_;
  const base::Clock& clock_;
  std::unique_ptr<model::ItemView> view_;
  std::string key_;
  std::string item_;
};

}  // namespace whimbrel::stores::dynamodb
