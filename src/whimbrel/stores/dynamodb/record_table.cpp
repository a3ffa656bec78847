#include "whimbrel/stores/dynamodb/record_table.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <random>

#include "whimbrel/model/base64.hpp"
#include "whimbrel/stores/dynamodb/json_text.hpp"
#include "whimbrel/stores/dynamodb/record_item.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

// A value that is replaced while its pieces are read is read once more.
constexpr int piece_reads_max = 5;
constexpr std::size_t listed_page_max = 100;
// A fenced write is a transaction, which costs twice its bytes. Pieces are written outside of it,
// and cost once: two thirds of a journal's price, from the size on at which that pays.
constexpr std::size_t fenced_value_bytes_max = std::size_t{2} << 10;

std::string new_tag() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

// What the record must be for the write to apply, as members of a request.
std::string condition_of(const RecordWrite& write) {
  if (!write.expected_version) return "";
  if (*write.expected_version == 0) return ",\"ConditionExpression\":\"attribute_not_exists(k)\"";
  return fmt::format(
      R"(,"ConditionExpression":"v = :e","ExpressionAttributeValues":{{":e":{{"N":"{}"}}}})",
      *write.expected_version);
}

tl::unexpected<base::Error> version_conflict(std::string_view key) {
  return base::fail(ErrorKind::conflict, fmt::format("record {} is not what it was", key),
                    "read it again");
}

tl::unexpected<base::Error> fence_lost(const Fence& fence) {
  return base::fail(ErrorKind::lease_lost,
                    fmt::format("lease {} belongs to somebody else now", fence.lease_key),
                    "another process goes on with the run; look with `whimbrel status`");
}

bool failed_condition(const DynamoDbError& error, std::size_t action) {
  return action < error.reasons.size() && error.reasons[action].code == "ConditionalCheckFailed";
}

std::string fence_check(std::string_view ledger_table, const Fence& fence) {
  return fmt::format(
      R"({{"ConditionCheck":{{"TableName":{},"Key":{},"ConditionExpression":"v = :t","ExpressionAttributeValues":{{":t":{{"N":"{}"}}}}}}}})",
      json_string(ledger_table), record_key_json(fence.lease_key), fence.token);
}

std::string_view raw_member(simdjson::ondemand::document& document, std::string_view name) {
  std::string_view raw;
  simdjson::ondemand::object value;
  if (document.find_field_unordered(name).get_object().get(value) != simdjson::SUCCESS) return {};
  if (value.raw_json().get(raw) != simdjson::SUCCESS) return {};
  return raw;
}

}  // namespace

const std::string& RecordTable::table_of(Space space) const {
  switch (space) {
    case Space::journal:
      return context_.options.journal_table;
    case Space::audit:
      return context_.options.audit_table;
    case Space::ledger:
      break;
  }
  return context_.options.ledger_table;
}

base::Status RecordTable::ensure_table(Space space) {
  const std::string& table = table_of(space);
  const auto known = catalogue_.remembered(table);
  if (known && (*known)->status == "ACTIVE") return {};
  if (!known && known.error().kind() != ErrorKind::not_found) return tl::unexpected(known.error());
  return catalogue_.create({table, {model::Path({"p"}), model::Path({"k"})}});
}

base::Result<std::optional<Record>> RecordTable::get(Space space, std::string_view key) {
  for (int read = 1;; ++read) {
    auto item = current_item(space, key);
    if (!item && item.error().kind() == ErrorKind::not_found) return std::nullopt;
    if (!item) return tl::unexpected(item.error());
    if (item->key.empty()) return std::nullopt;
    auto record = record_of(space, *std::move(item));
    if (record) return *std::move(record);
    if (record.error().kind() != ErrorKind::not_found || read == piece_reads_max)
      return tl::unexpected(record.error());
  }
}

base::Result<Record> RecordTable::record_of(Space space, RecordItem item) {
  if (!item.pieces_tag.empty()) {
    WHIMBREL_ASSIGN(item.value, read_pieces(space, item.key, item.pieces_tag, item.pieces));
  }
  return Record{std::move(item.key), std::move(item.value), item.version};
}

