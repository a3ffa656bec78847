#include "whimbrel/stores/dynamodb/item_reader.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "whimbrel/model/dynamodb_canonical.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/dynamodb/json_text.hpp"
#include "whimbrel/stores/page_filler.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

constexpr std::size_t batch_keys_max = 100;
constexpr std::int64_t leftover_wait_ms = 50;
constexpr std::int64_t leftover_wait_ms_max = 5'000;

tl::unexpected<base::Error> unreadable_reply(std::string_view operation) {
  return base::fail(ErrorKind::invalid_data,
                    fmt::format("{} answered what cannot be read", operation),
                    "check that the endpoint is a DynamoDB");
}

base::Result<std::string> scan_body(const TableSchema& table, const ScanRequest& request) {
  // One more than wanted tells whether the range ends with the page.
  std::string body = fmt::format(R"({{"TableName":{},"ConsistentRead":true,"Limit":{})",
                                 json_string(table.name), request.items_max + 1);
  if (request.range.parts > 1)
    body +=
        fmt::format(R"(,"Segment":{},"TotalSegments":{})", request.range.part, request.range.parts);
  if (request.range.after) {
    body += ",\"ExclusiveStartKey\":";
    WHIMBREL_TRY(append_key_attributes(request.range.after->text, table.key, body));
  }
  return body + "}";
}

}  // namespace

ItemReader::ItemReader(DynamoDbClient& client, const base::Clock& clock)
    : client_(client), clock_(clock), view_(model::dynamodb_codec().make_view()) {}

base::Status ItemReader::take(const TableSchema& table, std::string_view item_json,
                              std::string& key, std::string& item) {
  item.clear();
  WHIMBREL_TRY(model::canonical_dynamodb_item(item_json, item));
  item.reserve(item.size() + model::item_padding_bytes);
  WHIMBREL_TRY(view_->load(item));
  WHIMBREL_ASSIGN(auto found, model::dynamodb_codec().key_of(*view_, table.key_paths));
  key = std::move(found.text);
  return {};
}

base::Result<bool> ItemReader::scan(const TableSchema& table, const ScanRequest& request,
                                    Page& page) {
  WHIMBREL_ASSIGN(const std::string body, scan_body(table, request));
  const std::string doing = fmt::format("scanning \"{}\"", table.name);
  auto reply = client_.call("Scan", body);
  if (!reply) return tl::unexpected(to_error(reply.error(), doing));
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::array items;
  if (parser.iterate(reply->json).get(document) != simdjson::SUCCESS ||
      document.find_field_unordered("Items").get_array().get(items) != simdjson::SUCCESS)
    return unreadable_reply("Scan");
  const PageFiller filler(request, page);
  for (auto element : items) {
    simdjson::ondemand::object object;
    std::string_view raw;
    if (element.get_object().get(object) != simdjson::SUCCESS ||
        object.raw_json().get(raw) != simdjson::SUCCESS)
      return unreadable_reply("Scan");
    WHIMBREL_TRY(take(table, raw, key_, item_));
    if (filler.is_full_before(page, key_, item_)) return false;
    page.append(key_, item_);
  }
  std::string_view last;
  simdjson::ondemand::object last_key;
  if (document.find_field_unordered("LastEvaluatedKey").get_object().get(last_key) !=
      simdjson::SUCCESS)
    return true;
  if (last_key.raw_json().get(last) != simdjson::SUCCESS) return unreadable_reply("Scan");
  // It holds the key's attributes alone, and so reads as an item.
  WHIMBREL_TRY(take(table, last, key_, item_));
  if (page.reached() != key_) page.set_reached(key_);
  return false;
}

base::Status ItemReader::read(const TableSchema& table, std::span<const model::KeyView> keys,
                              Page& page) {
  std::vector<Found> found;
  for (std::size_t at = 0; at < keys.size(); at += batch_keys_max) {
    const auto some = keys.subspan(at, std::min(batch_keys_max, keys.size() - at));
    found.clear();
    WHIMBREL_TRY(read_some(table, some, found));
    std::sort(found.begin(), found.end(),
              [](const Found& a, const Found& b) { return a.key < b.key; });
    for (const model::KeyView key : some) {
      const auto place =
          std::lower_bound(found.begin(), found.end(), key,
                           [](const Found& a, auto wanted) { return a.key < wanted; });
      if (place != found.end() && place->key == key) page.append(place->key, place->item);
    }
  }
  return {};
}

base::Status ItemReader::read_some(const TableSchema& table, std::span<const model::KeyView> keys,
                                   std::vector<Found>& found) {
  // DynamoDB refuses a key that is asked for twice.
  std::vector<model::KeyView> wanted(keys.begin(), keys.end());
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const std::string name = json_string(table.name);
  std::string requested = fmt::format(R"({{{}:{{"ConsistentRead":true,"Keys":[)", name);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i > 0) requested += ',';
    WHIMBREL_TRY(append_key_attributes(wanted[i], table.key, requested));
  }
  requested += "]}}";
  for (std::int64_t wait_ms = leftover_wait_ms;;
       wait_ms = std::min(2 * wait_ms, leftover_wait_ms_max)) {
    auto reply = client_.call("BatchGetItem", "{\"RequestItems\":" + requested + "}");
    if (!reply)
      return tl::unexpected(to_error(reply.error(), fmt::format("reading \"{}\"", table.name)));
    simdjson::dom::parser parser;
    simdjson::dom::element json;
    simdjson::dom::array items;
    if (parser.parse(reply->json).get(json) != simdjson::SUCCESS)
      return unreadable_reply("BatchGetItem");
    if (json["Responses"][table.name].get_array().get(items) == simdjson::SUCCESS) {
      for (const simdjson::dom::element item : items) {
        Found& one = found.emplace_back();
        WHIMBREL_TRY(take(table, simdjson::minify(item), one.key, one.item));
      }
    }
    simdjson::dom::object left_over;
    if (json["UnprocessedKeys"].get_object().get(left_over) != simdjson::SUCCESS ||
        left_over.size() == 0)
      return {};
    requested = simdjson::minify(left_over);
    clock_.sleep_ms(wait_ms);
  }
}

}  // namespace whimbrel::stores::dynamodb
