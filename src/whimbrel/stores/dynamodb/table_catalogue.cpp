#include "whimbrel/stores/dynamodb/table_catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;
using Json = nlohmann::ordered_json;

std::string table_body(std::string_view table) {
  return Json{{"TableName", std::string(table)}}.dump();
}

bool is_not_found(const base::Error& error) { return error.kind() == ErrorKind::not_found; }

const TableSchema::Index* find_index(const TableSchema& schema, std::string_view name) {
  const auto found = std::find_if(schema.indexes.begin(), schema.indexes.end(),
                                  [&](const auto& index) { return index.spec.name == name; });
  return found == schema.indexes.end() ? nullptr : &*found;
}

base::Status check_same_key(const TableSchema& there, const CollectionSpec& wanted) {
  std::vector<FieldType> types = wanted.key_types;
  types.resize(wanted.key_fields.size(), FieldType::text);
  const bool same_types =
      std::equal(there.key.begin(), there.key.end(), types.begin(), types.end(),
                 [](const KeyAttribute& key, FieldType type) { return key.type == type; });
  if (there.key_paths == wanted.key_fields && same_types) return {};
  return base::fail(ErrorKind::refused,
                    fmt::format("table \"{}\" is there already, with another key", wanted.name),
                    "choose another name, or drop the old table first");
}

}  // namespace

base::Result<std::string> TableCatalogue::call(std::string_view operation, const std::string& body,
                                               std::string_view doing) {
  const std::lock_guard lock(calling_);
  auto reply = client_.call(operation, body);
  if (!reply) return tl::unexpected(to_error(reply.error(), doing));
  return std::move(reply->json);
}

base::Result<TableSchema> TableCatalogue::describe(std::string_view table) {
  WHIMBREL_ASSIGN(const auto reply,
                  call("DescribeTable", table_body(table), fmt::format("table \"{}\"", table)));
  WHIMBREL_ASSIGN(auto schema, read_table_schema(reply));
  if (context_.observers.load != nullptr)
    context_.observers.load->on_table(schema.name, schema.capacity);
  const std::lock_guard lock(remembering_);
  schemas_[schema.name] = std::make_shared<const TableSchema>(schema);
  return schema;
}

base::Result<std::shared_ptr<const TableSchema>> TableCatalogue::remembered(
    std::string_view table) {
  {
    const std::lock_guard lock(remembering_);
    const auto found = schemas_.find(table);
    if (found != schemas_.end()) return found->second;
  }
  WHIMBREL_ASSIGN(auto schema, describe(table));
  return std::make_shared<const TableSchema>(std::move(schema));
}

base::Result<std::vector<std::string>> TableCatalogue::names() {
  std::vector<std::string> names;
  Json request = Json::object();
  while (true) {
    WHIMBREL_ASSIGN(const auto reply, call("ListTables", request.dump(), "listing the tables"));
    const Json page = Json::parse(reply, nullptr, false);
    if (!page.is_object() || !page.contains("TableNames"))
      return base::fail(ErrorKind::invalid_data, "ListTables answered what cannot be read",
                        "check that the endpoint is a DynamoDB");
    for (const Json& name : page.at("TableNames")) names.push_back(name);
    if (!page.contains("LastEvaluatedTableName")) break;
    request["ExclusiveStartTableName"] = page.at("LastEvaluatedTableName");
  }
  std::sort(names.begin(), names.end());
  return names;
}

template <typename Ready>
base::Status TableCatalogue::wait_until(std::string_view what, Ready ready) {
  const std::int64_t give_up_ns =
      context_.clock.monotonic_ns() + context_.options.table_timeout_ms * 1'000'000;
  while (true) {
    WHIMBREL_ASSIGN(const bool is_ready, ready());
    if (is_ready) return {};
    WHIMBREL_TRY(context_.cancellation.check());
    if (context_.clock.monotonic_ns() > give_up_ns)
      return base::fail(
          ErrorKind::unavailable,
          fmt::format("{} takes longer than {} ms", what, context_.options.table_timeout_ms),
          "wait until it is done, then run the same again");
    context_.clock.sleep_ms(context_.options.table_poll_ms);
  }
}

template <typename Made>
base::Status TableCatalogue::change(std::string_view operation, const std::string& body,
                                    std::string_view doing, Made made) {
  const auto asked = [&] {
    const std::lock_guard lock(calling_);
    return client_.call_repeatably(operation, body);
  }();
  if (asked) return {};
  WHIMBREL_ASSIGN(const bool is_made, made());
  return is_made ? base::Status() : tl::unexpected(to_error(asked.error(), doing));
}

base::Result<bool> TableCatalogue::is_there(std::string_view table) {
  const auto there = describe(table);
  if (!there && !is_not_found(there.error())) return tl::unexpected(there.error());
  return there.has_value();
}

