#pragma once

#include <cstdint>
#include <memory>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/parallel_scan.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/page.hpp"

namespace whimbrel::packs::wallet {

// What one thread of engine::scan_in_parallel does with each item of its pages.
class ItemScanner : public engine::SegmentVisitor {
 public:
  explicit ItemScanner(const model::ItemCodec& codec) : view_(codec.make_view()) {}

  base::Status visit(std::size_t segment, const stores::Page& page) final;

 protected:
  // `item` is loaded; it is valid for the call, `key` until end_page().
  virtual base::Status visit_item(model::KeyView key, const model::ItemView& item) = 0;
  // An item that is not one well-formed document.
  virtual base::Status visit_unreadable(model::KeyView key) = 0;
  virtual base::Status end_page() { return {}; }

 private:
  std::unique_ptr<model::ItemView> view_;
};

}  // namespace whimbrel::packs::wallet
