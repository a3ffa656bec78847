#include "whimbrel/stores/dynamodb/record_item.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/stores/dynamodb/json_text.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

std::string base64_of(std::string_view bytes) {
  std::string text;
  model::append_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, text);
  return text;
}

std::string piece_name(std::string_view key, std::string_view tag, std::uint64_t number) {
  return fmt::format("{}#{}#{:06}", key, tag, number);
}

std::string_view member(simdjson::dom::element item, const char* name, const char* type) {
  std::string_view text;
  if (item[name][type].get_string().get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::uint64_t whole(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::string record_key_json(std::string_view key) {
  return fmt::format(R"({{"p":{{"S":"record"}},"k":{{"S":{}}}}})", json_string(key));
}

std::string record_item_json(const RecordItem& item) {
  const std::string head = fmt::format(R"({{"p":{{"S":"record"}},"k":{{"S":{}}},"v":{{"N":"{}"}})",
                                       json_string(item.key), item.version);
  if (!item.pieces_tag.empty())
    return fmt::format(R"({},"t":{{"S":"{}"}},"c":{{"N":"{}"}}}})", head, item.pieces_tag,
                       item.pieces);
  return fmt::format(R"({},"d":{{"B":"{}"}}}})", head, base64_of(item.value));
}

std::string piece_key_json(std::string_view key, std::string_view tag, std::uint64_t number) {
  return fmt::format(R"({{"p":{{"S":"piece"}},"k":{{"S":{}}}}})",
                     json_string(piece_name(key, tag, number)));
}

std::string piece_item_json(std::string_view key, std::string_view tag, std::uint64_t number,
                            std::string_view bytes) {
  return fmt::format(R"({{"p":{{"S":"piece"}},"k":{{"S":{}}},"d":{{"B":"{}"}}}})",
                     json_string(piece_name(key, tag, number)), base64_of(bytes));
}

base::Result<RecordItem> read_record_item(std::string_view item_json) {
  const auto unfit = [](std::string_view key) {
    return base::fail(base::ErrorKind::corrupt,
                      fmt::format("record \"{}\" is not as whimbrel writes them", key),
                      "restore the table from a backup, or let nobody else write to it");
  };
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(item_json).get(json) != simdjson::SUCCESS) return unfit("?");
  RecordItem item;
  item.key = member(json, "k", "S");
  const std::string_view version = member(json, "v", "N");
  if (item.key.empty() || version.empty()) return unfit(item.key);
  item.version = whole(version);
  item.pieces_tag = member(json, "t", "S");
  item.pieces = whole(member(json, "c", "N"));
  if (!item.pieces_tag.empty()) return item;
  const auto value = model::read_base64(member(json, "d", "B"));
  if (!value) return unfit(item.key);
  item.value.assign(value->begin(), value->end());
  return item;
}

}  // namespace whimbrel::stores::dynamodb
