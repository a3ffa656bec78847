#include "whimbrel/engine/backup/section_backup.hpp"

#include <thread>

#include "whimbrel/engine/backup/item_packing.hpp"

namespace whimbrel::engine {
namespace {

// Small enough for the second-level cache together with what zstd makes of it, large enough that a
// frame's own cost does not show.
constexpr std::size_t page_bytes = std::size_t{512} << 10;
constexpr std::size_t page_items_max = 10'000;

}  // namespace

struct SectionBackup::Scratch {
  stores::Page page;
  std::uint64_t place = 0;
  std::string raw;
  FrameEncoder encoder;
};

base::Status SectionBackup::run(int threads, int readers) {
  WHIMBREL_ASSIGN(const stores::CollectionInfo info, store_.collection(collection_));
  WHIMBREL_ASSIGN(section_, writer_.begin_section({info.spec, std::string(store_.codec().name())}));
  WHIMBREL_TRY(cut_into_ranges(readers));
  std::vector<std::thread> helpers;
  for (int i = 1; i < threads; ++i)
    helpers.emplace_back([this, i] { run_worker(static_cast<std::size_t>(i)); });
  run_worker(0);
  for (std::thread& helper : helpers) helper.join();
  if (failure_) return base::fail_in("collection " + collection_, *failure_);
  return {};
}

base::Status SectionBackup::cut_into_ranges(int readers) {
  std::vector<stores::KeyRange> ranges(1);
  if (readers > 1) {
    WHIMBREL_ASSIGN(ranges, store_.split(collection_, static_cast<std::size_t>(readers)));
  }
  for (stores::KeyRange& range : ranges)
    ranges_.push_back(std::make_unique<SharedRange>(std::move(range)));
  return {};
}

void SectionBackup::run_worker(std::size_t number) {
  const base::Status status = copy_pages(number % ranges_.size());
  if (status) return;
  writer_.abandon(status.error());
  const std::scoped_lock lock(mutex_);
  if (!failure_) failure_ = status.error();
}

base::Status SectionBackup::copy_pages(std::size_t first_range) {
  WHIMBREL_ASSIGN(const auto session, store_.open_session());
  Scratch scratch;
  for (std::size_t i = 0; i < ranges_.size();) {
    if (cancellation_.requested())
      return base::fail(base::ErrorKind::cancelled, "the backup was interrupted and nothing kept",
                        "run it again");
    SharedRange& range = *ranges_[(first_range + i) % ranges_.size()];
    WHIMBREL_ASSIGN(const bool more, read_page(range, *session, scratch));
    if (more)
      WHIMBREL_TRY(pack_page(scratch));
    else
      ++i;
  }
  return {};
}

base::Result<bool> SectionBackup::read_page(SharedRange& range, stores::Session& session,
                                            Scratch& scratch) {
  const std::scoped_lock lock(range.mutex);
  scratch.page.clear();
  if (range.at_end) return false;
  // A store may give pages without items before the last one.
  while (scratch.page.empty() && !range.at_end) {
    const stores::ScanRequest request{collection_, range.rest, page_items_max, page_bytes};
    WHIMBREL_ASSIGN(range.at_end, session.scan(request, scratch.page));
    if (!range.at_end) range.rest.after = model::Key{std::string(scratch.page.reached())};
  }
  if (scratch.page.empty()) return false;
  // Taken while the range is locked, so that its frames stand in the order of the scan.
  scratch.place = writer_.take_place();
  return true;
}

base::Status SectionBackup::pack_page(Scratch& scratch) {
  scratch.raw.clear();
  std::uint64_t item_bytes = 0;
  for (std::size_t i = 0; i < scratch.page.size(); ++i) {
    const stores::Page::Item item = scratch.page[i];
    pack_item(item.key, item.bytes, scratch.raw);
    item_bytes += item.bytes.size();
  }
  WHIMBREL_TRY(scratch.encoder.compress(scratch.raw));
  const auto items = static_cast<std::uint32_t>(scratch.page.size());
  WHIMBREL_TRY(writer_.append_items(scratch.place, section_, items, item_bytes, scratch.encoder));
  progress_.add(collection_, items);
  return {};
}

}  // namespace whimbrel::engine
