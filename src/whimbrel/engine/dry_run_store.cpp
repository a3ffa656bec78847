#include "whimbrel/engine/dry_run_store.hpp"

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
  return std::make_unique<OverlaySession>(std::move(below), std::move(above));
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
  return base_.collections();
}

base::Result<stores::CollectionInfo> DryRunStore::collection(std::string_view name) {
  return base_.collection(name);
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
  return base::fail(base::ErrorKind::unsupported,
                    "a dry run cannot show what dropping " + std::string(name) + " would do");
}

base::Result<std::vector<stores::KeyRange>> DryRunStore::split(std::string_view collection,
                                                               std::size_t segments_max) {
  return base_.split(collection, segments_max);
}

base::Status DryRunStore::maintain() { return overlay_.maintain(); }

}  // namespace whimbrel::engine
