#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::packs::wallet {

// What is done with the items of one segment, by one thread.
class ItemVisitor {
 public:
  virtual ~ItemVisitor() = default;
  // `item` is loaded; it and `key` are valid until end_page().
  virtual base::Status visit(model::KeyView key, const model::ItemView& item) = 0;
  // An item that is not one well-formed document.
  virtual base::Status visit_unreadable(model::KeyView key) = 0;
  // Called behind each page, with the session that read it.
  virtual base::Status end_page(stores::Session& session) {
    static_cast<void>(session);
    return {};
  }
};

struct WalkOptions {
  std::size_t parallel_segments = 2;
  std::size_t page_items_max = 2'000;
  std::size_t page_bytes_max = std::size_t{2} << 20;
  // Told how many items were read so far, about once a page, by any of the threads, one at a time.
  std::function<void(std::uint64_t items_read)> on_progress;
};

// Reads a whole collection with a thread a segment. `visitor_of(n)` gives segment n's visitor, in
// key order of segments, n below parallel_segments; it is called before any thread starts. The first
// error ends all. Memory: one page a thread.
base::Status walk_collection(stores::Store& store, std::string_view collection,
                             const WalkOptions& options, const base::Cancellation& cancellation,
                             const std::function<ItemVisitor&(std::size_t segment)>& visitor_of);

}  // namespace whimbrel::packs::wallet
