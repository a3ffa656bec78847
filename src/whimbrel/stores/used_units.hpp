#pragma once

namespace whimbrel::stores {

// What a store charges by (DynamoDB: capacity units), as far as one process used it.
struct UsedUnits {
  double items_read = 0;
  double items_written = 0;  // their indexes with them
  // Whimbrel's own records: ledger, journal, audit.
  double records_read = 0;
  double records_written = 0;

  friend UsedUnits operator-(const UsedUnits& a, const UsedUnits& b) {
    return {a.items_read - b.items_read, a.items_written - b.items_written,
            a.records_read - b.records_read, a.records_written - b.records_written};
  }
};

}  // namespace whimbrel::stores
