#include "whimbrel/engine/actions/create_index.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/actions/collection_state.hpp"

namespace whimbrel::engine {

std::string CreateIndex::description() const {
  return fmt::format("create {}index {} on {}", index_.unique ? "unique " : "", index_.name,
                     collection_);
}

base::Result<std::string> CreateIndex::prepare(const ActionContext& context) const {
  WHIMBREL_ASSIGN(const auto there, find_index(context.store, collection_, index_.name));
  return std::string(there ? memo_present : memo_absent);
}

base::Result<bool> CreateIndex::is_done(const ActionContext& context) const {
  WHIMBREL_ASSIGN(const auto there, find_index(context.store, collection_, index_.name));
  if (!there) return false;
  WHIMBREL_TRY(stores::check_same_index(*there, index_));
  // One that a killed process has begun is waited for by performing it again.
  return there->is_built;
}

base::Status CreateIndex::perform(const ActionContext& context) const {
  return context.store.create_index(collection_, index_);
}

base::Status CreateIndex::undo(const ActionContext& context) const {
  if (context.memo != memo_absent) return {};
  const auto there = find_index(context.store, collection_, index_.name);
  if (!there && there.error().kind() == base::ErrorKind::not_found) return {};
  if (!there) return tl::unexpected(there.error());
  // One that was replaced since is another's.
  if (!*there || !stores::check_same_index(**there, index_)) return {};
  return context.store.drop_index(collection_, index_.name);
}

}  // namespace whimbrel::engine
