#include "whimbrel/engine/planned_load.hpp"

#include <algorithm>

namespace whimbrel::engine {
namespace {

// A run reads everything when it applies and when it verifies.
constexpr std::uint32_t readings_of_a_run = 2;

double share_changed(const Plan& plan) {
  if (!plan.test_items_max || plan.items_selected == 0) return 1;
  return std::min(
      1.0, static_cast<double>(*plan.test_items_max) / static_cast<double>(plan.items_selected));
}

}  // namespace

void PlannedWrites::add(const std::string& collection, std::string_view item,
                        const ChangeSink& sink) {
  if (account_ == nullptr) return;
  // Edits seldom make an item larger by a unit, so the item as it is stands for the one to be.
  if (sink.wants_erase() || !sink.edits().empty()) add_one(collection, item);
  for (const NewItem& insert : sink.inserts())
    add_one(std::string(insert.collection), insert.bytes);
}

void PlannedWrites::add_one(const std::string& collection, std::string_view item) {
  stores::PlannedLoad::Writes& writes = writes_[collection];
  ++writes.items;
  writes.units += account_->write_units_of(item);
}

void PlannedWrites::absorb(const PlannedWrites& other) {
  for (const auto& [collection, writes] : other.writes_) {
    stores::PlannedLoad::Writes& sum = writes_[collection];
    sum.items += writes.items;
    sum.units += writes.units;
  }
}

base::Status forecast_load(stores::LoadAccount& account, const stores::LoadUsed& before,
                           const PlannedWrites& writes, Plan& plan) {
  stores::PlannedLoad planned;
  planned.read_units_once = account.used().items.read - before.items.read;
  planned.readings = readings_of_a_run;
  const double share = share_changed(plan);
  for (const auto& [collection, sum] : writes.by_collection())
    planned.writes[collection] = {
        static_cast<std::uint64_t>(static_cast<double>(sum.items) * share), sum.units * share};
  WHIMBREL_ASSIGN(plan.forecast, account.forecast(planned));
  return {};
}

}  // namespace whimbrel::engine
