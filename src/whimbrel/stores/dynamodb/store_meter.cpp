#include "whimbrel/stores/dynamodb/store_meter.hpp"

namespace whimbrel::stores::dynamodb {

void StoreMeter::on_consumed(std::string_view table, CapacityUnits units) {
  {
    const std::lock_guard lock(mutex_);
    CapacityUnits& sum = is_record_table(options_, table) ? records_ : items_;
    sum.read += units.read;
    sum.write += units.write;
  }
  if (next_ != nullptr) next_->on_consumed(table, units);
}

CapacityUnits StoreMeter::items() const {
  const std::lock_guard lock(mutex_);
  return items_;
}

CapacityUnits StoreMeter::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

}  // namespace whimbrel::stores::dynamodb
