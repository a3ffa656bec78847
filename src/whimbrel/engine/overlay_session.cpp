#include "whimbrel/engine/overlay_session.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace whimbrel::engine {
namespace {

using stores::ItemWrite;
using stores::Page;
using stores::Record;

bool is_missing(const base::Error& error) { return error.kind() == base::ErrorKind::not_found; }

}  // namespace

OverlaySession::OverlaySession(std::unique_ptr<stores::Session> base,
                               std::unique_ptr<stores::Session> overlay, bool ordered_scans)
    : base_(std::move(base)),
      overlay_(std::move(overlay)),
      marks_(*overlay_),
      ordered_scans_(ordered_scans) {}

base::Result<bool> OverlaySession::scan(const stores::ScanRequest& request, Page& page) {
  base_page_.clear();
  overlay_page_.clear();
  return ordered_scans_ ? scan_in_order(request, page) : scan_base_then_made(request, page);
}

base::Result<bool> OverlaySession::scan_in_order(const stores::ScanRequest& request, Page& page) {
  const auto below = base_->scan(request, base_page_);
  // A collection that the dry run made is in the overlay alone.
  if (!below && is_missing(below.error())) return overlay_->scan(request, page);
  if (!below) return tl::unexpected(below.error());
  const bool base_ended = *below;
  // The overlay is asked up to where the base's page ends, so that the merge loses nothing, and for
  // everything, because what it has hides what the base has, matching or not.
  stores::ScanRequest above = request;
  above.where = nullptr;
  if (!base_ended) above.range.until = model::Key{std::string(base_page_.reached())};
  bool overlay_ended = false;
  while (!overlay_ended) {
    auto ended = overlay_->scan(above, overlay_page_);
    if (!ended && is_missing(ended.error())) break;
    if (!ended) return tl::unexpected(ended.error());
    overlay_ended = *ended;
    if (!overlay_page_.empty())
      above.range.after = model::Key{std::string(overlay_page_[overlay_page_.size() - 1].key)};
  }
  std::size_t above_at = 0;
  const auto take_above = [&] {
    page.append(overlay_page_[above_at].key, overlay_page_[above_at].bytes);
    ++above_at;
  };
  for (std::size_t i = 0; i < base_page_.size(); ++i) {
    const auto item = base_page_[i];
    while (above_at < overlay_page_.size() && overlay_page_[above_at].key < item.key) take_above();
    if (above_at < overlay_page_.size() && overlay_page_[above_at].key == item.key) {
      take_above();
      continue;
    }
    WHIMBREL_ASSIGN(const bool erased, marks_.is_erased(request.collection, item.key));
    if (!erased) page.append(item.key, item.bytes);
  }
  while (above_at < overlay_page_.size()) take_above();
  if (!base_ended) page.set_reached(base_page_.reached());
  return base_ended;
}

// The base's order is its own, so what the overlay has for an item is looked up, and items that
// only the overlay has come last, once, with part 0.
base::Result<bool> OverlaySession::scan_base_then_made(const stores::ScanRequest& request,
                                                       Page& page) {
  const stores::PageFiller filler(request, page);
  if (request.range.after) {
    WHIMBREL_ASSIGN(const bool is_past_base,
                    marks_.is_made(request.collection, request.range.after->text));
    if (is_past_base) return append_made(request, request.range, filler, page);
  }
  // What the overlay made of an item may match where the base's item does not.
  stores::ScanRequest everything = request;
  everything.where = nullptr;
  while (true) {
    const auto below = base_->scan(everything, base_page_);
    if (!below && is_missing(below.error())) return overlay_->scan(request, page);
    if (!below) return tl::unexpected(below.error());
    WHIMBREL_TRY(append_overlaid(request.collection, page));
    if (*below) break;
    // At one that the overlay made as well, the next scan would take the base for done.
    WHIMBREL_ASSIGN(const bool made, marks_.is_made(request.collection, base_page_.reached()));
    if (!made) {
      page.set_reached(base_page_.reached());
      return false;
    }
    everything.range.after = model::Key{std::string(base_page_.reached())};
    everything.items_max = 1;
    base_page_.clear();
    overlay_page_.clear();
  }
  return request.range.part == 0 ? append_made(request, {}, filler, page) : true;
}

