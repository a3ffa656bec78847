#pragma once

#include "whimbrel/engine/migration.hpp"

namespace whimbrel::packs::wallet {

// Migration 004. Lightning payments (transaction_type "melted") were stored without a status, so
// that the default "unspent" was saved and users saw money that they had already paid away.
//
// Selects   {transaction_type: "melted", status: "unspent"}
// Sets      {status: "spent", spent_at: <the run's time>}
// Leaves    everything else byte for byte, updatedAt too: nobody used the token now.
//
// A melted token that has no status at all is not selected. The service saved the default with
// every token, so such a row does not come from this bug, and whether its payment went through is
// not known; it is reported (check_after, `whimbrel check wallet`) and left to a person. A spent_at
// that is there already on an unspent token says nothing true and is replaced; the journal holds
// it.
//
// That no other run is going on and that this one has not been completed is the engine's to say,
// because it holds the lease. Risk follows the engine's thresholds: more than 10,000 tokens high,
// more than 1,000 medium, more than 1,000 users at least medium.
class FixMeltedTokenStatus final : public engine::Migration {
 public:
  FixMeltedTokenStatus();

  const engine::MigrationInfo& info() const override { return info_; }
  std::span<const model::Path> guard_fields() const override { return {&guard_field_, 1}; }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;

  // The collection is there and can be read; room on the disk where the store is a file (a warning
  // only: how much a run needs depends on where its backup goes).
  base::Result<std::vector<engine::CheckResult>> check_before(stores::Store& store) const override;

  // No melted token is unspent; health score 1; none without a status (a warning only). Reads the
  // whole collection.
  base::Result<std::unique_ptr<engine::ItemObserver>> make_observer(
      const model::ItemCodec& codec) const override;
  base::Result<std::vector<engine::CheckResult>> check_after(
      stores::Store& store,
      std::span<const std::unique_ptr<engine::ItemObserver>> observers) const override;

 private:
  engine::MigrationInfo info_;
  model::Path guard_field_;
};

}  // namespace whimbrel::packs::wallet
