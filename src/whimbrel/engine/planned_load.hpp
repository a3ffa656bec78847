#pragma once

#include <optional>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/change_sink.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Adds up what a plan's changes will cost the store to write. One thread; merge several with
// absorb(). Without an account it does nothing.
class PlannedWrites {
 public:
  // `account` (may be null) must outlive it.
  explicit PlannedWrites(const stores::LoadAccount* account) : account_(account) {}

  // What `sink` changes about `item` of `collection`, or makes of nothing.
  void add(const std::string& collection, std::string_view item, const ChangeSink& sink);
  void absorb(const PlannedWrites& other);

  const auto& by_collection() const noexcept { return writes_; }

 private:
  void add_one(const std::string& collection, std::string_view item);

  const stores::LoadAccount* account_;
  std::map<std::string, stores::PlannedLoad::Writes, std::less<>> writes_;
};

// What a run will cost whose planning, which read everything once, began when the account stood at
// `before`. A trial of a few items costs their share.
base::Status forecast_load(stores::LoadAccount& account, const stores::LoadUsed& before,
                           const PlannedWrites& writes, Plan& plan);

}  // namespace whimbrel::engine
