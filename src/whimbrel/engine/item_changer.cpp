#include "whimbrel/engine/item_changer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace whimbrel::engine {
namespace {

// Whether one path is the other, or leads to it.
bool overlap(const model::Path& a, const model::Path& b) {
  const auto& shorter = a.segments().size() < b.segments().size() ? a.segments() : b.segments();
  const auto& longer = a.segments().size() < b.segments().size() ? b.segments() : a.segments();
  return std::equal(shorter.begin(), shorter.end(), longer.begin());
}

}  // namespace

ItemChanger::ItemChanger(const Pass& pass, std::unique_ptr<Transformer> transformer,
                         std::unique_ptr<model::ItemView> view)
    : pass_(&pass), transformer_(std::move(transformer)), view_(std::move(view)) {}

base::Result<ItemChanger> ItemChanger::make(const Pass& pass, const PinnedInputs& inputs,
                                            stores::Store& store) {
  WHIMBREL_ASSIGN(auto transformer, pass.prepare(inputs, store.codec()));
  ItemChanger changer(pass, std::move(transformer), store.codec().make_view());
  changer.after_view_ = store.codec().make_view();
  WHIMBREL_ASSIGN(const auto generator, pass.generate(inputs, store.codec()));
  changer.generates_ = generator != nullptr;
  // What it fills may be for an action of the run to make.
  if (changer.generates_) return changer;
  WHIMBREL_ASSIGN(auto collection, store.collection(pass.collection()));
  changer.key_fields_ = std::move(collection.spec.key_fields);
  return changer;
}

ItemChanger::Verdict ItemChanger::look_at(const stores::Page::Item& item) {
  const Verdict verdict = look_at(item.bytes);
  if (!generates_ || verdict == Verdict::failed || verdict == Verdict::unreadable) return verdict;
  return taken_.contains(item.key) ? Verdict::untouched : Verdict::changed;
}

ItemChanger::Verdict ItemChanger::look_at(std::string_view item) {
  sink_.clear();
  if (auto loaded = view_->load(item); !loaded) {
    rejection_ = "cannot be read: " + loaded.error().describe();
    return Verdict::unreadable;
  }
  transformer_->transform(*view_, sink_);
  if (sink_.failure()) {
    failure_ = *sink_.failure();
    return Verdict::failed;
  }
  if (sink_.rejection()) {
    rejection_ = *sink_.rejection();
    return Verdict::rejected;
  }
  if (const Verdict verdict = judge_edits(); verdict == Verdict::rejected) return verdict;
  if (!sink_.inserts().empty()) return judge_inserts();
  return sink_.wants_change() ? Verdict::changed : Verdict::untouched;
}

// An item whose key field says another key than the one it is stored under would be lost to
// everybody who looks for it by either.
ItemChanger::Verdict ItemChanger::judge_edits() {
  for (const model::Edit& edit : sink_.edits()) {
    for (const model::Path& key_field : key_fields_) {
      if (!overlap(*edit.path, key_field)) continue;
      const bool same = edit.kind == model::Edit::Kind::set && *edit.path == key_field &&
                        view_->find(key_field) == edit.raw;
      if (same) continue;
      rejection_ = fmt::format(
          "{} is its key and cannot change in place: an item gets another key by being put there "
          "anew (in a recipe: rekey)",
          key_field.text());
      return Verdict::rejected;
    }
  }
  return Verdict::changed;
}

ItemChanger::Verdict ItemChanger::judge_inserts() {
  const auto& inserts = sink_.inserts();
  inserted_.assign(inserts.size(), false);
  if (!probe_) return Verdict::changed;
  auto found = probe_->look(inserts);
  if (!found) {
    failure_ = std::move(found).error();
    return Verdict::failed;
  }
  if (const auto taken = (*found)->taken) {
    rejection_ = fmt::format("there is another item {} in {} already", inserts[*taken].key,
                             inserts[*taken].collection);
    return Verdict::rejected;
  }
  inserted_ = (*found)->there;
  const bool changes_itself = sink_.wants_erase() || !sink_.edits().empty();
  return (*found)->all_there() && !changes_itself ? Verdict::untouched : Verdict::changed;
}

base::Status ItemChanger::expect(const stores::Page& page) {
  expected_.clear();
  for (std::size_t i = 0; i < page.size(); ++i) expected_.push_back(page[i].bytes);
  transformer_->expect(expected_);
  if (!generates_ || !probe_) return {};
  WHIMBREL_ASSIGN(taken_, probe_->taken(pass_->collection(), page));
  return {};
}

