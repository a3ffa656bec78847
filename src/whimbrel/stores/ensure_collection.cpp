#include "whimbrel/stores/ensure_collection.hpp"

namespace whimbrel::stores {

base::Status ensure_collection(Store& store, const CollectionSpec& spec) {
  const auto there = store.collection(spec.name);
  if (there && there->spec.key_fields == spec.key_fields) return {};
  if (!there && there.error().kind() != base::ErrorKind::not_found)
    return tl::unexpected(there.error());
  return store.create_collection(spec);
}

}  // namespace whimbrel::stores
