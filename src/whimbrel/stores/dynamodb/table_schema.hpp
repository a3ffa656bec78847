#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/key_attributes.hpp"
#include "whimbrel/stores/dynamodb/load_observer.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::dynamodb {

// What DescribeTable says of a table.
struct TableSchema {
  std::string name;
  std::string status;  // "ACTIVE", "CREATING", …
  std::vector<KeyAttribute> key;
  std::vector<model::Path> key_paths;  // the same, as paths
  std::uint64_t items = 0;             // counted by DynamoDB every six hours
  TableCapacity capacity;
  struct Index {
    IndexSpec spec;
    std::string status;
  };
  std::vector<Index> indexes;  // global secondary ones, by name

  CollectionInfo collection_info() const;
};

// Reads a reply of DescribeTable. invalid_data when it is none.
base::Result<TableSchema> read_table_schema(std::string_view reply_json);

// The body of CreateTable, billed on demand. usage when the key is not one or two top-level fields.
base::Result<std::string> create_table_body(const CollectionSpec& spec);

// The body of UpdateTable that adds a global secondary index with all attributes in it. unsupported
// when it has more than two fields, or one that is not top-level.
base::Result<std::string> create_index_body(std::string_view table, const IndexSpec& index);

// "S", "N" or "B".
std::string_view type_letter(FieldType type) noexcept;

}  // namespace whimbrel::stores::dynamodb
