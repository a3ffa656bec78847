#include <algorithm>
#include <map>
#include <memory>

#include "whimbrel/engine/insert_collisions.hpp"
#include "whimbrel/engine/item_changer.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/new_plan.hpp"
#include "whimbrel/engine/pass_walk.hpp"
#include "whimbrel/engine/planned_load.hpp"
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
  using Part = std::pair<std::uint32_t, std::size_t>;

  PlanningVisitor(const Migration& migration, std::uint32_t pass, ItemChanger changer,
                  stores::Store& store, bool rehearse)
      : migration_(migration),
        pass_(pass),
        changer_(std::move(changer)),
        rehearse_(rehearse),
        writes_(store.load_account()) {
    changer_.probe_inserts(InsertProbe(store));
  }

  const PlannedWrites& writes() const noexcept { return writes_; }

  base::Status visit(std::size_t segment, const stores::Page& page) override {
    items_total += page.size();
    WHIMBREL_TRY(changer_.expect(page));
    for (std::size_t i = 0; i < page.size(); ++i) {
      switch (changer_.look_at(page[i])) {
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

  std::uint32_t pass() const noexcept { return pass_; }

  std::uint64_t items_total = 0;
  std::uint64_t items_selected = 0;
  std::uint64_t items_rejected = 0;
  SelectionDigest selection;
  ImpactAggregator impact;
  InsertCollisions collisions;
  // By pass and segment, so that put together they stand in the order of the run.
  std::map<Part, std::vector<SampleChange>> samples;
  std::map<Part, std::vector<std::pair<std::string, std::string>>> rejected_samples;
  // The first items selected, with keys: what writing is rehearsed on.
  stores::Page rehearsal;

 private:
  void reject(std::size_t segment, const stores::Page::Item& item) {
    ++items_rejected;
    auto& listed = rejected_samples[{pass_, segment}];
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
    writes_.add(changer_.collection(), item.bytes, sink);
    auto& listed = samples[{pass_, segment}];
    if (listed.size() < samples_max) listed.push_back(sample_of(item));
    if (rehearse_ && rehearsal.size() < rehearsal_items_max) rehearsal.append(item.key, item.bytes);
    return {};
  }

  SampleChange sample_of(const stores::Page::Item& item) const {
    if (changer_.generates()) return make_generated_sample(migration_, changer_.collection(), item);
    return make_sample(migration_, changer_.view(), changer_.sink(), item.key);
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
  std::uint32_t pass_;
  ItemChanger changer_;
  bool rehearse_;
  PlannedWrites writes_;
  std::string scratch_;
};

using Visitors = std::vector<std::unique_ptr<PlanningVisitor>>;

template <typename Sample, typename Member>
std::vector<Sample> first_samples(const Visitors& visitors, Member member) {
  std::map<PlanningVisitor::Part, std::vector<Sample>> all;
  for (const auto& visitor : visitors)
    for (const auto& [part, samples] : (*visitor).*member) all[part] = samples;
  std::vector<Sample> first;
  for (const auto& [part, samples] : all)
    for (const auto& sample : samples)
      if (first.size() < samples_max) first.push_back(sample);
  return first;
}

base::Status gather(Visitors& visitors, Plan& plan) {
  for (const auto& visitor : visitors) {
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

// What surveying works with, and what it gathers.
struct Survey {
  const RunEnvironment& environment;
  const Migration& migration;
  const RunOptions& options;
  Plan& plan;
  Visitors visitors = {};
};

// Reads every item of a pass once with the real transformation.
base::Status survey_pass(Survey& survey, const Pass& pass, std::uint32_t number) {
  const RunEnvironment& environment = survey.environment;
  const std::size_t first = survey.visitors.size();
  const auto make_visitor = [&]() -> base::Result<SegmentVisitor*> {
    WHIMBREL_ASSIGN(auto changer, ItemChanger::make(pass, survey.plan.inputs, environment.store));
    const bool rehearses = environment.scratch != nullptr && survey.visitors.size() == first;
    survey.visitors.push_back(std::make_unique<PlanningVisitor>(
        survey.migration, number, std::move(changer), environment.store, rehearses));
    return survey.visitors.back().get();
  };
  // The whole collection is what the selected items are a share of, so it has to be counted, and
  // reading it is how most stores count.
  const model::Filter* where = nullptr;
  if (pass.prefilter() != nullptr) {
    WHIMBREL_ASSIGN(const auto info, environment.store.collection(pass.collection()));
    if (info.items_exact) where = pass.prefilter();
    if (where != nullptr) survey.plan.items_total += info.items;
  }
  WHIMBREL_TRY(walk_in_parallel(environment, pass, survey.plan.inputs,
                                survey.options.parallel_segments, "plan", make_visitor, where));
  for (std::size_t i = first; i < survey.visitors.size() && where == nullptr; ++i)
    survey.plan.items_total += survey.visitors[i]->items_total;
  return {};
}

base::Status rehearse(Survey& survey, const Pass& pass, std::uint32_t number) {
  if (survey.environment.scratch == nullptr) return {};
  std::uint64_t selected = 0;
  const stores::Page* sample = nullptr;
  for (const auto& visitor : survey.visitors) {
    if (visitor->pass() != number) continue;
    selected += visitor->items_selected;
    if (sample == nullptr) sample = &visitor->rehearsal;
  }
  if (selected == 0 || sample == nullptr) return {};
  WHIMBREL_ASSIGN(const auto writing_ms, rehearse_writes(survey.environment, survey.migration, pass,
                                                         survey.plan, *sample, selected));
  if (writing_ms)
    survey.plan.estimated_apply_ms = survey.plan.estimated_apply_ms.value_or(0) + *writing_ms;
  return {};
}

base::Status forecast_for(const Survey& survey, const stores::LoadUsed& before) {
  stores::LoadAccount* const account = survey.environment.store.load_account();
  if (account == nullptr) return {};
  PlannedWrites writes(account);
  for (const auto& visitor : survey.visitors) writes.absorb(visitor->writes());
  WHIMBREL_TRY(forecast_load(*account, before, writes, survey.plan));
  // Measured on another store, the rehearsal knows nothing of this one's limits.
  if (const auto* chosen = survey.plan.forecast.chosen())
    survey.plan.estimated_apply_ms =
        std::max(survey.plan.estimated_apply_ms.value_or(0), chosen->duration_ms);
  return {};
}

stores::LoadUsed load_used(stores::Store& store) {
  const stores::LoadAccount* const account = store.load_account();
  return account == nullptr ? stores::LoadUsed() : account->used();
}

base::Status survey_items(const RunEnvironment& environment, const Migration& migration,
                          const RunOptions& options, Plan& plan) {
  const std::int64_t started_ns = environment.clock.monotonic_ns();
  const stores::LoadUsed used_before = load_used(environment.store);
  const auto passes = walked_passes(migration);
  Survey survey{environment, migration, options, plan};
  for (std::uint32_t number = 0; number < passes.size(); ++number)
    WHIMBREL_TRY(survey_pass(survey, *passes[number], number));
  WHIMBREL_TRY(gather(survey.visitors, plan));
  plan.scan_ms = (environment.clock.monotonic_ns() - started_ns) / 1'000'000;
  for (std::uint32_t number = 0; number < passes.size(); ++number)
    WHIMBREL_TRY(rehearse(survey, *passes[number], number));
  // Reading and writing overlap; the slower one sets the pace.
  if (plan.estimated_apply_ms)
    plan.estimated_apply_ms = std::max(*plan.estimated_apply_ms, plan.scan_ms);
  WHIMBREL_TRY(forecast_for(survey, used_before));
  if (InsertCollisions& collisions = survey.visitors.front()->collisions; !collisions.empty()) {
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
  const PinContext context{environment.store, environment.clock, environment.cancellation,
                           options.test_items_max.has_value()};
  WHIMBREL_TRY(migration.pin_inputs(context, plan.inputs));
  WHIMBREL_ASSIGN(plan.details, migration.describe_plan(context, plan.inputs));
  return survey(environment, migration, options, std::move(plan));
}

base::Result<Plan> survey(const RunEnvironment& environment, const Migration& migration,
                          const RunOptions& options, Plan plan) {
  if (!walked_passes(migration).empty()) {
    WHIMBREL_TRY(survey_items(environment, migration, options, plan));
  }
  plan.risk = migration.assess_risk(plan.impact);
  WHIMBREL_ASSIGN(const auto checks, migration.check_before(environment.store));
  plan.checks.insert(plan.checks.begin(), checks.begin(), checks.end());
  return plan;
}

}  // namespace whimbrel::engine
