#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/pinned_inputs.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/path.hpp"

// How to add a change: derive Change and ChangeApplier in a file pair named as the recipe calls it,
// and list its compile function in change_catalogue.cpp. Guards, journal, undo and verification
// come from the engine.
namespace whimbrel::recipes {

class DraftItem;
class Findings;
class JqExpressions;
class JqProcess;
class Node;

// What a recipe's changes are compiled with.
struct CompileContext {
  base::FileSystem& files;    // must outlive the changes
  std::string recipe_folder;  // where relative paths in the recipe start
  std::string collection;     // the one that the recipe walks
  // What jq and programs get to see of an item; empty: all of it.
  std::vector<model::Path> reads;
  // Names of fields whose values stand in no message.
  std::vector<std::string> secrets;
  // Key fields of the collections that actions before the run will make, by name: they are not in
  // the store yet when the plan is made.
  std::map<std::string, std::vector<model::Path>> makes_collections;
  // The jq expressions of the whole recipe, so that one process a thread answers them all.
  std::shared_ptr<JqExpressions> jq;
  // The place of the change in its list, from 1: names its pinned inputs.
  std::size_t step = 1;
  // How a jq worker is started; empty: this very program.
  std::vector<std::string> jq_command;
};

struct LintContext {
  bool undoable = true;  // the journal stays when the run is completed
};

// What the appliers of one thread are made from.
struct PrepareContext {
  const engine::PinnedInputs& inputs;
  const model::ItemCodec& codec;  // outlives the appliers
  std::shared_ptr<JqProcess> jq;  // null when the recipe has no jq
};

// Does a change to one item after the other. One a thread.
class ChangeApplier {
 public:
  virtual ~ChangeApplier() = default;

  // Reads the draft and edits it, or rejects it. The same for the same draft.
  virtual void apply(DraftItem& draft) = 0;

  // Whether apply() asks another process. Then foresee() notes what it would ask for this draft,
  // and ask() gets the answers to all that was noted in one go; they are kept until forget().
  virtual bool asks() const { return false; }
  virtual void foresee(DraftItem& draft) { static_cast<void>(draft); }
  virtual void ask() {}
  virtual void forget() {}
};

// One step of a recipe's `change`. Immutable; share between threads.
class Change {
 public:
  virtual ~Change() = default;

  // As the recipe calls it: "set".
  virtual std::string_view kind() const = 0;

  // What it does, in canonical text: part of the recipe's checksum. Files it rests on are in it by
  // their SHA-256.
  virtual std::string definition() const = 0;

  // Whether doing it again to what it made changes nothing more.
  virtual bool repeatable() const { return true; }

  // The fields that what it does rests on, and those it may write.
  virtual std::vector<model::Path> reads() const { return {}; }
  virtual std::vector<model::Path> writes() const { return {}; }
  virtual bool reads_whole_item() const { return false; }
  // Whether it may write fields that are not known before.
  virtual bool writes_any_field() const { return false; }

  // Whether nothing of the item may be left for a change behind it, and whether that is always so.
  virtual bool removes_item() const { return false; }
  virtual bool always_removes_item() const { return false; }

  // Collections that it puts items into; they must be there.
  virtual std::vector<std::string> inserts_into() const { return {}; }

  // Warns of what loses data or does not give the same every time.
  virtual void lint(const LintContext& context, Findings& findings) const {
    static_cast<void>(context);
    static_cast<void>(findings);
  }

  // Takes what it needs from outside, once, when the plan is made.
  virtual base::Status pin(const engine::PinContext& context, engine::PinnedInputs& inputs) const {
    static_cast<void>(context);
    static_cast<void>(inputs);
    return {};
  }

  // unsupported when the codec cannot hold a value; invalid_data when a pinned input is not of the
  // expected shape.
  virtual base::Result<std::unique_ptr<ChangeApplier>> prepare(
      const PrepareContext& context) const = 0;
};

// Reads one step, a map of one entry: { set: … }. Null, and at least one error in `findings`, when
// it is no change.
std::unique_ptr<Change> compile_change(const Node& step, const CompileContext& context,
                                       Findings& findings);

}  // namespace whimbrel::recipes
