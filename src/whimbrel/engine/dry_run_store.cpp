#include "whimbrel/engine/dry_run_store.hpp"

#include <algorithm>

#include "whimbrel/engine/overlay_session.hpp"

namespace whimbrel::engine {

DryRunStore::DryRunStore(stores::Store& base, stores::Store& overlay)
    : base_(base), overlay_(overlay) {}

std::string DryRunStore::description() const { return base_.description(); }

stores::Capabilities DryRunStore::capabilities() const {
  stores::Capabilities capabilities = base_.capabilities();
  capabilities.transactions = overlay_.capabilities().transactions;
  return capabilities;
}

const model::ItemCodec& DryRunStore::codec() const { return base_.codec(); }

base::Result<std::unique_ptr<stores::Session>> DryRunStore::open_session() {
  WHIMBREL_TRY(mirror_collections());
  WHIMBREL_ASSIGN(auto below, base_.open_session());
  WHIMBREL_ASSIGN(auto above, overlay_.open_session());
  return std::make_unique<OverlaySession>(std::move(below), std::move(above),
                                          base_.capabilities().ordered_scans);
}

// Once, before the first session: later the overlay's one writer may be in a transaction.
base::Status DryRunStore::mirror_collections() {
  const std::lock_guard lock(mutex_);
  if (mirrored_) return {};
  WHIMBREL_ASSIGN(const auto collections, base_.collections());
  for (const auto& collection : collections)
    WHIMBREL_TRY(overlay_.create_collection(collection.spec));
  mirrored_ = true;
  return {};
}

base::Result<std::vector<stores::CollectionInfo>> DryRunStore::collections() {
  WHIMBREL_ASSIGN(auto all, base_.collections());
  WHIMBREL_ASSIGN(auto above, overlay_.collections());
  for (stores::CollectionInfo& collection : above)
    if (is_made_here(collection.spec.name)) all.push_back(std::move(collection));
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.spec.name < b.spec.name; });
  return all;
}

bool DryRunStore::is_made_here(std::string_view collection) {
  const auto below = base_.collection(collection);
  return !below && below.error().kind() == base::ErrorKind::not_found;
}

base::Result<stores::CollectionInfo> DryRunStore::collection(std::string_view name) {
  return is_made_here(name) ? overlay_.collection(name) : base_.collection(name);
}

base::Status DryRunStore::create_collection(const stores::CollectionSpec& spec) {
  const auto existing = base_.collection(spec.name);
  if (!existing) return overlay_.create_collection(spec);
  if (existing->spec.key_fields == spec.key_fields) return {};
  return base::fail(base::ErrorKind::refused,
                    "collection " + spec.name + " is there with other key fields",
                    "name another collection, or give the key fields it has");
}

base::Status DryRunStore::drop_collection(std::string_view name) {
  if (is_made_here(name)) return overlay_.drop_collection(name);
  return base::fail(base::ErrorKind::unsupported,
                    "a dry run cannot show what dropping " + std::string(name) + " would do");
}

// An index changes no item, so the dry run notes it, and reads without it.
base::Status DryRunStore::create_index(std::string_view collection,
                                       const stores::IndexSpec& index) {
  WHIMBREL_ASSIGN(const auto there, indexes(collection));
  WHIMBREL_TRY(check_index_spec(index, capabilities().unique_indexes));
  for (const stores::IndexSpec& other : there)
    if (other.name == index.name) return check_same_index(other, index);
  const std::lock_guard lock(mutex_);
  indexes_[std::string(collection)][index.name] = index;
  return {};
}

base::Status DryRunStore::drop_index(std::string_view collection, std::string_view name) {
  WHIMBREL_ASSIGN(const auto there, indexes(collection));
  for (const stores::IndexSpec& index : there) {
    if (index.name != name) continue;
    const std::lock_guard lock(mutex_);
    indexes_[std::string(collection)][index.name] = std::nullopt;
    return {};
  }
  return tl::unexpected(stores::no_such_index(collection, name));
}

base::Result<std::vector<stores::IndexSpec>> DryRunStore::indexes(std::string_view collection) {
  std::map<std::string, stores::IndexSpec> merged;
  auto below = base_.indexes(collection);
  if (below) {
    for (stores::IndexSpec& index : *below) merged.try_emplace(index.name, std::move(index));
  } else {
    // A collection that only the dry run made has none but those that it made, too.
    WHIMBREL_TRY(overlay_.collection(collection));
  }
  const std::lock_guard lock(mutex_);
  for (const auto& [name, index] : indexes_[std::string(collection)]) {
    merged.erase(name);
    if (index) merged.try_emplace(name, *index);
  }
  std::vector<stores::IndexSpec> listed;
  for (auto& [name, index] : merged) listed.push_back(std::move(index));
  return listed;
}

base::Result<std::vector<stores::KeyRange>> DryRunStore::split(std::string_view collection,
                                                               std::size_t segments_max) {
  return (is_made_here(collection) ? overlay_ : base_).split(collection, segments_max);
}

base::Status DryRunStore::maintain() { return overlay_.maintain(); }

}  // namespace whimbrel::engine
