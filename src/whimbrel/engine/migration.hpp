#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/action.hpp"
#include "whimbrel/engine/blast_radius_limit.hpp"
#include "whimbrel/engine/check.hpp"
#include "whimbrel/engine/impact.hpp"
#include "whimbrel/engine/pass.hpp"
#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/engine/risk.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/store.hpp"

// How to add a migration: derive Migration in a file pair named as users call it, in its pack's
// folder, say what it reads in guard_fields(), what it does in a Transformer, and list it in the
// pack's catalogue. Preview, backup, journal, guards, resume, verify and undo come from the engine.
namespace whimbrel::engine {

// Sees every item of the collection once, in the read that follows a run, for a migration's own
// checks: an item is paid for once, however many look at it. One a thread.
class ItemObserver {
 public:
  virtual ~ItemObserver() = default;
  virtual void observe(const model::ItemView& item) = 0;
  // An item that is not one well-formed document.
  virtual void observe_unreadable() = 0;
};

struct MigrationInfo {
  std::string id;           // "004_fix_melted_token_status"
  std::string description;  // one line: "Mark melted wallet tokens as spent"
  std::string collection;   // the one it walks and changes
  // What the transformation is, in words that change whenever its effect does: its SHA-256 is the
  // checksum that plans and the ledger hold it against.
  std::string definition;
  std::string item_noun = "item";      // for messages: "token"
  std::string owner_noun = "owner";    // "user"
  std::string amount_noun = "amount";  // "sats"
  // Migrations that must have been completed before.
  std::vector<std::string> depends_on;
  // Collections besides its own that its transformations insert into; they must be there.
  std::vector<std::string> inserts_into;
  // Whether transforming what it made changes nothing more. When it may, such as a counter that is
  // raised, the engine goes by its journal to tell what it changed already: there is one sweep, and
  // what live writers put behind it is reported and left.
  bool repeatable = true;
  // Whether a completed run is no reason to refuse another one.
  bool may_run_again = false;
  // How many items TEST_MODE changes; nullopt: as many as of any migration.
  std::optional<std::uint64_t> test_items = std::nullopt;
  // False: the journal goes when the run is completed, and from then on it cannot be taken back.
  bool undoable = true;
  // Fields that reports must never show, at any depth: "proofs.0.secret" is hidden by "secret".
  std::vector<std::string> secret_fields;
};

// A change of live data, item by item. Immutable; share between threads.
class Migration : public Pass {
 public:
  virtual const MigrationInfo& info() const = 0;

  // The walks of a run, one after the other, each over its own collection; most migrations make one
  // and are that themselves. What one pass decides must not rest on what an earlier one wrote: all
  // are planned before the first writes. They live as long as the migration.
  virtual std::vector<const Pass*> passes() const { return {this}; }

  // As its one pass.
  const std::string& collection() const override { return info().collection; }

  // How many items it may change, besides what the operator allows; the narrower one holds.
  virtual BlastRadius blast_radius() const { return {}; }

  // Steps that are not item by item, done in order before the first item is looked at for writing
  // and after the last one is verified; undone the other way round.
  virtual std::span<const std::unique_ptr<Action>> actions_before() const { return {}; }
  virtual std::span<const std::unique_ptr<Action>> actions_after() const { return {}; }

  // Fetches what it needs from outside, once, when the plan is made.
  virtual base::Status pin_inputs(const PinContext& context, PinnedInputs& inputs) const {
    static_cast<void>(context);
    static_cast<void>(inputs);
    return {};
  }

  // What the plan tells besides counts and samples, as an object that JSON holds without wrappers:
  // lists of who is concerned, totals of what was compared. Called once the inputs are pinned; a
  // dry run and a real one tell the same. The default tells nothing.
  virtual base::Result<model::Value> describe_plan(const PinContext& context,
                                                   const PinnedInputs& inputs) const {
    static_cast<void>(context);
    static_cast<void>(inputs);
    return model::Value(model::Object{});
  }

  // What must be so before a run. The default asks nothing.
  virtual base::Result<std::vector<CheckResult>> check_before(stores::Store& store) const {
    static_cast<void>(store);
    return std::vector<CheckResult>{};
  }

  // For check_after; null when that needs to see no items.
  virtual base::Result<std::unique_ptr<ItemObserver>> make_observer(
      const model::ItemCodec& codec) const {
    static_cast<void>(codec);
    return nullptr;
  }

  // What must be so after it, beyond the engine's own proof (every write is what the transformation
  // gives, nothing is selected any more). `observers` are some that make_observer gave; together
  // they saw every item.
  virtual base::Result<std::vector<CheckResult>> check_after(
      stores::Store& store, std::span<const std::unique_ptr<ItemObserver>> observers) const {
    static_cast<void>(store);
    static_cast<void>(observers);
    return std::vector<CheckResult>{};
  }

  // How risky a run of this size is.
  virtual RiskAssessment assess_risk(const ImpactSummary& impact) const;

  // SHA-256 (hex) of id and definition.
  std::string checksum() const;
};

// The passes that walk something; none for a migration of actions alone. A pass's number in this
// list is its segment's in the ledger and the journal.
std::vector<const Pass*> walked_passes(const Migration& migration);

}  // namespace whimbrel::engine
