#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/record.hpp"

namespace whimbrel::stores::dynamodb {

// A record as one item: {"p":{"S":"record"},"k":{"S":KEY},"v":{"N":VERSION},"d":{"B":VALUE}}, and
// in place of "d" for a value in pieces: "t" their tag and "c" how many they are.
struct RecordItem {
  std::string key;
  std::uint64_t version = 0;
  std::string value;
  std::string pieces_tag;  // empty: the value is whole
  std::uint64_t pieces = 0;
};

// The value bytes that one item holds at most; DynamoDB's limit is 400 KB with names and key.
inline constexpr std::size_t record_piece_bytes_max = std::size_t{380} << 10;

// DynamoDB JSON of the item, and back. corrupt when it is no record.
std::string record_item_json(const RecordItem& item);
base::Result<RecordItem> read_record_item(std::string_view item_json);

// {"p":{"S":"record"},"k":{"S":KEY}}
std::string record_key_json(std::string_view key);
// The key of piece `number`, and the item with its bytes.
std::string piece_key_json(std::string_view key, std::string_view tag, std::uint64_t number);
std::string piece_item_json(std::string_view key, std::string_view tag, std::uint64_t number,
                            std::string_view bytes);

}  // namespace whimbrel::stores::dynamodb
