#include "whimbrel/engine/actions/create_collection.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/actions/collection_state.hpp"

namespace whimbrel::engine {

base::Result<std::string> CreateCollection::prepare(const ActionContext& context) const {
  WHIMBREL_ASSIGN(const bool there, has_collection(context.store, spec_.name));
  return std::string(there ? memo_present : memo_absent);
}

base::Result<bool> CreateCollection::is_done(const ActionContext& context) const {
  WHIMBREL_ASSIGN(const bool there, has_collection(context.store, spec_.name));
  if (!there) return false;
  WHIMBREL_ASSIGN(const auto info, context.store.collection(spec_.name));
  if (info.spec.key_fields == spec_.key_fields) return true;
  return base::fail(base::ErrorKind::refused,
                    fmt::format("the collection {} is there with another key", spec_.name),
                    "say that key where this one is described, or choose another name");
}

base::Status CreateCollection::perform(const ActionContext& context) const {
  return context.store.create_collection(spec_);
}

base::Status CreateCollection::undo(const ActionContext& context) const {
  if (context.memo != memo_absent) return {};
  WHIMBREL_ASSIGN(const bool there, has_collection(context.store, spec_.name));
  if (!there) return {};
  WHIMBREL_ASSIGN(const bool empty, is_empty(context.store, spec_.name));
  if (empty) return context.store.drop_collection(spec_.name);
  context.progress.on_message(fmt::format(
      "the collection {} stays: others have put items into it since this run made it", spec_.name));
  return {};
}

}  // namespace whimbrel::engine
