#pragma once

#include <vector>

#include "whimbrel/engine/migration.hpp"

namespace whimbrel::engine::testing {

// A migration that uses everything the engine offers, for tests: items with state "old" get state
// "new", a `stamp` with the run's time (a number where the store has no dates), and lose
// `obsolete`; those with `fragile` true are rejected; those with state "dead" are erased.
class StateMigration final : public Migration {
 public:
  StateMigration();

  const MigrationInfo& info() const override { return info_; }
  std::span<const model::Path> guard_fields() const override { return guard_fields_; }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs& inputs,
                                                     const model::ItemCodec& codec) const override;

 private:
  MigrationInfo info_;
  std::vector<model::Path> guard_fields_;
};

// "item-0007" as a key.
std::string item_key(int number);

// An item's JSON text. `state` as given; `extra` is more JSON members, such as `"note":"x"`.
std::string item_text(int number, std::string_view state, std::string_view extra = {});

// Such a text as a store with this codec keeps it; as it is where it is no item.
std::string kept_text(const model::ItemCodec& codec, std::string_view text);

// A collection "things" with `count` items: every third "old" with `obsolete`, every seventh
// "dead", the others "fine".
base::Status fill_things(stores::Store& store, int count);

// Every item of a collection as "key\titem\n", in key order.
std::string dump(stores::Store& store, std::string_view collection);

// Writes an item's JSON text whatever is there, as a live user would.
base::Status overwrite_item(stores::Store& store, int number, std::string_view text);

}  // namespace whimbrel::engine::testing
