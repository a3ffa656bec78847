#include "whimbrel/engine/apply_source.hpp"

#include <utility>

namespace whimbrel::engine {
namespace {

// Three batches of this, with what is planned on them, must stay well inside the memory bound.
constexpr std::size_t apply_page_bytes_max = std::size_t{4} << 20;

}  // namespace

ApplySource::ApplySource(stores::Session& session, ItemChanger changer, PassReader reader,
                         std::size_t batch_items_max, Start start)
    : session_(session),
      changer_(std::move(changer)),
      reader_(std::move(reader)),
      batch_items_max_(batch_items_max),
      where_(start.where),
      rest_(std::move(start.range)),
      changes_left_(start.changes_left),
      settled_keys_(std::move(start.settled_keys)) {
  if (start.after_key) rest_.after = model::Key{*std::move(start.after_key)};
}

base::Status ApplySource::fill(Batch& batch) {
  stores::ScanRequest request;
  request.range = rest_;
  request.items_max = batch_items_max_;
  request.bytes_max = apply_page_bytes_max;
  request.where = where_;
  WHIMBREL_ASSIGN(const bool ended, reader_.read(session_, request, batch.page));

  WHIMBREL_TRY(changer_.expect(batch.page));
  batch.last = ended;
  batch.last_key = batch.page.reached();
  for (std::size_t i = 0; i < batch.page.size(); ++i) {
    const auto item = batch.page[i];
    ++batch.scanned;
    WHIMBREL_TRY(plan_item(item, batch));
    if (changes_left_ && *changes_left_ == 0) {
      batch.last_key = item.key;
      batch.last = true;
      break;
    }
  }
  if (!batch.last_key.empty()) rest_.after = model::Key{batch.last_key};
  batch.seal();
  return {};
}

base::Status ApplySource::plan_item(const stores::Page::Item& item, Batch& batch) {
  if (settled_keys_.contains(item.key)) return {};
  switch (changer_.look_at(item)) {
    case ItemChanger::Verdict::untouched:
      break;
    case ItemChanger::Verdict::rejected:
    case ItemChanger::Verdict::unreadable:
      batch.rejected.push_back({std::string(item.key), changer_.rejection()});
      break;
    case ItemChanger::Verdict::changed:
      if (changer_.plan_write(item.key, batch) && changes_left_) --*changes_left_;
      break;
    case ItemChanger::Verdict::failed:
      return tl::unexpected(changer_.failure());
  }
  return {};
}

}  // namespace whimbrel::engine
