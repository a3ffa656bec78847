#include "whimbrel/stores/wanted_items.hpp"

namespace whimbrel::stores {

WantedItems::WantedItems(const model::Filter* where, const model::ItemCodec& codec) {
  if (where == nullptr || where->matches_everything()) return;
  view_ = codec.make_view();
  matcher_ = where->matcher(codec);
}

bool WantedItems::has(std::string_view item) {
  if (!view_) return true;
  return !view_->load(item) || matcher_->matches(*view_) || matcher_->failure() != nullptr;
}

}  // namespace whimbrel::stores
