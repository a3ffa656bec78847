#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "whimbrel/engine/migration.hpp"

namespace whimbrel::engine::testing {

// A migration of "things" whose transformation is a function of the test's.
class FunctionMigration final : public Migration {
 public:
  using Change = std::function<void(const model::ItemView& item, ChangeSink& sink)>;

  // `definition` stands for the function in the checksum.
  FunctionMigration(std::string id, Change change);

  const MigrationInfo& info() const override { return info_; }
  std::span<const model::Path> guard_fields() const override { return {}; }
  bool guards_whole_item() const override { return whole_item; }
  BlastRadius blast_radius() const override { return radius; }
  std::span<const std::unique_ptr<Action>> actions_before() const override { return before; }
  std::span<const std::unique_ptr<Action>> actions_after() const override { return after; }
  base::Result<std::unique_ptr<Transformer>> prepare(const PinnedInputs& inputs,
                                                     const model::ItemCodec& codec) const override;

  MigrationInfo& own_info() { return info_; }

  bool whole_item = false;
  BlastRadius radius;
  std::vector<std::unique_ptr<Action>> before, after;

 private:
  MigrationInfo info_;
  Change change_;
};

// Moves each thing with state "old" to "people", under the key "moved-NNNN".
FunctionMigration moving_migration();

// Copies each thing with state "old" to "people", under its key, and leaves it.
FunctionMigration copying_migration();

// Adds one to the field `n` of every thing: it would again, asked again.
FunctionMigration counting_migration();

}  // namespace whimbrel::engine::testing
