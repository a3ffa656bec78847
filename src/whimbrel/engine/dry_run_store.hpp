#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// A store that cannot write: reads come from `base`, and every write goes to `overlay`, a scratch
// store that is thrown away afterwards, in front of it. The real code runs on it from plan to
// verification and finds what it wrote, while nothing in `base` changes, not even the ledger.
class DryRunStore final : public stores::Store {
 public:
  // Both must outlive it. `overlay` must be empty, use the same codec and have transactions.
  DryRunStore(stores::Store& base, stores::Store& overlay);

  std::string description() const override;
  stores::Capabilities capabilities() const override;
  const model::ItemCodec& codec() const override;
  base::Result<std::unique_ptr<stores::Session>> open_session() override;
  base::Result<std::vector<stores::CollectionInfo>> collections() override;
  base::Result<stores::CollectionInfo> collection(std::string_view name) override;
  base::Status create_collection(const stores::CollectionSpec& spec) override;
  base::Status drop_collection(std::string_view name) override;
  base::Status create_index(std::string_view collection, const stores::IndexSpec& index) override;
  base::Status drop_index(std::string_view collection, std::string_view name) override;
  base::Result<std::vector<stores::IndexSpec>> indexes(std::string_view collection) override;
  base::Result<std::vector<stores::KeyRange>> split(std::string_view collection,
                                                    std::size_t segments_max) override;
  base::Status maintain() override;
  // Reading costs as it does; what is written costs nothing.
  stores::LoadAccount* load_account() override { return base_.load_account(); }

 private:
  base::Status mirror_collections();
  // It is in the overlay alone, if it is there at all.
  bool is_made_here(std::string_view collection);

  stores::Store& base_;
  stores::Store& overlay_;
  std::mutex mutex_;
  // What was done to the indexes: one made, or nothing where one was dropped.
  std::map<std::string, std::map<std::string, std::optional<stores::IndexSpec>>> indexes_;
  bool mirrored_ = false;
};

}  // namespace whimbrel::engine