base::Status TableCatalogue::wait_until_active(const std::string& table) {
  return wait_until(fmt::format("making table \"{}\"", table), [&]() -> base::Result<bool> {
    WHIMBREL_ASSIGN(const auto schema, describe(table));
    return schema.status == "ACTIVE";
  });
}

base::Status TableCatalogue::create(const CollectionSpec& spec) {
  WHIMBREL_ASSIGN(const bool there, is_there(spec.name));
  if (!there) {
    WHIMBREL_ASSIGN(const std::string body, create_table_body(spec));
    WHIMBREL_TRY(change("CreateTable", body, fmt::format("making table \"{}\"", spec.name),
                        [&] { return is_there(spec.name); }));
  }
  WHIMBREL_TRY(wait_until_active(spec.name));
  WHIMBREL_ASSIGN(const auto schema, describe(spec.name));
  return check_same_key(schema, spec);
}

// DynamoDB refuses a change of a table while another one goes on, such as one that was begun by a
// process that was killed.
base::Result<TableSchema> TableCatalogue::settled(std::string_view table) {
  TableSchema schema;
  WHIMBREL_TRY(
      wait_until(fmt::format("a change of table \"{}\"", table), [&]() -> base::Result<bool> {
        WHIMBREL_ASSIGN(schema, describe(table));
        return schema.status == "ACTIVE" &&
               std::all_of(
                   schema.indexes.begin(), schema.indexes.end(),
                   [](const TableSchema::Index& index) { return index.status == "ACTIVE"; });
      }));
  return schema;
}

base::Status TableCatalogue::drop(std::string_view table) {
  WHIMBREL_ASSIGN(const auto there, describe(table));
  if (there.status != "DELETING") {
    WHIMBREL_TRY(settled(table));
    WHIMBREL_TRY(change("DeleteTable", table_body(table),
                        fmt::format("dropping table \"{}\"", table), [&]() -> base::Result<bool> {
                          const auto now = describe(table);
                          if (!now && !is_not_found(now.error()))
                            return tl::unexpected(now.error());
                          return !now || now->status == "DELETING";
                        }));
  }
  return wait_until(fmt::format("dropping table \"{}\"", table), [&]() -> base::Result<bool> {
    const auto schema = describe(table);
    if (!schema && is_not_found(schema.error())) {
      const std::lock_guard lock(remembering_);
      schemas_.erase(std::string(table));
      return true;
    }
    if (!schema) return tl::unexpected(schema.error());
    return false;
  });
}

base::Status TableCatalogue::create_index(std::string_view table, const IndexSpec& index) {
  WHIMBREL_ASSIGN(const auto schema, settled(table));
  if (const auto* there = find_index(schema, index.name)) {
    WHIMBREL_TRY(check_same_index(there->spec, index));
  } else {
    WHIMBREL_ASSIGN(const std::string body, create_index_body(table, index));
    WHIMBREL_TRY(change("UpdateTable", body,
                        fmt::format("making index \"{}\" of \"{}\"", index.name, table),
                        [&]() -> base::Result<bool> {
                          WHIMBREL_ASSIGN(const auto now, describe(table));
                          return find_index(now, index.name) != nullptr;
                        }));
  }
  return wait_until(fmt::format("making index \"{}\"", index.name), [&]() -> base::Result<bool> {
    WHIMBREL_ASSIGN(const auto now, describe(table));
    const auto* made = find_index(now, index.name);
    return made != nullptr && made->status == "ACTIVE" && now.status == "ACTIVE";
  });
}

base::Status TableCatalogue::drop_index(std::string_view table, std::string_view index) {
  WHIMBREL_ASSIGN(const auto before, describe(table));
  if (find_index(before, index) == nullptr) return tl::unexpected(no_such_index(table, index));
  WHIMBREL_ASSIGN(const auto schema, settled(table));
  // It was on its way out.
  if (find_index(schema, index) == nullptr) return {};
  const Json remove = {{"Delete", {{"IndexName", std::string(index)}}}};
  const Json body = {{"TableName", std::string(table)},
                     {"GlobalSecondaryIndexUpdates", Json::array({remove})}};
  WHIMBREL_TRY(change("UpdateTable", body.dump(),
                      fmt::format("dropping index \"{}\" of \"{}\"", index, table),
                      [&]() -> base::Result<bool> {
                        WHIMBREL_ASSIGN(const auto now, describe(table));
                        const auto* left = find_index(now, index);
                        return left == nullptr || left->status == "DELETING";
                      }));
  return wait_until(fmt::format("dropping index \"{}\"", index), [&]() -> base::Result<bool> {
    WHIMBREL_ASSIGN(const auto now, describe(table));
    return find_index(now, index) == nullptr && now.status == "ACTIVE";
  });
}

}  // namespace whimbrel::stores::dynamodb
