#include <algorithm>
#include <map>
#include <memory>

#include "whimbrel/engine/insert_collisions.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/new_plan.hpp"
#include "whimbrel/engine/parallel_scan.hpp"
#include "whimbrel/engine/sample_maker.hpp"
#include "whimbrel/engine/write_rehearsal.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

constexpr std::size_t samples_max = 10;
constexpr std::size_t rehearsal_items_max = 2'000;

// What one thread finds out about the items it reads.
class PlanningVisitor final : public SegmentVisitor {
 public:
  PlanningVisitor(const Migration& migration, ItemChanger changer, stores::Store& store,
                  bool rehearse)
      : migration_(migration), changer_(std::move(changer)), rehearse_(rehearse) {
    changer_.probe_inserts(InsertProbe(store));
  }

  base::Status visit(std::size_t segment, const stores::Page& page) override {
    items_total += page.size();
    changer_.expect(page);
    for (std::size_t i = 0; i < page.size(); ++i) {
      switch (changer_.look_at(page[i].bytes)) {
        case ItemChanger::Verdict::untouched:
          break;
        case ItemChanger::Verdict::rejected:
        case ItemChanger::Verdict::unreadable:
          reject(segment, page[i]);
          break;
        case ItemChanger::Verdict::changed:
          WHIMBREL_TRY(select(segment, page[i]));
          break;
        case ItemChanger::Verdict::failed:
          return tl::unexpected(changer_.failure());
      }
    }
    return {};
  }

  std::uint64_t items_total = 0;
  std::uint64_t items_selected = 0;
  std::uint64_t items_rejected = 0;
  SelectionDigest selection;
  ImpactAggregator impact;
  InsertCollisions collisions;
  std::map<std::size_t, std::vector<SampleChange>> samples;
  std::map<std::size_t, std::vector<std::pair<std::string, std::string>>> rejected_samples;
  // The first items selected, with keys: what writing is rehearsed on.
  stores::Page rehearsal;

 private:
  void reject(std::size_t segment, const stores::Page::Item& item) {
    ++items_rejected;
    auto& listed = rejected_samples[segment];
    if (listed.size() < samples_max) listed.emplace_back(item.key, changer_.rejection());
  }

  base::Status select(std::size_t segment, const stores::Page::Item& item) {
    ++items_selected;
    const ChangeSink& sink = changer_.sink();
    if (sink.attributed())
      WHIMBREL_TRY(impact.add(sink.owner(), sink.amount()));
    else
      impact.add_without_owner();
    if (!sink.inserts().empty()) WHIMBREL_TRY(collisions.add(sink.inserts()));
    selection.add(fingerprint_of_change(item));
    auto& listed = samples[segment];
    if (listed.size() < samples_max)
      listed.push_back(make_sample(migration_, changer_.view(), sink, item.key));
    if (rehearse_ && rehearsal.size() < rehearsal_items_max) rehearsal.append(item.key, item.bytes);
    return {};
  }

  model::Fingerprint fingerprint_of_change(const stores::Page::Item& item) {
    scratch_.assign(item.key);
    for (const model::Edit& edit : changer_.sink().edits()) {
      scratch_ += '\0';
      scratch_ += edit.path->text();
      scratch_ += '\0';
      if (const auto before = changer_.view().find(*edit.path)) scratch_ += *before;
    }
    for (const NewItem& insert : changer_.sink().inserts()) {
      scratch_ += '\0';
      scratch_ += insert.collection;
      scratch_ += '\0';
      scratch_ += insert.key;
    }
    return model::fingerprint_of(scratch_);
  }

  const Migration& migration_;
  ItemChanger changer_;
  bool rehearse_;
  std::string scratch_;
};

using Visitors = std::vector<std::unique_ptr<PlanningVisitor>>;

