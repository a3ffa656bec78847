#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::cli {

// Puts new items into a collection, batch by batch, each batch one transaction where the store has
// them. One thread.
class ItemInserter {
 public:
  // `store` and `collection` must outlive it.
  static base::Result<ItemInserter> open(stores::Store& store, std::string_view collection,
                                         std::size_t batch_items_max);

  // Copies key and item in. refused when an item of that key is there already.
  base::Status insert(std::string_view key, std::string_view item);
  // Writes what is left of the last batch.
  base::Status finish();

  std::uint64_t inserted() const noexcept { return inserted_; }

 private:
  struct Entry {
    std::size_t offset = 0;
    std::size_t key_bytes = 0;
    std::size_t item_bytes = 0;
  };

  ItemInserter(std::unique_ptr<stores::Session> session, std::string_view collection,
               std::size_t batch_items_max)
      : session_(std::move(session)), collection_(collection), batch_items_max_(batch_items_max) {}
  base::Status write_batch();

  std::unique_ptr<stores::Session> session_;
  std::string_view collection_;
  std::size_t batch_items_max_;
  std::string buffer_;
  std::vector<Entry> entries_;
  std::vector<stores::ItemWrite> writes_;
  std::vector<stores::WriteOutcome> outcomes_;
  std::uint64_t inserted_ = 0;
};

}  // namespace whimbrel::cli
