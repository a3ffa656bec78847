#pragma once

#include <mutex>
#include <string_view>

#include "whimbrel/stores/dynamodb/dynamodb_options.hpp"
#include "whimbrel/stores/dynamodb/load_observer.hpp"

namespace whimbrel::stores::dynamodb {

// Adds up what a store's calls cost, items and records apart, and passes it on. Thread-safe.
class StoreMeter final : public CapacityMeter {
 public:
  // `next` may be null. Both must outlive it.
  StoreMeter(const DynamoDbOptions& options, CapacityMeter* next)
      : options_(options), next_(next) {}

  void on_consumed(std::string_view table, CapacityUnits units) override;
  CapacityUnits items() const;
  CapacityUnits records() const;

 private:
  const DynamoDbOptions& options_;
  CapacityMeter* const next_;
  mutable std::mutex mutex_;
  CapacityUnits items_;
  CapacityUnits records_;
};

}  // namespace whimbrel::stores::dynamodb