base::Result<std::string> RecordTable::read_pieces(Space space, std::string_view key,
                                                   std::string_view tag, std::uint64_t count) {
  std::string value;
  for (std::uint64_t number = 0; number < count; ++number) {
    const std::string body =
        fmt::format(R"({{"TableName":{},"Key":{},"ConsistentRead":true}})",
                    json_string(table_of(space)), piece_key_json(key, tag, number));
    auto reply = client_.call("GetItem", body);
    if (!reply)
      return tl::unexpected(to_error(reply.error(), fmt::format("reading record {}", key)));
    simdjson::dom::parser parser;
    simdjson::dom::element json;
    std::string_view text;
    const bool found = parser.parse(reply->json).get(json) == simdjson::SUCCESS &&
                       json["Item"]["d"]["B"].get_string().get(text) == simdjson::SUCCESS;
    const auto bytes = found ? model::read_base64(text) : std::nullopt;
    if (!bytes)
      return base::fail(ErrorKind::not_found, fmt::format("a piece of record {} is gone", key),
                        "restore the table from a backup");
    value.append(bytes->begin(), bytes->end());
  }
  return value;
}

base::Result<std::vector<Record>> RecordTable::list(Space space, std::string_view prefix,
                                                    std::string_view after,
                                                    std::size_t records_max) {
  std::vector<Record> records;
  std::string start = after > prefix ? std::string(after) : std::string();
  const std::string condition = prefix.empty() ? "p = :p" : "p = :p AND begins_with(k, :k)";
  const std::string values =
      prefix.empty()
          ? R"({":p":{"S":"record"}})"
          : fmt::format(R"({{":p":{{"S":"record"}},":k":{{"S":{}}}}})", json_string(prefix));
  while (records.size() < records_max) {
    std::string body = fmt::format(
        R"({{"TableName":{},"ConsistentRead":true,"Limit":{},"KeyConditionExpression":"{}","ExpressionAttributeValues":{})",
        json_string(table_of(space)), std::min(records_max - records.size(), listed_page_max),
        condition, values);
    if (!start.empty()) body += ",\"ExclusiveStartKey\":" + record_key_json(start);
    auto reply = client_.call("Query", body + "}");
    if (!reply && reply.error().kind == ErrorKind::not_found) return records;
    if (!reply) return tl::unexpected(to_error(reply.error(), "listing records"));
    simdjson::dom::parser parser;
    simdjson::dom::element json;
    simdjson::dom::array items;
    if (parser.parse(reply->json).get(json) != simdjson::SUCCESS ||
        json["Items"].get_array().get(items) != simdjson::SUCCESS)
      return base::fail(ErrorKind::invalid_data, "Query answered what cannot be read",
                        "check that the endpoint is a DynamoDB");
    for (const simdjson::dom::element item : items) {
      WHIMBREL_ASSIGN(auto record_item, read_record_item(simdjson::minify(item)));
      WHIMBREL_ASSIGN(auto record, record_of(space, std::move(record_item)));
      start = record.key;
      records.push_back(std::move(record));
    }
    simdjson::dom::element last;
    if (json["LastEvaluatedKey"].get(last) != simdjson::SUCCESS) break;
    std::string_view last_key;
    if (last["k"]["S"].get_string().get(last_key) == simdjson::SUCCESS) start = last_key;
  }
  return records;
}

base::Status RecordTable::put_pieces(const RecordWrite& write, std::string_view tag) {
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < write.value.size(); at += record_piece_bytes_max) {
    const std::string body = fmt::format(
        R"({{"TableName":{},"Item":{}}})", json_string(table_of(write.space)),
        piece_item_json(write.key, tag, number++, write.value.substr(at, record_piece_bytes_max)));
    const auto done = client_.call_repeatably("PutItem", body);
    if (!done)
      return tl::unexpected(to_error(done.error(), fmt::format("writing record {}", write.key)));
  }
  return {};
}

base::Status RecordTable::erase_pieces(Space space, std::string_view key, std::string_view tag,
                                       std::uint64_t count) {
  for (std::uint64_t number = 0; number < count; ++number) {
    const std::string body =
        fmt::format(R"({{"TableName":{},"Key":{}}})", json_string(table_of(space)),
                    piece_key_json(key, tag, number));
    const auto done = client_.call_repeatably("DeleteItem", body);
    if (!done)
      return tl::unexpected(to_error(done.error(), fmt::format("tidying up record {}", key)));
  }
  return {};
}

