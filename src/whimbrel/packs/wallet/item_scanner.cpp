#include "whimbrel/packs/wallet/item_scanner.hpp"

namespace whimbrel::packs::wallet {

base::Status ItemScanner::visit(std::size_t, const stores::Page& page) {
  for (std::size_t i = 0; i < page.size(); ++i) {
    const auto item = page[i];
    WHIMBREL_TRY(view_->load(item.bytes) ? visit_item(item.key, *view_)
                                         : visit_unreadable(item.key));
  }
  return end_page();
}

}  // namespace whimbrel::packs::wallet