// Segments are numbered in key order, so gathering by number keeps samples in key order.
template <typename Sample, typename Member>
std::vector<Sample> first_samples(const Visitors& visitors, Member member) {
  std::map<std::size_t, std::vector<Sample>> all;
  for (const auto& visitor : visitors)
    for (const auto& [segment, samples] : (*visitor).*member) all[segment] = samples;
  std::vector<Sample> first;
  for (const auto& [segment, samples] : all)
    for (const auto& sample : samples)
      if (first.size() < samples_max) first.push_back(sample);
  return first;
}

base::Status gather(Visitors& visitors, Plan& plan) {
  for (const auto& visitor : visitors) {
    plan.items_total += visitor->items_total;
    plan.items_selected += visitor->items_selected;
    plan.items_rejected += visitor->items_rejected;
    plan.selection.add(visitor->selection);
    if (visitor == visitors.front()) continue;
    WHIMBREL_TRY(visitors.front()->impact.absorb(visitor->impact));
    WHIMBREL_TRY(visitors.front()->collisions.absorb(visitor->collisions));
  }
  WHIMBREL_ASSIGN(plan.impact, visitors.front()->impact.finish());
  plan.samples = first_samples<SampleChange>(visitors, &PlanningVisitor::samples);
  plan.rejected_samples = first_samples<std::pair<std::string, std::string>>(
      visitors, &PlanningVisitor::rejected_samples);
  return {};
}

// Reads every item once with the real transformation.
base::Status survey_items(const RunEnvironment& environment, const Migration& migration,
                          const RunOptions& options, Plan& plan) {
  const std::int64_t started_ns = environment.clock.monotonic_ns();
  const bool rehearse = environment.scratch != nullptr;
  Visitors visitors;
  const auto make_visitor = [&]() -> base::Result<SegmentVisitor*> {
    WHIMBREL_ASSIGN(auto changer, ItemChanger::make(migration, plan.inputs, environment.store));
    visitors.push_back(std::make_unique<PlanningVisitor>(
        migration, std::move(changer), environment.store, rehearse && visitors.empty()));
    return visitors.back().get();
  };
  // The whole collection is what the selected items are a share of, so it has to be counted, and
  // reading it is how most stores count.
  WHIMBREL_ASSIGN(const auto info, environment.store.collection(plan.collection));
  const model::Filter* const where = info.items_exact ? migration.prefilter() : nullptr;
  WHIMBREL_TRY(scan_in_parallel(environment, plan.collection, options.parallel_segments, "plan",
                                make_visitor, where));
  WHIMBREL_TRY(gather(visitors, plan));
  if (where != nullptr) plan.items_total = info.items;
  plan.scan_ms = (environment.clock.monotonic_ns() - started_ns) / 1'000'000;
  if (rehearse && plan.items_selected > 0) {
    WHIMBREL_ASSIGN(plan.estimated_apply_ms,
                    rehearse_writes(environment, migration, plan, visitors.front()->rehearsal));
  }
  if (InsertCollisions& collisions = visitors.front()->collisions; !collisions.empty()) {
    WHIMBREL_ASSIGN(CheckResult collided, collisions.check());
    plan.checks.push_back(std::move(collided));
  }
  return {};
}

}  // namespace

base::Result<Plan> make_plan(const RunEnvironment& environment, const Migration& migration,
                             const RunOptions& options) {
  Plan plan = new_plan(environment, migration);
  plan.test_items_max = options.test_items_max;
  WHIMBREL_TRY(migration.pin_inputs(
      {environment.store, environment.clock, environment.cancellation}, plan.inputs));
  return survey(environment, migration, options, std::move(plan));
}

base::Result<Plan> survey(const RunEnvironment& environment, const Migration& migration,
                          const RunOptions& options, Plan plan) {
  if (!plan.collection.empty()) {
    WHIMBREL_TRY(survey_items(environment, migration, options, plan));
  }
  plan.risk = migration.assess_risk(plan.impact);
  WHIMBREL_ASSIGN(const auto checks, migration.check_before(environment.store));
  plan.checks.insert(plan.checks.begin(), checks.begin(), checks.end());
  return plan;
}

}  // namespace whimbrel::engine
