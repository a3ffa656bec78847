#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/key.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/stores/field_type.hpp"
#include "whimbrel/stores/index_spec.hpp"
#include "whimbrel/stores/item_write.hpp"
#include "whimbrel/stores/load_account.hpp"
#include "whimbrel/stores/native_backups.hpp"
#include "whimbrel/stores/page.hpp"
#include "whimbrel/stores/record.hpp"

// How to add a store: make a folder beside memory/ and sqlite/, implement Store and Session, call
// the contract suite (contract/contract_suite.hpp) from a test with a factory for yours, and name
// each deviation there in one line. Vendor types stay inside the folder. What the engine relies on:
//
//   - items are read and written in the store's own encoding (ItemCodec), never reshaped;
//   - a write applies only if its guards hold, atomically per item;
//   - records (Space) are durable when put_record or commit returns, and put_record is a
//     compare-and-set;
//   - with transactions, what lies between begin and commit appears at once or not at all;
//   - an error leaves the session usable or says so (`io`, `unavailable`); a failed or timed-out
//     write may have happened, and the engine reads before it writes again;
//   - inside a transaction an error of write() or put_record() is the transaction's end: its
//     writes fail from then on, and commit() gives that error and rolls back. A refusal that
//     changed nothing
//     (`conflict`, `lease_lost`, a call that is too large) leaves it as it was.
namespace whimbrel::model {
class Filter;
}

namespace whimbrel::stores {

// What a store can do. The engine asks this, never which store it is.
struct Capabilities {
  // begin/commit group item writes and records of one session.
  bool transactions = false;
  // Collections can be read from end to end. A contract's storage cannot.
  bool scan = true;
  // Scans go in key order, and any two keys can bound one. Where not, a collection has an order of
  // its own, the same in every scan as long as it is not written to; a scan can begin after any
  // key that it reached before, and is cut by parts (KeyRange::part) instead of by keys.
  bool ordered_scans = true;
  // A removed and restored field stands where it stood.
  bool keeps_field_order = true;
  // An index can refuse a second item with the same values.
  bool unique_indexes = false;
  // Sessions that may write at the same time with gain; SQLite has one writer.
  int parallel_writers_max = 1;
  // What one write() call takes at most (bytes: keys and new items); more is `unsupported`.
  std::size_t write_items_max = 10'000;
  std::size_t write_bytes_max = 64u << 20;
  // Writes that may happen together or not at all (ItemWrite::with_next).
  std::size_t group_writes_max = 100;
  // The largest item it can hold; a larger one is `invalid_data`.
  std::size_t item_bytes_max = 16u << 20;
};

struct CollectionSpec {
  std::string name;
  // Where the key stands in an item; one path, or several for a composed key.
  std::vector<model::Path> key_fields;
  // The type of each, for stores that want to know; empty = all are text.
  std::vector<FieldType> key_types = {};
};

struct CollectionInfo {
  CollectionSpec spec;
  // As the store knows it without reading the collection; exact says which it is.
  std::uint64_t items = 0;
  bool items_exact = false;
};

// Keys of one collection after `after` (exclusive; none = from the start) and up to `until`
// (inclusive; none = to the end). Without ordered scans `after` is a key that a scan of the same
// part reached, and there is no `until`.
struct KeyRange {
  std::optional<model::Key> after = {};
  std::optional<model::Key> until = {};
  // Of so many parts that together are the whole, this one, counted from 0.
  std::uint32_t part = 0;
  std::uint32_t parts = 1;
};

struct ScanRequest {
  std::string_view collection;
  KeyRange range;
  // Ends the page at whichever comes first; at least one item is returned if there is one.
  std::size_t items_max = 5'000;
  std::size_t bytes_max = 8u << 20;
  // A store may leave out items that this does not match, where it need not read them or can tell;
  // it may give any of them all the same, so whoever asks decides again. An item that the filter
  // cannot decide about is given, unless one of its conditions rules the item out. Null: every item
  // is wanted.
  const model::Filter* where = nullptr;
};

// One thread's connection. Not synchronised; belongs to the thread that uses it. Destroying it
// rolls an open transaction back.
class Session {
 public:
  virtual ~Session() = default;