base::Status RecordTable::put(const RecordWrite& write, const Fence* fence) {
  WHIMBREL_TRY(ensure_table(write.space));
  if (fence != nullptr) WHIMBREL_TRY(ensure_table(Space::ledger));
  const bool erases = write.kind == RecordWrite::Kind::erase;
  const std::size_t whole_max = fence == nullptr ? record_piece_bytes_max : fenced_value_bytes_max;
  const bool in_pieces = !erases && write.value.size() > whole_max;
  RecordItem replaced;
  // A journal block may be replaced by a smaller one, which leaves pieces behind.
  if (erases || in_pieces || write.space == Space::journal) {
    WHIMBREL_ASSIGN(replaced, current_item(write.space, write.key));
  }
  RecordItem item{std::string(write.key), write.version, "", "", 0};
  if (in_pieces) {
    item.pieces_tag = new_tag();
    item.pieces = (write.value.size() + record_piece_bytes_max - 1) / record_piece_bytes_max;
    WHIMBREL_TRY(put_pieces(write, item.pieces_tag));
  } else if (!erases) {
    item.value = write.value;
  }
  base::Status done = put_item(write, item, fence);
  // What is not referred to does no harm but takes room: of a refused write its own pieces, of one
  // that was done those that it replaced. After an error nobody knows which.
  const bool refused = !done && (done.error().kind() == ErrorKind::conflict ||
                                 done.error().kind() == ErrorKind::lease_lost);
  const RecordItem& left_over = refused ? item : replaced;
  if (done || refused)
    WHIMBREL_TRY(erase_pieces(write.space, write.key, left_over.pieces_tag, left_over.pieces));
  return done;
}

// A lease that its holder renews or gives up: a transaction takes no record twice.
base::Status RecordTable::put_lease(const RecordWrite& write, const RecordItem& item,
                                    const Fence& fence) {
  RecordWrite held = write;
  if (!held.expected_version) held.expected_version = fence.token;
  if (*held.expected_version != fence.token) return fence_lost(fence);
  base::Status done = put_item(held, item, nullptr);
  if (done || done.error().kind() != ErrorKind::conflict) return done;
  return fence_lost(fence);
}

// A write that rests on what is there goes in a transaction, also when it is alone: DynamoDB knows
// one again that is sent twice, so that no write of a lease or a checkpoint is left in doubt.
base::Status RecordTable::put_item(const RecordWrite& write, const RecordItem& item,
                                   const Fence* fence) {
  if (fence != nullptr && write.space == Space::ledger && write.key == fence->lease_key)
    return put_lease(write, item, *fence);
  const bool erases = write.kind == RecordWrite::Kind::erase;
  const std::string target =
      erases ? "\"Key\":" + record_key_json(write.key) : "\"Item\":" + record_item_json(item);
  const std::string action = fmt::format(
      R"("TableName":{},{}{})", json_string(table_of(write.space)), target, condition_of(write));
  const bool rests_on_nothing = fence == nullptr && !write.expected_version;
  const auto done =
      rests_on_nothing
          ? client_.call_repeatably(erases ? "DeleteItem" : "PutItem", "{" + action + "}")
          : client_.call(
                "TransactWriteItems",
                fmt::format(
                    R"({{"TransactItems":[{{"{}":{{{}}}}}{}]}})", erases ? "Delete" : "Put", action,
                    fence == nullptr ? ""
                                     : "," + fence_check(context_.options.ledger_table, *fence)));
  if (done) return {};
  if (fence != nullptr && failed_condition(done.error(), 1)) return fence_lost(*fence);
  if (failed_condition(done.error(), 0)) return version_conflict(write.key);
  return tl::unexpected(to_error(done.error(), fmt::format("writing record {}", write.key)));
}

base::Result<RecordItem> RecordTable::current_item(Space space, std::string_view key) {
  const std::string body = fmt::format(R"({{"TableName":{},"Key":{},"ConsistentRead":true}})",
                                       json_string(table_of(space)), record_key_json(key));
  auto reply = client_.call("GetItem", body);
  if (!reply) return tl::unexpected(to_error(reply.error(), fmt::format("reading record {}", key)));
  simdjson::ondemand::parser parser;
  auto document = parser.iterate(reply->json);
  if (document.error() != simdjson::SUCCESS) return RecordItem{};
  const std::string_view item = raw_member(document.value_unsafe(), "Item");
  if (item.empty()) return RecordItem{};
  return read_record_item(item);
}

}  // namespace whimbrel::stores::dynamodb
