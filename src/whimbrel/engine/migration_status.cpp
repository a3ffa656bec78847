#include "whimbrel/engine/migration_status.hpp"

#include <algorithm>
#include <limits>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/item_changer.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::size_t status_page_items_max = 500;
constexpr std::size_t status_page_bytes_max = std::size_t{512} << 10;
constexpr std::size_t sample_ranges_max = 16;

// Reads a little of each range in turn, so that a short look sees the whole breadth of the keys.
class SelectionSample {
 public:
  SelectionSample(const base::Clock& clock, ItemChanger changer, std::int64_t budget_ms)
      : clock_(clock), changer_(std::move(changer)), started_ns_(clock.monotonic_ns()) {
    budget_ns_ = budget_ms == 0 ? std::numeric_limits<std::int64_t>::max() : budget_ms * 1'000'000;
  }

  base::Status read(stores::Session& session, std::string_view collection,
                    std::vector<stores::KeyRange> ranges, MigrationStatus& status) {
    while (!ranges.empty()) {
      for (std::size_t i = 0; i < ranges.size();) {
        if (clock_.monotonic_ns() - started_ns_ > budget_ns_) return {};
        page_.clear();
        WHIMBREL_ASSIGN(
            const bool ended,
            session.scan({collection, ranges[i], status_page_items_max, status_page_bytes_max},
                         page_));
        WHIMBREL_TRY(look_at_page(status));
        if (ended) {
          ranges.erase(ranges.begin() + static_cast<std::ptrdiff_t>(i));
          continue;
        }
        ranges[i].after = model::Key{std::string(page_[page_.size() - 1].key)};
        ++i;
      }
    }
    status.selected_exact = true;
    return {};
  }

 private:
  base::Status look_at_page(MigrationStatus& status) {
    status.items_read += page_.size();
    changer_.expect(page_);
    for (std::size_t i = 0; i < page_.size(); ++i) {
      const auto verdict = changer_.look_at(page_[i].bytes);
      if (verdict == ItemChanger::Verdict::failed) return tl::unexpected(changer_.failure());
      if (verdict == ItemChanger::Verdict::changed) ++status.items_selected;
    }
    return {};
  }

  const base::Clock& clock_;
  ItemChanger changer_;
  std::int64_t started_ns_;
  std::int64_t budget_ns_;
  stores::Page page_;
};

std::string next_step_of(const MigrationStatus& status) {
  if (status.held_by) return "";
  if (!status.latest_run || status.latest_run->status == RunStatus::rolled_back) return "preview";
  if (status.latest_run->status == RunStatus::completed) return "";
  return "resume";
}

}  // namespace

base::Result<MigrationStatus> migration_status(const RunEnvironment& environment,
                                               const Migration& migration, std::int64_t budget_ms) {
  const MigrationInfo& info = migration.info();
  MigrationStatus status;
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  WHIMBREL_ASSIGN(status.latest_run, ledger.latest_run(info.id));
  WHIMBREL_ASSIGN(status.held_by, lease_holder(*session, info.id, environment.clock.now_ms()));
  status.next_step = next_step_of(status);
  if (info.collection.empty()) return status;
  WHIMBREL_ASSIGN(const auto collection, environment.store.collection(info.collection));
  status.items_total = collection.items;
  status.items_total_exact = collection.items_exact;

  PinnedInputs inputs;
  inputs.run_time_ms = environment.clock.now_ms();
  WHIMBREL_TRY(migration.pin_inputs(
      {environment.store, environment.clock, environment.cancellation}, inputs));
  WHIMBREL_ASSIGN(auto changer, ItemChanger::make(migration, inputs, environment.store));
  changer.probe_inserts(InsertProbe(environment.store));
  WHIMBREL_ASSIGN(auto ranges, environment.store.split(info.collection, sample_ranges_max));
  SelectionSample sample(environment.clock, std::move(changer), budget_ms);
  WHIMBREL_TRY(sample.read(*session, info.collection, std::move(ranges), status));
  if (status.selected_exact) {
    status.items_total = status.items_read;
    status.items_total_exact = true;
  }
  return status;
}

}  // namespace whimbrel::engine
