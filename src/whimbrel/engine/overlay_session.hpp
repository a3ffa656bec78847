#pragma once

#include <memory>
#include <string>
#include <vector>

#include "whimbrel/engine/overlay_marks.hpp"
#include "whimbrel/stores/page_filler.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// A session of a DryRunStore: reads merge the overlay over the base, writes go to the overlay
// alone. One thread.
class OverlaySession final : public stores::Session {
 public:
  // The overlay must have the collections of the base. `ordered_scans` is what the base can.
  OverlaySession(std::unique_ptr<stores::Session> base, std::unique_ptr<stores::Session> overlay,
                 bool ordered_scans);

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
  base::Status copy_up_record(stores::Space space, std::string_view key);
  base::Status mark(const stores::ItemWrite& applied);
  base::Result<bool> scan_in_order(const stores::ScanRequest& request, stores::Page& page);
  base::Result<bool> scan_base_then_made(const stores::ScanRequest& request, stores::Page& page);
  // What base_page_ holds, as it is now.
  base::Status append_overlaid(std::string_view collection, stores::Page& page);
  base::Result<bool> append_made(const stores::ScanRequest& request, const stores::KeyRange& range,
                                 const stores::PageFiller& filler, stores::Page& page);

  std::unique_ptr<stores::Session> base_;
  std::unique_ptr<stores::Session> overlay_;
  OverlayMarks marks_;
  const bool ordered_scans_;
  stores::Page base_page_;
  stores::Page overlay_page_;
};

}  // namespace whimbrel::engine
