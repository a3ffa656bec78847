#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/batch.hpp"
#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/engine/insert_probe.hpp"
#include "whimbrel/engine/pass.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// Runs a pass's transformation on items and turns its wishes into guarded, journalable writes. One
// a thread.
class ItemChanger {
 public:
  enum class Verdict : std::uint8_t {
    untouched,
    changed,
    rejected,    // the migration gives a reason why it cannot be
    unreadable,  // not a well-formed document
    failed,      // nothing to do with the item: the run must stop with failure()
  };

  // `pass` must outlive it. not_found when `store` has no collection of the pass's, unless the pass
  // generates what is in it.
  static base::Result<ItemChanger> make(const Pass& pass, const PinnedInputs& inputs,
                                        stores::Store& store);

  // From now on look_at() sees where the transformation's inserts would go: what is there already
  // needs no change, and an item whose insert finds its place taken is rejected. A generated item
  // whose key is there already is left alone.
  void probe_inserts(InsertProbe probe) { probe_ = std::move(probe); }

  // Tells the transformation which items come next (see Transformer::expect), and looks which of a
  // generated page are there already. Errors: the store's.
  base::Status expect(const stores::Page& page);

  // Asks the transformation about one item (readable padding behind it). The wishes stand in sink()
  // and, for a rejected or unreadable item, the reason in rejection(), until the next call. A
  // generated one must be of the page that was expected last.
  Verdict look_at(const stores::Page::Item& item);
  // The same for an item of the pass's collection as it was once, whatever its key.
  Verdict look_at(std::string_view item);

  // Plans the write for the item last looked at with verdict changed, and adds it to `batch`, with
  // its inserts in front of it as one group. `key` and the item's bytes must live as long as the
  // batch. An item that turns out unchangeable goes to batch.rejected. False then.
  bool plan_write(model::KeyView key, Batch& batch);

  // Whether the pass puts items there, instead of changing those that are.
  bool generates() const noexcept { return generates_; }
  const std::string& collection() const noexcept { return pass_->collection(); }

  const ChangeSink& sink() const noexcept { return sink_; }
  const std::string& rejection() const noexcept { return rejection_; }
  const base::Error& failure() const noexcept { return *failure_; }
  const model::ItemView& view() const noexcept { return *view_; }

 private:
  ItemChanger(const Pass& pass, std::unique_ptr<Transformer> transformer,
              std::unique_ptr<model::ItemView> view);
  Verdict judge_edits();
  Verdict judge_inserts();
  void add_inserts(Batch& batch) const;
  bool plan_update(PlannedWrite write, Batch& batch);
  void gather_guards();
  void gather_undo();

  const Pass* pass_;
  bool generates_ = false;
  std::vector<model::Path> key_fields_;
  std::unique_ptr<Transformer> transformer_;
  std::unique_ptr<model::ItemView> view_;
  ChangeSink sink_;
  std::string rejection_;
  std::optional<base::Error> failure_;
  std::optional<InsertProbe> probe_;
  // Of the sink's inserts, those that are there already.
  std::vector<bool> inserted_;
  std::vector<std::string_view> expected_;
  // Of the generated page, the keys that are taken.
  std::set<std::string, std::less<>> taken_;
  std::vector<model::Edit> edits_;
  std::vector<model::Edit> inverse_;
  std::vector<model::FieldGuard> guards_;
  std::vector<FieldUndo> undo_;
  std::string after_;
  std::unique_ptr<model::ItemView> after_view_;
};

}  // namespace whimbrel::engine
