#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/progress.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// What an action works with; everything outlives the call.
struct ActionContext {
  stores::Store& store;
  const base::Clock& clock;
  const base::Cancellation& cancellation;
  ProgressSink& progress;
  std::string_view run_id;
  base::UnixMillis run_time_ms = 0;
  // Where an action may keep what its undo needs, such as an archive of a collection it drops.
  std::string_view backup_directory;
  // What the action wants to remember for its undo, at most 64 KiB of text; kept in the ledger from
  // before perform() (as prepare() gave it) on.
  std::string memo;
  // Encrypts what is kept there; null: it is not encrypted.
  const base::Secret* backup_passphrase = nullptr;
};

// A step that is not item by item: making a collection, calling a service. The ledger notes before
// perform() that it begins and after it that it is done, so that a crash in between is known; then
// is_done() says whether to perform it again. Immutable; one thread at a time.
class Action {
 public:
  virtual ~Action() = default;

  // For people, without secrets: "create collection people".
  virtual std::string description() const = 0;

  // What undo() will need and perform() destroys: gathered and durable before perform(). The text
  // becomes context.memo. The default needs nothing.
  virtual base::Result<std::string> prepare(const ActionContext& context) const {
    static_cast<void>(context);
    return std::string();
  }

  // Whether what perform() brings about is there, asked of the world.
  virtual base::Result<bool> is_done(const ActionContext& context) const = 0;
  // Called only while is_done() is false, but perhaps again after a crash in the middle.
  virtual base::Status perform(const ActionContext& context) const = 0;

  // Whether a dry run performs it, on a store that keeps nothing: for one that touches only the
  // store. What others would do is said.
  virtual bool works_in_dry_run() const { return false; }

  // Whether undo() can take it back; when it cannot, the plan says so.
  virtual bool can_undo() const { return true; }
  // Takes it back; undone already is fine. `context.memo` is what prepare() gave.
  virtual base::Status undo(const ActionContext& context) const = 0;
};

}  // namespace whimbrel::engine