  // Appends the next items in the store's order to `page`. True when the range ends with them;
  // otherwise go on after page.reached(). With `where` a page that is not the last may hold fewer
  // items than asked for, even none: the store looked at as many as it does in one call, and
  // reached() says how far it came, which is always past `range.after`. What other sessions commit
  // between two calls may or may not be seen; one page is one consistent read where the store has
  // transactions. not_found when there is no such collection.
  virtual base::Result<bool> scan(const ScanRequest& request, Page& page) = 0;

  // Appends the items with these keys that exist, in the order asked. Reads its own transaction.
  virtual base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                            Page& page) = 0;

  // Starts a transaction that will write; waits for other writers up to the store's busy timeout,
  // then `busy`. unsupported without transactions; internal when one is open.
  virtual base::Status begin() = 0;
  // Makes it durable. On an error nothing of it is kept, except that after `io` or `unavailable`
  // the outcome is unknown until read again.
  virtual base::Status commit() = 0;
  virtual base::Status rollback() = 0;

  // Performs the writes in order, each (each group) guarded on its own, and sets outcomes[i] for
  // each. Outside a transaction each applied write, or group as one, is durable when this returns;
  // a store with transactions makes one of the whole call. On an error, outcomes say nothing.
  // unsupported for a group of more than group_writes_max.
  virtual base::Status write(std::span<const ItemWrite> writes,
                             std::span<WriteOutcome> outcomes) = 0;

  virtual base::Result<std::optional<Record>> get_record(Space space, std::string_view key) = 0;

  // Records whose key begins with `prefix` and is greater than `after`, in key order, up to
  // `records_max`.
  virtual base::Result<std::vector<Record>> list_records(Space space, std::string_view prefix,
                                                         std::string_view after,
                                                         std::size_t records_max) = 0;

  // conflict when expected_version is not what is there; lease_lost when `fence` (null = none) no
  // longer holds. Checked and written as one step. Part of the open transaction, if any.
  virtual base::Status put_record(const RecordWrite& write, const Fence* fence) = 0;
};

// A configured place where data lives. Thread-safe: any thread may open sessions.
class Store {
 public:
  virtual ~Store() = default;

  // For people and logs, without secrets: "sqlite:wallet.db".
  virtual std::string description() const = 0;
  virtual Capabilities capabilities() const = 0;
  virtual const model::ItemCodec& codec() const = 0;

  virtual base::Result<std::unique_ptr<Session>> open_session() = 0;

  // By name order. System spaces are not listed.
  virtual base::Result<std::vector<CollectionInfo>> collections() = 0;
  // not_found when there is none.
  virtual base::Result<CollectionInfo> collection(std::string_view name) = 0;
  // Creating one that is there with the same key fields is fine; with others, refused. usage for a
  // name that check_collection_name (collection_name.hpp) does not allow.
  virtual base::Status create_collection(const CollectionSpec& spec) = 0;
  // not_found when there is none. Removes its items and its indexes.
  virtual base::Status drop_collection(std::string_view name) = 0;

  // Makes an index over the items that are there and those to come. Making one that is there with
  // the same fields is fine; with others, refused. not_found without the collection; usage for a
  // spec that check_index_spec (index_spec.hpp) does not allow; unsupported for a unique one where
  // capabilities() say that there are none.
  virtual base::Status create_index(std::string_view collection, const IndexSpec& index) = 0;
  // not_found when there is no such collection or index.
  virtual base::Status drop_index(std::string_view collection, std::string_view name) = 0;
  // By name order: those that create_index made. not_found without the collection.
  virtual base::Result<std::vector<IndexSpec>> indexes(std::string_view collection) = 0;

  // Cuts the collection into up to `segments_max` key ranges of about equal size that cover it and
  // do not overlap, in key order. One open range when it is small or cannot be cut.
  virtual base::Result<std::vector<KeyRange>> split(std::string_view collection,
                                                    std::size_t segments_max) = 0;

  // Reclaims what writing left behind (a write-ahead log); called off the writing thread between
  // batches, any time. No effect on what is stored.
  virtual base::Status maintain() = 0;

  // The backups that the server itself makes; null for a store that has none. Lives as long as the
  // store.
  virtual NativeBackups* native_backups() { return nullptr; }

  // What using the store will cost, and how it is held back; null where nothing is charged by use.
  // Lives as long as the store.
  virtual LoadAccount* load_account() { return nullptr; }
};

}  // namespace whimbrel::stores
