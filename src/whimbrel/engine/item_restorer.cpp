#include "whimbrel/engine/item_restorer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace whimbrel::engine {

using stores::ItemWrite;

bool is_as_written(const FieldUndo& field, std::optional<model::RawValue> current) {
  if (!current || !field.after) return current.has_value() == field.after.has_value();
  return model::fingerprint_of(*current) == *field.after;
}

bool is_as_before(std::span<const FieldUndo> fields, std::size_t index,
                  const model::ItemView& item) {
  const model::Edit& inverse = fields[index].inverse;
  const auto current = item.find(*inverse.path);
  switch (inverse.kind) {
    case model::Edit::Kind::set:
      return current == inverse.raw;
    case model::Edit::Kind::unset:
      return !current;
    case model::Edit::Kind::insert: {
      const auto first = std::find_if(fields.begin(), fields.end(), [&](const FieldUndo& other) {
        return other.inverse.kind == model::Edit::Kind::insert &&
               *other.inverse.path == *inverse.path;
      });
      return current && item.value_within(first->inverse.raw) == current;
    }
  }
  return false;
}

ItemRestorer::ItemRestorer(const model::ItemCodec& codec, RollbackPolicy policy)
    : policy_(policy), view_(codec.make_view()) {}

ItemRestorer::Verdict ItemRestorer::plan_restore(const JournalEntry& entry,
                                                 std::optional<std::string_view> current,
                                                 Batch& batch) {
  reason_.clear();
  switch (entry.done) {
    case ItemWrite::Kind::erase:
      return restore_erased(entry, current, batch);
    case ItemWrite::Kind::insert:
      return remove_inserted(entry, current, batch);
    case ItemWrite::Kind::update:
    case ItemWrite::Kind::check:
      break;
  }
  if (!current) return leave("was deleted by somebody since the run; not brought back");
  return restore_fields(entry, *current, batch);
}

ItemRestorer::Verdict ItemRestorer::restore_fields(const JournalEntry& entry,
                                                   std::string_view current, Batch& batch) {
  if (auto loaded = view_->load(current); !loaded)
    return leave("cannot be read any more: " + loaded.error().describe());
  edits_.clear();
  guards_.clear();
  std::string changed_since;
  for (std::size_t i = 0; i < entry.fields.size(); ++i) {
    const FieldUndo& field = entry.fields[i];
    const auto raw = view_->find(*field.inverse.path);
    if (is_as_written(field, raw) || policy_ == RollbackPolicy::overwrite) {
      edits_.push_back(field.inverse);
      guards_.push_back({field.inverse.path, raw});
    } else if (!is_as_before(entry.fields, i, *view_)) {
      changed_since += (changed_since.empty() ? "" : ", ") + field.inverse.path->text();
    }
  }
  if (!changed_since.empty()) {
    reason_ = "changed by somebody since the run: " + changed_since;
    if (policy_ == RollbackPolicy::leave) return Verdict::left;
  }
  if (edits_.empty()) return changed_since.empty() ? Verdict::settled : Verdict::left;

  after_.clear();
  redo_.clear();
  if (auto spliced = view_->splice(edits_, after_, redo_, batch.arena); !spliced)
    return leave(spliced.error().describe());
  PlannedWrite write;
  write.kind = ItemWrite::Kind::update;
  write.key = entry.key;
  write.basis = current;
  write.guards = guards_;
  write.edits = edits_;
  write.after = after_;
  batch.add(entry.collection, write);
  return Verdict::planned;
}

ItemRestorer::Verdict ItemRestorer::restore_erased(const JournalEntry& entry,
                                                   std::optional<std::string_view> current,
                                                   Batch& batch) {
  if (current == entry.before) return Verdict::settled;
  if (current) return leave("was made anew by somebody since the run; not replaced");
  PlannedWrite write;
  write.kind = ItemWrite::Kind::insert;
  write.key = entry.key;
  write.after = entry.before;
  batch.add(entry.collection, write);
  return Verdict::planned;
}

ItemRestorer::Verdict ItemRestorer::remove_inserted(const JournalEntry& entry,
                                                    std::optional<std::string_view> current,
                                                    Batch& batch) {
  if (!current) return Verdict::settled;
  if (model::fingerprint_of(*current) != entry.after && policy_ != RollbackPolicy::overwrite)
    return leave("changed by somebody since the run; not removed");
  PlannedWrite write;
  write.kind = ItemWrite::Kind::erase;
  write.key = entry.key;
  write.basis = *current;
  batch.add(entry.collection, write);
  return Verdict::planned;
}

ItemRestorer::Verdict ItemRestorer::leave(std::string reason) {
  reason_ = std::move(reason);
  return Verdict::left;
}

}  // namespace whimbrel::engine
