#pragma once

#include <memory>
#include <string>
#include <vector>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// A session of a DryRunStore: reads merge the overlay over the base, writes go to the overlay
// alone. An erased base item is an overlay record under "erased/COLLECTION/KEY_HASH". One thread.
class OverlaySession final : public stores::Session {
 public:
  // The overlay must have the collections of the base.
  OverlaySession(std::unique_ptr<stores::Session> base, std::unique_ptr<stores::Session> overlay);

  base::Result<bool> scan(const stores::ScanRequest& request, stores::Page& page) override;
  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    stores::Page& page) override;
  base::Status begin() override { return overlay_->begin(); }
  base::Status commit() override { return overlay_->commit(); }
  base::Status rollback() override { return overlay_->rollback(); }
  base::Status write(std::span<const stores::ItemWrite> writes,
                     std::span<stores::WriteOutcome> outcomes) override;
  base::Result<std::optional<stores::Record>> get_record(stores::Space space,
                                                         std::string_view key) override;
  base::Result<std::vector<stores::Record>> list_records(stores::Space space,
                                                         std::string_view prefix,
                                                         std::string_view after,
                                                         std::size_t records_max) override;
  base::Status put_record(const stores::RecordWrite& write, const stores::Fence* fence) override;

 private:
  base::Status copy_up(std::span<const stores::ItemWrite> writes);
  base::Status copy_up(std::string_view collection, std::span<const model::KeyView> keys);
  base::Result<bool> is_erased(std::string_view collection, model::KeyView key);
  base::Status mark_erased(std::string_view collection, model::KeyView key, bool erased);
  base::Status copy_up_record(stores::Space space, std::string_view key);

  std::unique_ptr<stores::Session> base_;
  std::unique_ptr<stores::Session> overlay_;
  stores::Page base_page_;
  stores::Page overlay_page_;
};

}  // namespace whimbrel::engine
