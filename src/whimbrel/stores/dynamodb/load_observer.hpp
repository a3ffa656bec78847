#pragma once

#include <cstdint>
#include <string_view>

#include "whimbrel/base/cancellation.hpp"

namespace whimbrel::stores::dynamodb {

// Capacity as DynamoDB bills it.
struct CapacityUnits {
  double read = 0;
  double write = 0;
};

// Is told what every answer says that it cost. Thread-safe: the clients of all threads share one.
class CapacityMeter {
 public:
  virtual ~CapacityMeter() = default;
  // `table` with its indexes; the view is gone after the call.
  virtual void on_consumed(std::string_view table, CapacityUnits units) = 0;
};

// What a table may be asked for.
struct TableCapacity {
  bool is_on_demand = true;
  // Units a second that were bought; 0 of one that is on demand.
  double read_units_per_s = 0;
  double write_units_per_s = 0;
};

// One try of a call, as its caller felt it.
struct ObservedTry {
  std::string_view operation;
  bool reads = false;
  std::int64_t latency_us = 0;
  // The service, or a part of a batch or transaction, said that it was asked for too much.
  bool throttled = false;
  // It answered 5xx, or not at all.
  bool failed = false;
};

// Holds tries back, and is told how each went, so that concurrency and rate follow what the service
// bears. Thread-safe: the clients of all threads share one.
class LoadObserver {
 public:
  virtual ~LoadObserver() = default;

  // Called before a try: waits as long as it should not go out yet. False when `cancellation` ended
  // the wait; otherwise on_try() follows.
  virtual bool let_through(bool /*reads*/, const base::Cancellation& /*cancellation*/) {
    return true;
  }
  virtual void on_try(const ObservedTry& seen) = 0;
  // A table was described; it may be for the first time.
  virtual void on_table(std::string_view /*table*/, const TableCapacity& /*capacity*/) {}
};

}  // namespace whimbrel::stores::dynamodb