bool ItemChanger::plan_write(model::KeyView key, Batch& batch) {
  const std::size_t planned_before = batch.size();
  if (!sink_.inserts().empty()) add_inserts(batch);
  PlannedWrite write;
  write.key = key;
  if (generates_) {
    write.kind = stores::ItemWrite::Kind::insert;
    write.after = view_->bytes();
    batch.add(pass_->collection(), write);
    return true;
  }
  write.basis = view_->bytes();
  if (sink_.wants_erase()) {
    // Without guards it holds only while the whole item is as read: its before-image is all of it,
    // and a field that somebody changed meanwhile must be in it.
    write.kind = stores::ItemWrite::Kind::erase;
    batch.add(pass_->collection(), write);
    return true;
  }
  if (plan_update(write, batch)) return true;
  batch.truncate(planned_before);
  return false;
}

void ItemChanger::add_inserts(Batch& batch) const {
  for (std::size_t i = 0; i < sink_.inserts().size(); ++i) {
    if (inserted_[i]) continue;
    const NewItem& item = sink_.inserts()[i];
    PlannedWrite write;
    write.kind = stores::ItemWrite::Kind::insert;
    write.key = batch.arena.copy(item.key);
    write.after = item.bytes;
    write.with_next = true;
    batch.add(batch.arena.copy(item.collection), write);
  }
}

// Also for an item that is itself left as it is: then the write only holds its group to what the
// transformation saw.
bool ItemChanger::plan_update(PlannedWrite write, Batch& batch) {
  const model::KeyView key = write.key;
  if (sink_.edits().empty()) write.kind = stores::ItemWrite::Kind::check;
  write.guards_whole_item = pass_->guards_whole_item();
  // The sink's bytes go with the next item; the batch's stay.
  edits_ = sink_.edits();
  for (model::Edit& edit : edits_) edit.raw = batch.arena.copy(edit.raw);
  after_.clear();
  inverse_.clear();
  if (auto spliced = view_->splice(edits_, after_, inverse_, batch.arena); !spliced) {
    batch.rejected.push_back({std::string(key), spliced.error().describe()});
    return false;
  }
  gather_guards();
  write.guards = guards_;
  gather_undo();
  write.edits = edits_;
  write.undo = undo_;
  write.after = after_;
  batch.add(pass_->collection(), write);
  return true;
}

void ItemChanger::gather_guards() {
  guards_.clear();
  for (const model::Path& path : pass_->guard_fields())
    guards_.push_back({&path, view_->find(path)});
  for (const model::Edit& edit : sink_.edits()) {
    const bool guarded = std::any_of(guards_.begin(), guards_.end(),
                                     [&](const auto& guard) { return *guard.path == *edit.path; });
    if (!guarded) guards_.push_back({edit.path, view_->find(*edit.path)});
  }
  // A parent that the write makes, and undo would remove whole, must not be somebody else's by
  // then.
  for (const model::Edit& inverse : inverse_) {
    const bool guarded = std::any_of(guards_.begin(), guards_.end(), [&](const auto& guard) {
      return guard.path == inverse.path || *guard.path == *inverse.path;
    });
    if (!guarded) guards_.push_back({inverse.path, view_->find(*inverse.path)});
  }
}

void ItemChanger::gather_undo() {
  undo_.clear();
  bool after_loaded = false;
  for (const model::Edit& inverse : inverse_) {
    FieldUndo undo{inverse, std::nullopt};
    const auto edit = std::find_if(edits_.begin(), edits_.end(),
                                   [&](const auto& done) { return done.path == inverse.path; });
    if (edit != edits_.end()) {
      if (edit->kind != model::Edit::Kind::unset) undo.after = model::fingerprint_of(edit->raw);
    } else {
      // The splice made more than the field, such as the objects around it: ask the result.
      if (!after_loaded) {
        after_.reserve(after_.size() + model::item_padding_bytes);
        after_loaded = after_view_->load(after_).has_value();
      }
      if (after_loaded) {
        if (const auto raw = after_view_->find(*inverse.path))
          undo.after = model::fingerprint_of(*raw);
      }
    }
    undo_.push_back(undo);
  }
}

}  // namespace whimbrel::engine
