#include "whimbrel/stores/contract/contract_context.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/model/json_string.hpp"

namespace whimbrel::stores::contract {
namespace {

std::string id_text(int number) { return fmt::format("item-{:06}", number); }

}  // namespace

Context::Context(std::shared_ptr<Store> store) : store_(std::move(store)) {}

Session& Context::session() {
  if (!session_) session_ = open_session();
  return *session_;
}

std::unique_ptr<Session> Context::open_session() {
  auto session = store_->open_session();
  if (!session) throw std::runtime_error(session.error().describe());
  return *std::move(session);
}

void Context::make_collection(const std::string& name) {
  const auto created = store_->create_collection({name, {model::Path({"_id"})}});
  ASSERT_TRUE(created) << why(created);
}

std::string Context::key(int number) const { return key_of_text(id_text(number)); }

std::string Context::key_of_text(std::string_view text) const {
  std::string key;
  model::append_json_string(text, key);
  return key;
}

std::string Context::item(int number, std::initializer_list<model::Field> fields) const {
  model::Object object{{"_id", id_text(number)}};
  for (const model::Field& field : fields) object.append(field.name, field.value);
  return encode(object);
}

std::string Context::encode(const model::Value& item) const {
  std::string encoded;
  const auto done = codec().encode_item(item, encoded);
  EXPECT_TRUE(done) << why(done);
  return encoded;
}

model::Value Context::decode(std::string_view item) const {
  auto value = codec().decode_item(item);
  EXPECT_TRUE(value) << why(value);
  return std::move(value).value_or(model::Value());
}

model::Value Context::as_kept(const model::Value& value) const {
  std::string encoded;
  const auto done = codec().encode_value(value, encoded);
  EXPECT_TRUE(done) << why(done);
  auto kept = codec().decode_value(encoded);
  EXPECT_TRUE(kept) << why(kept);
  return std::move(kept).value_or(model::Value());
}

GuardedWrite Context::update(const std::string& key, const std::string& collection) const {
  return {codec(), collection, key, ItemWrite::Kind::update};
}

GuardedWrite Context::erase(const std::string& key, const std::string& collection) const {
  return {codec(), collection, key, ItemWrite::Kind::erase};
}

void Context::insert(const std::string& key, const std::string& item,
                     const std::string& collection) {
  ItemWrite write;
  write.kind = ItemWrite::Kind::insert;
  write.collection = collection;
  write.key = key;
  write.after = item;
  WriteOutcome outcome = WriteOutcome::missing;
  const auto done = session().write({&write, 1}, {&outcome, 1});
  ASSERT_TRUE(done) << why(done);
  ASSERT_EQ(outcome, WriteOutcome::applied) << key;
}

void Context::insert_many(int count, const std::string& collection) {
  const auto batch_max = static_cast<int>(store_->capabilities().write_items_max);
  for (int first = 0; first < count; first += batch_max) {
    const int batch = std::min(batch_max, count - first);
    std::vector<std::string> texts;
    std::vector<ItemWrite> writes(static_cast<std::size_t>(batch));
    std::vector<WriteOutcome> outcomes(writes.size());
    for (int i = first; i < first + batch; ++i) {
      texts.push_back(key(i));
      texts.push_back(item(i, {{"n", std::int32_t{i}}}));
    }
    for (std::size_t i = 0; i < writes.size(); ++i) {
      writes[i].kind = ItemWrite::Kind::insert;
      writes[i].collection = collection;
      writes[i].key = texts[2 * i];
      writes[i].after = texts[2 * i + 1];
    }
    const auto done = session().write(writes, outcomes);
    ASSERT_TRUE(done) << why(done);
    for (const WriteOutcome outcome : outcomes) ASSERT_EQ(outcome, WriteOutcome::applied);
  }
}

WriteOutcome Context::apply(Session& session, const GuardedWrite& guarded) {
  const ItemWrite write = guarded.write();
  WriteOutcome outcome{};
  const auto done = session.write({&write, 1}, {&outcome, 1});
  EXPECT_TRUE(done) << why(done);
  return outcome;
}

void Context::change(const std::string& key, std::string_view path, const model::Value& value,
                     const std::string& collection) {
  EXPECT_EQ(apply(update(key, collection).set(path, value)), WriteOutcome::applied);
}

std::optional<std::string> Context::read(Session& session, const std::string& key,
                                         const std::string& collection) {
  Page page;
  const model::KeyView view = key;
  const auto done = session.read(collection, {&view, 1}, page);
  EXPECT_TRUE(done) << why(done);
  if (!done || page.empty()) return std::nullopt;
  EXPECT_EQ(page[0].key, key);
  return std::string(page[0].bytes);
}

model::Value Context::field(const std::string& key, std::string_view name) {
  const auto item = read(key);
  if (!item) return {};
  const model::Value value = decode(*item);
  const model::Value* found = value.find(name);
  return found == nullptr ? model::Value() : *found;
}

std::vector<KeyAndItem> Context::everything(std::size_t items_max, const std::string& collection) {
  auto items = scan_all(session(), {}, items_max, collection);
  if (!has_ordered_scans()) std::sort(items.begin(), items.end());
  return items;
}

std::vector<KeyAndItem> Context::scan_all(Session& session, KeyRange range, std::size_t items_max,
                                          const std::string& collection) {
  std::vector<KeyAndItem> items;
  Page page;
  for (int pages = 0; pages < 100'000; ++pages) {
    page.clear();
    const auto ended = session.scan({collection, range, items_max}, page);
    EXPECT_TRUE(ended) << why(ended);
    if (!ended) return items;
    for (std::size_t i = 0; i < page.size(); ++i)
      items.push_back({std::string(page[i].key), std::string(page[i].bytes)});
    if (*ended) return items;
    EXPECT_FALSE(page.reached().empty()) << "a page that does not end the range comes further";
    if (page.reached().empty()) return items;
    range.after = model::Key{std::string(page.reached())};
  }
  ADD_FAILURE() << "the scan does not end";
  return items;
}

std::vector<std::string> Context::keys_of(const std::vector<KeyAndItem>& items) {
  std::vector<std::string> keys;
  for (const KeyAndItem& item : items) keys.push_back(item.key);
  return keys;
}

base::Status Context::put(Session& session, Space space, std::string_view key,
                          std::string_view value, std::uint64_t version,
                          std::optional<std::uint64_t> expected, const Fence* fence) {
  RecordWrite write;
  write.space = space;
  write.key = key;
  write.value = value;
  write.version = version;
  write.expected_version = expected;
  return session.put_record(write, fence);
}

std::optional<Record> Context::get(Session& session, Space space, std::string_view key) {
  auto record = session.get_record(space, key);
  EXPECT_TRUE(record) << why(record);
  return std::move(record).value_or(std::nullopt);
}

}  // namespace whimbrel::stores::contract
