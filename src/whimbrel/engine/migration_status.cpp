#include "whimbrel/engine/migration_status.hpp"

#include <algorithm>
#include <limits>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/pass_reader.hpp"

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

  // True when the time was enough for all of it.
  base::Result<bool> read(stores::Session& session, std::string_view collection,
                          std::vector<stores::KeyRange> ranges, MigrationStatus& status) {
    while (!ranges.empty()) {
      for (std::size_t i = 0; i < ranges.size();) {
        if (clock_.monotonic_ns() - started_ns_ > budget_ns_) return false;
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
        ranges[i].after = model::Key{std::string(page_.reached())};
        ++i;
      }
    }
    return true;
  }

 private:
  base::Status look_at_page(MigrationStatus& status) {
    status.items_read += page_.size();
    WHIMBREL_TRY(changer_.expect(page_));
    for (std::size_t i = 0; i < page_.size(); ++i) {
      const auto verdict = changer_.look_at(page_[i]);
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

// 0 stays what it is: no bound.
std::int64_t share_of(std::int64_t budget_ms, std::size_t parts) {
  return budget_ms == 0 ? 0
                        : std::max(budget_ms / static_cast<std::int64_t>(parts), std::int64_t{1});
}

base::Status look_at_generated(stores::Session& session, PassReader& reader, ItemChanger& changer,
                               MigrationStatus& status) {
  stores::ScanRequest request;
  request.items_max = status_page_items_max;
  stores::Page page;
  for (bool ended = false; !ended;) {
    page.clear();
    WHIMBREL_ASSIGN(ended, reader.read(session, request, page));
    WHIMBREL_TRY(changer.expect(page));
    for (std::size_t i = 0; i < page.size(); ++i)
      if (changer.look_at(page[i]) == ItemChanger::Verdict::changed) ++status.items_selected;
    status.items_read += page.size();
    status.items_total += page.size();
    if (!page.empty()) request.range.after = model::Key{std::string(page.reached())};
  }
  return {};
}

base::Status look_at_pass(const RunEnvironment& environment, stores::Session& session,
                          const Pass& pass, const PinnedInputs& inputs, std::int64_t budget_ms,
                          MigrationStatus& status) {
  WHIMBREL_ASSIGN(auto changer, ItemChanger::make(pass, inputs, environment.store));
  changer.probe_inserts(InsertProbe(environment.store));
  WHIMBREL_ASSIGN(auto reader, PassReader::make(pass, inputs, environment.store.codec()));
  if (reader.generates()) return look_at_generated(session, reader, changer, status);
  WHIMBREL_ASSIGN(const auto collection, environment.store.collection(pass.collection()));
  WHIMBREL_ASSIGN(auto ranges, environment.store.split(pass.collection(), sample_ranges_max));
  SelectionSample sample(environment.clock, std::move(changer), budget_ms);
  const std::uint64_t read_before = status.items_read;
  WHIMBREL_ASSIGN(const bool whole,
                  sample.read(session, pass.collection(), std::move(ranges), status));
  status.items_total += whole ? status.items_read - read_before : collection.items;
  status.items_total_exact = status.items_total_exact && (whole || collection.items_exact);
  status.selected_exact = status.selected_exact && whole;
  return {};
}

std::string next_step_of(const MigrationStatus& status) {
  if (status.held_by) return "";
  if (status.tried_out || !status.latest_run || status.latest_run->status == RunStatus::rolled_back)
    return "preview";
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
  if (status.latest_run) {
    WHIMBREL_ASSIGN(status.tried_out, was_tried_out(ledger, *status.latest_run));
  }
  status.next_step = next_step_of(status);
  const auto passes = walked_passes(migration);
  if (passes.empty()) return status;
  PinnedInputs inputs;
  inputs.run_time_ms = environment.clock.now_ms();
  WHIMBREL_TRY(migration.pin_inputs(
      {environment.store, environment.clock, environment.cancellation}, inputs));
  status.items_total_exact = status.selected_exact = true;
  const std::int64_t budget_a_pass_ms = share_of(budget_ms, passes.size());
  for (const Pass* pass : passes) {
    WHIMBREL_TRY(look_at_pass(environment, *session, *pass, inputs, budget_a_pass_ms, status));
  }
  return status;
}

}  // namespace whimbrel::engine
