#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/migration.hpp"

namespace whimbrel::cli {

struct TimedItem {
  std::string key;
  std::int64_t duration_ns = 0;
};

// How long the items took to transform; the slowest are kept. Thread-safe.
class ItemTimes {
 public:
  static constexpr std::size_t slowest_max = 5;

  // Whether one that took this long would be kept.
  bool is_slow(std::int64_t duration_ns) const;
  void add(TimedItem item);
  // The slowest first.
  std::vector<TimedItem> slowest() const;

 private:
  mutable std::mutex mutex_;
  std::vector<TimedItem> slowest_;
};

// A migration as it is, but each item's transformation is timed. Items are not announced to it
// ahead, so that each is waited for on its own.
class TimedMigration final : public engine::Migration {
 public:
  // All must outlive it. `key_fields` are those of the collection.
  TimedMigration(const engine::Migration& migration, std::vector<model::Path> key_fields,
                 const base::Clock& clock, ItemTimes& times)
      : migration_(migration), key_fields_(std::move(key_fields)), clock_(clock), times_(times) {}

  const engine::MigrationInfo& info() const override { return migration_.info(); }
  std::span<const model::Path> guard_fields() const override { return migration_.guard_fields(); }
  bool guards_whole_item() const override { return migration_.guards_whole_item(); }
  const model::Filter* prefilter() const override { return migration_.prefilter(); }
  engine::BlastRadius blast_radius() const override { return migration_.blast_radius(); }
  std::span<const std::unique_ptr<engine::Action>> actions_before() const override {
    return migration_.actions_before();
  }
  std::span<const std::unique_ptr<engine::Action>> actions_after() const override {
    return migration_.actions_after();
  }
  base::Result<std::unique_ptr<engine::Transformer>> prepare(
      const engine::PinnedInputs& inputs, const model::ItemCodec& codec) const override;
  base::Status pin_inputs(const engine::PinContext& context,
                          engine::PinnedInputs& inputs) const override {
    return migration_.pin_inputs(context, inputs);
  }
  base::Result<std::vector<engine::CheckResult>> check_before(stores::Store& store) const override {
    return migration_.check_before(store);
  }
  base::Result<std::unique_ptr<engine::ItemObserver>> make_observer(
      const model::ItemCodec& codec) const override {
    return migration_.make_observer(codec);
  }
  base::Result<std::vector<engine::CheckResult>> check_after(
      stores::Store& store,
      std::span<const std::unique_ptr<engine::ItemObserver>> observers) const override {
    return migration_.check_after(store, observers);
  }
  engine::RiskAssessment assess_risk(const engine::ImpactSummary& impact) const override {
    return migration_.assess_risk(impact);
  }

 private:
  const engine::Migration& migration_;
  std::vector<model::Path> key_fields_;
  const base::Clock& clock_;
  ItemTimes& times_;
};

}  // namespace whimbrel::cli
