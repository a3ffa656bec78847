#pragma once

#include <cstdint>
#include <string_view>

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

// One try of a call, as its caller felt it.
struct ObservedTry {
  std::string_view operation;
  std::int64_t latency_us = 0;
  // The service, or a part of a batch or transaction, said that it was asked for too much.
  bool throttled = false;
  // It answered 5xx, or not at all.
  bool failed = false;
};

// Is told of every try, so that concurrency and rate can follow. Thread-safe.
class LoadObserver {
 public:
  virtual ~LoadObserver() = default;
  virtual void on_try(const ObservedTry& seen) = 0;
};

}  // namespace whimbrel::stores::dynamodb
