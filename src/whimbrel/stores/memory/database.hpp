#pragma once

#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/memory/scan_order.hpp"
#include "whimbrel/stores/record.hpp"
#include "whimbrel/stores/store.hpp"
#include "whimbrel/stores/writer_gate.hpp"

namespace whimbrel::stores::memory {

template <typename T>
using ByKey = std::map<std::string, T, std::less<>>;
template <typename T>
using BySpace = std::array<ByKey<T>, 3>;

struct Collection {
  CollectionSpec spec;
  // By place (ScanOrder).
  ByKey<std::string> items;
  // Definitions only: reading all of memory is as quick as looking up.
  ByKey<IndexSpec> indexes;
};

// What a transaction wants changed: a value, or nothing where it is to be removed.
struct PendingChanges {
  ByKey<ByKey<std::optional<std::string>>> items;  // by collection, then place
  BySpace<std::optional<Record>> records;
};

// What is committed. Guard everything with `mutex`; whoever changes it with transactions holds the
// gate too.
class Database {
 public:
  explicit Database(MemoryOptions options) : options_(options), order_(options.ordered_scans) {}

  const MemoryOptions& options() const noexcept { return options_; }
  const ScanOrder& order() const noexcept { return order_; }
  std::mutex& mutex() noexcept { return mutex_; }
  WriterGate& gate() noexcept { return gate_; }

  // With the mutex held.
  ByKey<Collection>& collections() noexcept { return collections_; }
  ByKey<Record>& records(Space space) noexcept { return records_[static_cast<std::size_t>(space)]; }
  base::Result<Collection*> find_collection(std::string_view name);
  void apply(PendingChanges changes);

 private:
  const MemoryOptions options_;
  const ScanOrder order_;
  std::mutex mutex_;
  WriterGate gate_;
  ByKey<Collection> collections_;
  BySpace<Record> records_;
};

}  // namespace whimbrel::stores::memory
