#include "whimbrel/stores/dynamodb/store_meter.hpp"

namespace whimbrel::stores::dynamodb {

void StoreMeter::on_consumed(std::string_view table, CapacityUnits units) {
  const bool is_record = is_record_table(options_, table);
  {
    const std::lock_guard lock(mutex_);
    (is_record ? used_.records_read : used_.items_read) += units.read;
    (is_record ? used_.records_written : used_.items_written) += units.write;
  }
  if (next_ != nullptr) next_->on_consumed(table, units);
}

UsedUnits StoreMeter::used() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

}  // namespace whimbrel::stores::dynamodb
