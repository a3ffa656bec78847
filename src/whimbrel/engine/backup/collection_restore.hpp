#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/model/arena.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/page.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Puts items into one collection in batches. Inserts first and looks only at what was there
// already, so that an empty collection costs one write an item, and a second run finds its own
// work.
class CollectionRestore {
 public:
  // `session` and `counts` must outlive this; `from` is the archive's codec, `to` the store's.
  CollectionRestore(stores::Session& session, const stores::Capabilities& limits,
                    const model::ItemCodec& from, const model::ItemCodec& to,
                    std::vector<model::Path> key_fields, RestorePolicy policy,
                    RestoredCollection& counts);

  // Takes one item; it must stay where it is until the next flush(). Writes when a batch is full.
  base::Status add(const stores::Page::Item& item);
  // Writes what is waiting; durable when this returns.
  base::Status flush();

  bool nothing_waits() const noexcept { return writes_.empty(); }

 private:
  base::Result<stores::Page::Item> converted(const stores::Page::Item& item);
  base::Status settle_existing();
  base::Status replace(const std::vector<std::size_t>& differing);

  stores::Session& session_;
  stores::Capabilities limits_;
  const model::ItemCodec& from_;
  const model::ItemCodec& to_;
  const std::unique_ptr<model::ItemView> view_;  // of items that were converted
  const std::vector<model::Path> key_fields_;
  RestorePolicy policy_;
  RestoredCollection& counts_;
  std::vector<stores::ItemWrite> writes_;
  std::vector<stores::WriteOutcome> outcomes_;
  std::size_t waiting_bytes_ = 0;
  model::Arena arena_;
  stores::Page existing_;
};

}  // namespace whimbrel::engine
