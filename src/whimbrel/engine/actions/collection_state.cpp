#include "whimbrel/engine/actions/collection_state.hpp"

namespace whimbrel::engine {

base::Result<bool> has_collection(stores::Store& store, std::string_view collection) {
  const auto found = store.collection(collection);
  if (found) return true;
  if (found.error().kind() == base::ErrorKind::not_found) return false;
  return tl::unexpected(found.error());
}

base::Result<bool> is_empty(stores::Store& store, std::string_view collection) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  stores::Page page;
  stores::ScanRequest request;
  request.collection = collection;
  request.items_max = 1;
  WHIMBREL_TRY(session->scan(request, page));
  return page.empty();
}

base::Result<std::optional<stores::IndexSpec>> find_index(stores::Store& store,
                                                          std::string_view collection,
                                                          std::string_view name) {
  WHIMBREL_ASSIGN(auto indexes, store.indexes(collection));
  for (stores::IndexSpec& index : indexes)
    if (index.name == name) return std::optional(std::move(index));
  return std::optional<stores::IndexSpec>();
}

}  // namespace whimbrel::engine