base::Status OverlaySession::append_overlaid(std::string_view collection, Page& page) {
  std::vector<model::KeyView> keys;
  keys.reserve(base_page_.size());
  for (std::size_t i = 0; i < base_page_.size(); ++i) keys.push_back(base_page_[i].key);
  if (auto done = overlay_->read(collection, keys, overlay_page_);
      !done && !is_missing(done.error()))
    return done;
  std::size_t above_at = 0;
  for (std::size_t i = 0; i < base_page_.size(); ++i) {
    const auto item = base_page_[i];
    const bool above = above_at < overlay_page_.size() && overlay_page_[above_at].key == item.key;
    if (!above) {
      WHIMBREL_ASSIGN(const bool erased, marks_.is_erased(collection, item.key));
      if (!erased) page.append(item.key, item.bytes);
      continue;
    }
    // One that a user made too, meanwhile, comes with those that the overlay made.
    WHIMBREL_ASSIGN(const bool made, marks_.is_made(collection, item.key));
    if (!made) page.append(item.key, overlay_page_[above_at].bytes);
    ++above_at;
  }
  return {};
}

base::Result<bool> OverlaySession::append_made(const stores::ScanRequest& request,
                                               const stores::KeyRange& range,
                                               const stores::PageFiller& filler, Page& page) {
  stores::ScanRequest above = request;
  above.range = {range.after, range.until};
  above.where = nullptr;
  for (bool ended = false; !ended;) {
    overlay_page_.clear();
    const auto scanned = overlay_->scan(above, overlay_page_);
    if (!scanned && is_missing(scanned.error())) return true;
    if (!scanned) return tl::unexpected(scanned.error());
    ended = *scanned;
    for (std::size_t i = 0; i < overlay_page_.size(); ++i) {
      const auto item = overlay_page_[i];
      WHIMBREL_ASSIGN(const bool made, marks_.is_made(request.collection, item.key));
      if (!made) continue;
      if (filler.is_full_before(page, item.key, item.bytes)) return false;
      page.append(item.key, item.bytes);
    }
    if (!ended) above.range.after = model::Key{std::string(overlay_page_.reached())};
  }
  return true;
}

base::Status OverlaySession::read(std::string_view collection, std::span<const model::KeyView> keys,
                                  Page& page) {
  base_page_.clear();
  overlay_page_.clear();
  // A collection that the dry run made is in the overlay alone.
  auto below = base_->read(collection, keys, base_page_);
  if (!below && !is_missing(below.error())) return below;
  if (auto done = overlay_->read(collection, keys, overlay_page_);
      !done && (!below || !is_missing(done.error())))
    return done;
  std::size_t base_at = 0;
  std::size_t above_at = 0;
  for (const model::KeyView key : keys) {
    const bool in_base = base_at < base_page_.size() && base_page_[base_at].key == key;
    const bool above = above_at < overlay_page_.size() && overlay_page_[above_at].key == key;
    if (above) {
      page.append(key, overlay_page_[above_at].bytes);
    } else if (in_base) {
      WHIMBREL_ASSIGN(const bool erased, marks_.is_erased(collection, key));
      if (!erased) page.append(key, base_page_[base_at].bytes);
    }
    base_at += in_base ? 1 : 0;
    above_at += above ? 1 : 0;
  }
  return {};
}

base::Status OverlaySession::write(std::span<const ItemWrite> writes,
                                   std::span<stores::WriteOutcome> outcomes) {
  WHIMBREL_TRY(copy_up(writes));
  WHIMBREL_TRY(overlay_->write(writes, outcomes));
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (outcomes[i] != stores::WriteOutcome::applied || writes[i].kind == ItemWrite::Kind::update)
      continue;
    WHIMBREL_TRY(mark(writes[i]));
  }
  return {};
}

