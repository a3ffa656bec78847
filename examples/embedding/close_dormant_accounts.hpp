#pragma once

#include <vector>

#include "whimbrel/engine/migration.hpp"

// A migration of your own: accounts that are marked dormant become closed, with the run's time.
class CloseDormantAccounts final : public whimbrel::engine::Migration {
 public:
  CloseDormantAccounts();

  const whimbrel::engine::MigrationInfo& info() const override { return info_; }
  std::span<const whimbrel::model::Path> guard_fields() const override { return guard_fields_; }
  whimbrel::base::Result<std::unique_ptr<whimbrel::engine::Transformer>> prepare(
      const whimbrel::engine::PinnedInputs& inputs,
      const whimbrel::model::ItemCodec& codec) const override;

 private:
  whimbrel::engine::MigrationInfo info_;
  // What is edited is guarded anyway; besides, an account that is used meanwhile must not close.
  std::vector<whimbrel::model::Path> guard_fields_;
};
