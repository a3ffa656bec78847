#include "whimbrel/recipes/change/draft_item.hpp"

#include <algorithm>
#include <utility>

namespace whimbrel::recipes {
namespace {

// Names of fields may be data, such as user ids, and what an item's edits name must stay.
constexpr std::size_t kept_paths_max = 100'000;

}  // namespace

DraftItem::DraftItem(const model::ItemCodec& codec)
    : codec_(codec), current_view_(codec.make_view()), next_view_(codec.make_view()) {}

void DraftItem::begin(const model::ItemView& item) {
  item_ = &item;
  edits_.clear();
  arena_.clear();
  inserts_.clear();
  rejection_.reset();
  failure_.reset();
  erased_ = false;
  current_made_ = false;
}

DraftItem::Overlap DraftItem::overlap_of(const model::Path& path, const model::Path& edited) {
  if (&path == &edited) return Overlap::same;
  const auto& a = path.segments();
  const auto& b = edited.segments();
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i)
    if (a[i] != b[i]) return Overlap::none;
  if (a.size() == b.size()) return Overlap::same;
  return a.size() > b.size() ? Overlap::inside : Overlap::around;
}

std::optional<model::RawValue> DraftItem::find(const model::Path& path) {
  for (const model::Edit& edit : edits_) {
    const Overlap overlap = overlap_of(path, *edit.path);
    if (overlap == Overlap::none) continue;
    const bool is_unset = edit.kind == model::Edit::Kind::unset;
    if (overlap == Overlap::same)
      return is_unset ? std::nullopt : std::optional<model::RawValue>(edit.raw);
    if (overlap == Overlap::inside && is_unset) return std::nullopt;
    return current().find(path);
  }
  return item_->find(path);
}

const model::ItemView& DraftItem::current() {
  if (edits_.empty()) return *item_;
  if (!current_made_) current_made_ = splice(*item_, edits_, current_bytes_, *current_view_);
  return current_made_ ? *current_view_ : *item_;
}

void DraftItem::set(const model::Path& path, model::RawValue raw) {
  change({model::Edit::Kind::set, &path, arena_.copy(raw), 0});
}

void DraftItem::unset(const model::Path& path) { change({model::Edit::Kind::unset, &path, {}, 0}); }

void DraftItem::change(const model::Edit& edit) {
  if (is_decided()) return;
  bool overlaps = false;
  for (const model::Edit& earlier : edits_) {
    const Overlap overlap = overlap_of(*edit.path, *earlier.path);
    if (overlap == Overlap::same && change_same(edit)) return;
    overlaps = overlaps || overlap != Overlap::none;
  }
  if (overlaps) {
    change_overlapping(edit);
    return;
  }
  edits_.push_back(edit);
  current_made_ = false;
}

bool DraftItem::change_same(const model::Edit& edit) {
  const auto earlier = std::ranges::find_if(
      edits_, [&](const model::Edit& other) { return *other.path == *edit.path; });
  const bool was_there = item_->find(*edit.path).has_value();
  const bool is_set = edit.kind == model::Edit::Kind::set;
  const bool was_set = earlier->kind == model::Edit::Kind::set;
  // What is taken out of a parent that the edits made leaves the parent behind.
  if (!is_set && was_set && !was_there) return false;
  if (was_there || (is_set && was_set)) {
    *earlier = edit;
  } else {
    edits_.erase(earlier);
    if (is_set) edits_.push_back(edit);
  }
  current_made_ = false;
  return true;
}

bool DraftItem::has_container(const model::Path& path) const {
  return path.parent() == nullptr || item_->find(*path.parent()).has_value();
}

const model::Path& DraftItem::outermost_affected(const model::Edit& edit) const {
  for (const model::Edit& earlier : edits_)
    if (overlap_of(*edit.path, *earlier.path) == Overlap::inside) return *earlier.path;
  const model::Path* path = edit.path;
  if (edit.kind == model::Edit::Kind::unset)
    while (!has_container(*path)) path = path->parent();
  return *path;
}

void DraftItem::change_overlapping(const model::Edit& edit) {
  const model::ItemView& now = current();
  if (is_decided()) return;
  if (!splice(now, {&edit, 1}, next_bytes_, *next_view_)) return;
  const model::Path& path = outermost_affected(edit);
  auto value = next_view_->find(path);
  if (value) value = arena_.copy(*value);
  replace_edits(path, value);
  current_made_ = false;
}

void DraftItem::replace_edits(const model::Path& path, std::optional<model::RawValue> value) {
  const auto is_covered = [&](const model::Edit& edit) {
    return overlap_of(path, *edit.path) != Overlap::none;
  };
  const model::Edit edit{value ? model::Edit::Kind::set : model::Edit::Kind::unset, &path,
                         value.value_or(model::RawValue()), 0};
  const auto first = std::ranges::find_if(edits_, is_covered);
  if (first == edits_.end()) {
    edits_.push_back(edit);
    return;
  }
  *first = edit;
  edits_.erase(std::remove_if(first + 1, edits_.end(), is_covered), edits_.end());
}

bool DraftItem::splice(const model::ItemView& base, std::span<const model::Edit> edits,
                       std::string& after, model::ItemView& result) {
  after.clear();
  inverse_.clear();
  inverse_arena_.clear();
  auto done = base.splice(edits, after, inverse_, inverse_arena_);
  after.reserve(after.size() + model::item_padding_bytes);
  if (done) done = result.load(after);
  if (!done) reject(done.error().describe());
  return done.has_value();
}

const model::Path* DraftItem::keep_path(const model::Path& path) {
  const auto known = kept_paths_.find(path);
  if (known != kept_paths_.end()) return &*known;
  if (kept_paths_.size() >= kept_paths_max) return nullptr;
  return &*kept_paths_.insert(path).first;
}

void DraftItem::insert(std::string_view collection, std::string_view key, std::string_view item) {
  inserts_.push_back({arena_.copy(collection), arena_.copy(key), arena_.copy(item)});
}

void DraftItem::reject(std::string reason) {
  if (!rejection_) rejection_ = std::move(reason);
}

void DraftItem::fail(base::Error error) {
  if (!failure_) failure_ = std::move(error);
}

void DraftItem::finish(engine::ChangeSink& sink) {
  if (failure_) {
    sink.fail(*std::move(failure_));
    return;
  }
  if (rejection_) {
    sink.reject(*std::move(rejection_));
    return;
  }
  for (const engine::NewItem& item : inserts_) sink.insert(item.collection, item.key, item.bytes);
  if (erased_) {
    sink.erase();
    return;
  }
  for (const model::Edit& edit : edits_) {
    const auto before = item_->find(*edit.path);
    if (edit.kind == model::Edit::Kind::unset) {
      if (before) sink.unset(*edit.path);
    } else if (before != edit.raw) {
      sink.set(*edit.path, sink.copy(edit.raw));
    }
  }
}

}  // namespace whimbrel::recipes
