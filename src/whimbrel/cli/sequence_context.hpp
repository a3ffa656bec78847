#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/engine/sequence/sequence.hpp"

namespace whimbrel::cli {

// The catalogue's migrations held against a store's ledger. Of those that are built in only the
// ones that concern the store: their collection is there, the ledger knows them, another one
// depends on them, or it is `asked_for`. Errors are those of reading the ledger.
base::Result<engine::Sequence> sequence_on(const MigrationCatalogue& catalogue,
                                           stores::Store& store, const std::string& asked_for = {});

// The catalogue's migrations among each other, without a store.
engine::Sequence sequence_of(const MigrationCatalogue& catalogue);

// What a verb about several migrations works with.
class SequenceContext {
 public:
  // Errors of MigrationCatalogue::load, TargetAccess::open and sequence_on.
  static base::Result<std::unique_ptr<SequenceContext>> open(const Invocation& call, TargetUse use);

  const MigrationCatalogue& catalogue() const noexcept { return catalogue_; }
  TargetAccess& target() const noexcept { return *target_; }
  const engine::Sequence& sequence() const noexcept { return *sequence_; }

  // Of a step that has no fault.
  const engine::Migration& migration_of(const engine::SequenceStep& step) const;

  // The whole id for what --to said; empty when it said nothing. Errors of
  // MigrationCatalogue::find.
  base::Result<std::string> id_of(const std::optional<std::string>& name) const;

  // "whimbrel resume 005_… --target sqlite:wallet.db": to copy. `what` is verb and arguments.
  std::string command(std::string_view what) const;

 private:
  SequenceContext(MigrationCatalogue catalogue, std::unique_ptr<TargetAccess> target);

  MigrationCatalogue catalogue_;
  std::unique_ptr<TargetAccess> target_;
  std::optional<engine::Sequence> sequence_;
};

}  // namespace whimbrel::cli
