#include "whimbrel/engine/backup/section_backup.hpp"

#include <thread>

#include "whimbrel/engine/backup/item_packing.hpp"

namespace whimbrel::engine {
namespace {

// Small enough for the second-level cache together with what zstd makes of it, large enough that a
// frame's own cost does not show.
constexpr std::size_t page_bytes = std::size_t{512} << 10;
constexpr std::size_t page_items_max = 10'000;
// More ranges than threads, so that no thread is left waiting for one with a long range.
constexpr std::size_t ranges_per_thread = 8;

}  // namespace

struct SectionBackup::Scratch {
  stores::Page page;
  std::string raw;
  FrameEncoder encoder;
};

base::Status SectionBackup::run(int threads) {
  WHIMBREL_ASSIGN(const stores::CollectionInfo info, store_.collection(collection_));
  WHIMBREL_ASSIGN(section_, writer_.begin_section({info.spec, std::string(store_.codec().name())}));
  const auto count = static_cast<std::size_t>(threads);
  WHIMBREL_ASSIGN(ranges_, store_.split(collection_, count == 1 ? 1 : count * ranges_per_thread));

  const auto run_worker = [this] {
    if (base::Status status = work(); !status) fail_with(std::move(status).error());
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < std::min(count, ranges_.size()); ++i)
    helpers.emplace_back(run_worker);
  run_worker();
  for (std::thread& helper : helpers) helper.join();
  if (failure_) return base::fail_in("collection " + collection_, *failure_);
  return {};
}

base::Status SectionBackup::work() {
  WHIMBREL_ASSIGN(const auto session, store_.open_session());
  Scratch scratch;
  while (!failed()) {
    const std::size_t index = next_range_.fetch_add(1);
    if (index >= ranges_.size()) break;
    WHIMBREL_TRY(copy_range(ranges_[index], *session, scratch));
  }
  return {};
}

base::Status SectionBackup::copy_range(const stores::KeyRange& range, stores::Session& session,
                                       Scratch& scratch) {
  stores::ScanRequest request{collection_, range, page_items_max, page_bytes};
  for (bool at_end = false; !at_end && !failed();) {
    if (cancellation_.requested())
      return base::fail(base::ErrorKind::cancelled, "the backup was interrupted and nothing kept",
                        "run it again");
    scratch.page.clear();
    WHIMBREL_ASSIGN(at_end, session.scan(request, scratch.page));
    if (scratch.page.empty()) break;
    request.range.after = model::Key{std::string(scratch.page[scratch.page.size() - 1].key)};
    WHIMBREL_TRY(copy_page(scratch));
  }
  return {};
}

base::Status SectionBackup::copy_page(Scratch& scratch) {
  scratch.raw.clear();
  std::uint64_t item_bytes = 0;
  for (std::size_t i = 0; i < scratch.page.size(); ++i) {
    const stores::Page::Item item = scratch.page[i];
    pack_item(item.key, item.bytes, scratch.raw);
    item_bytes += item.bytes.size();
  }
  WHIMBREL_TRY(scratch.encoder.compress(scratch.raw));
  const auto items = static_cast<std::uint32_t>(scratch.page.size());
  WHIMBREL_TRY(writer_.append_items(section_, items, item_bytes, scratch.encoder));
  progress_.add(collection_, items);
  return {};
}

void SectionBackup::fail_with(base::Error error) {
  const std::scoped_lock lock(mutex_);
  if (!failure_) failure_ = std::move(error);
}

bool SectionBackup::failed() const {
  const std::scoped_lock lock(mutex_);
  return failure_.has_value();
}

}  // namespace whimbrel::engine
