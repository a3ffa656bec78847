#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "whimbrel/engine/batch_reader.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/pass_reader.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Walks a pass in its order and plans its writes, page by page.
class ApplySource final : public BatchSource {
 public:
  struct Start {
    const model::Filter* where = nullptr;       // items that it leaves out need not be read
    stores::KeyRange range;                     // what there is to walk
    std::optional<std::string> after_key;       // nullopt = from the range's first item
    std::optional<std::uint64_t> changes_left;  // stop after planning this many; nullopt = no bound
    // Keys of items that an interrupted batch changed, and that must not be changed once more.
    std::set<std::string, std::less<>> settled_keys;
  };

  // `session` belongs to this source alone and must outlive it.
  ApplySource(stores::Session& session, ItemChanger changer, PassReader reader,
              std::size_t batch_items_max, Start start);

  base::Status fill(Batch& batch) override;

 private:
  base::Status plan_item(const stores::Page::Item& item, Batch& batch);

  stores::Session& session_;
  ItemChanger changer_;
  PassReader reader_;
  std::size_t batch_items_max_;
  const model::Filter* where_;
  stores::KeyRange rest_;
  std::optional<std::uint64_t> changes_left_;
  std::set<std::string, std::less<>> settled_keys_;
};

}  // namespace whimbrel::engine