base::Status OverlaySession::mark(const ItemWrite& applied) {
  if (applied.kind == ItemWrite::Kind::check) return {};
  const bool erases = applied.kind == ItemWrite::Kind::erase;
  if (!erases && !ordered_scans_) {
    // What takes the place of an erased one is where the base's item was.
    WHIMBREL_ASSIGN(const bool replaces, marks_.is_erased(applied.collection, applied.key));
    if (!replaces) WHIMBREL_TRY(marks_.set_made(applied.collection, applied.key));
  }
  return marks_.set_erased(applied.collection, applied.key, erases);
}

base::Status OverlaySession::copy_up(std::span<const ItemWrite> writes) {
  std::vector<model::KeyView> keys;
  for (std::size_t at = 0; at < writes.size();) {
    const std::string_view collection = writes[at].collection;
    keys.clear();
    for (; at < writes.size() && writes[at].collection == collection; ++at)
      keys.push_back(writes[at].key);
    WHIMBREL_TRY(copy_up(collection, keys));
  }
  return {};
}

// Guards are judged by the overlay, so it must hold what the base does before the write.
base::Status OverlaySession::copy_up(std::string_view collection,
                                     std::span<const model::KeyView> keys) {
  Page merged;
  WHIMBREL_TRY(read(collection, keys, merged));
  std::vector<ItemWrite> inserts;
  for (std::size_t i = 0; i < merged.size(); ++i) {
    ItemWrite insert;
    insert.kind = ItemWrite::Kind::insert;
    insert.collection = collection;
    insert.key = merged[i].key;
    insert.after = merged[i].bytes;
    inserts.push_back(insert);
  }
  // Those that are there already answer `exists` and stay as they are.
  std::vector<stores::WriteOutcome> outcomes(inserts.size());
  return overlay_->write(inserts, outcomes);
}

base::Result<std::optional<Record>> OverlaySession::get_record(stores::Space space,
                                                               std::string_view key) {
  WHIMBREL_ASSIGN(auto above, overlay_->get_record(space, key));
  if (above) return above;
  return base_->get_record(space, key);
}

base::Result<std::vector<Record>> OverlaySession::list_records(stores::Space space,
                                                               std::string_view prefix,
                                                               std::string_view after,
                                                               std::size_t records_max) {
  WHIMBREL_ASSIGN(auto above, overlay_->list_records(space, prefix, after, records_max));
  WHIMBREL_ASSIGN(auto below, base_->list_records(space, prefix, after, records_max));
  std::vector<Record> merged;
  std::set_union(std::make_move_iterator(above.begin()), std::make_move_iterator(above.end()),
                 std::make_move_iterator(below.begin()), std::make_move_iterator(below.end()),
                 std::back_inserter(merged),
                 [](const Record& a, const Record& b) { return a.key < b.key; });
  if (merged.size() > records_max) merged.resize(records_max);
  return merged;
}

base::Status OverlaySession::put_record(const stores::RecordWrite& write,
                                        const stores::Fence* fence) {
  WHIMBREL_TRY(copy_up_record(write.space, write.key));
  if (fence != nullptr) WHIMBREL_TRY(copy_up_record(stores::Space::ledger, fence->lease_key));
  return overlay_->put_record(write, fence);
}

// Expected versions and fences are judged by the overlay, so it must hold what the base does.
base::Status OverlaySession::copy_up_record(stores::Space space, std::string_view key) {
  WHIMBREL_ASSIGN(const auto above, overlay_->get_record(space, key));
  if (above) return {};
  WHIMBREL_ASSIGN(const auto below, base_->get_record(space, key));
  if (!below) return {};
  stores::RecordWrite copy;
  copy.space = space;
  copy.key = key;
  copy.value = below->value;
  copy.version = below->version;
  copy.expected_version = 0;
  return overlay_->put_record(copy, nullptr);
}

}  // namespace whimbrel::engine
