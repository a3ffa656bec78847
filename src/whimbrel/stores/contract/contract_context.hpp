#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/value.hpp"
#include "whimbrel/stores/contract/guarded_write.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::contract {

struct KeyAndItem {
  std::string key;
  std::string item;
  friend auto operator<=>(const KeyAndItem&, const KeyAndItem&) = default;
};

// A store with one session and the words the tests speak in. A helper that cannot do its work makes
// the test fail and gives an empty answer.
class Context {
 public:
  explicit Context(std::shared_ptr<Store> store);

  Store& store() { return *store_; }
  Session& session();
  std::unique_ptr<Session> open_session();
  const model::ItemCodec& codec() const { return store_->codec(); }
  bool has_transactions() const { return store_->capabilities().transactions; }
  bool has_ordered_scans() const { return store_->capabilities().ordered_scans; }

  // A collection whose key field is _id.
  void make_collection(const std::string& name = "tokens");

  // Keys that sort as their numbers do: "item-000042".
  std::string key(int number) const;
  std::string key_of_text(std::string_view text) const;
  // An item {_id, fields…} in the store's encoding.
  std::string item(int number, std::initializer_list<model::Field> fields = {}) const;
  std::string encode(const model::Value& item) const;
  // Its fields as typed values.
  model::Value decode(std::string_view item) const;
  // The value as the store gives it back: with one type of number, an integer comes as that.
  model::Value as_kept(const model::Value& value) const;

  GuardedWrite update(const std::string& key, const std::string& collection = "tokens") const;
  GuardedWrite erase(const std::string& key, const std::string& collection = "tokens") const;

  void insert(const std::string& key, const std::string& item,
              const std::string& collection = "tokens");
  // Items 0 … count-1, each with a field `n`.
  void insert_many(int count, const std::string& collection = "tokens");
  WriteOutcome apply(const GuardedWrite& write) { return apply(session(), write); }
  static WriteOutcome apply(Session& session, const GuardedWrite& write);
  // An update as a live user makes it: no guards.
  void change(const std::string& key, std::string_view path, const model::Value& value,
              const std::string& collection = "tokens");

  std::optional<std::string> read(const std::string& key,
                                  const std::string& collection = "tokens") {
    return read(session(), key, collection);
  }
  static std::optional<std::string> read(Session& session, const std::string& key,
                                         const std::string& collection = "tokens");
  // The value of a field of the item with this key; null when there is no such item or field.
  model::Value field(const std::string& key, std::string_view name);
  // Everything in a collection, by key.
  std::vector<KeyAndItem> everything(std::size_t items_max = 5'000,
                                     const std::string& collection = "tokens");
  // Everything in a range, page by page, in the store's order.
  static std::vector<KeyAndItem> scan_all(Session& session, KeyRange range = {},
                                          std::size_t items_max = 5'000,
                                          const std::string& collection = "tokens");
  static std::vector<std::string> keys_of(const std::vector<KeyAndItem>& items);

  static base::Status put(Session& session, Space space, std::string_view key,
                          std::string_view value, std::uint64_t version,
                          std::optional<std::uint64_t> expected = std::nullopt,
                          const Fence* fence = nullptr);
  static std::optional<Record> get(Session& session, Space space, std::string_view key);

 private:
  std::shared_ptr<Store> store_;
  std::unique_ptr<Session> session_;
};

// Shows a failed result in an assertion.
template <typename T>
std::string why(const base::Result<T>& result) {
  return result ? std::string("succeeded") : result.error().describe();
}

}  // namespace whimbrel::stores::contract
