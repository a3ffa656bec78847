#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"
#include "whimbrel/stores/dynamodb/load_governor.hpp"

namespace whimbrel::stores::dynamodb {

enum class WriteMode : std::uint8_t {
  guarded,   // each item by a call of its own
  transact,  // up to a hundred in one call, for twice the units
};

struct DynamoDbOptions {
  ClientOptions client;
  LoadLimits load;
  WriteMode write_mode = WriteMode::guarded;
  // Where whimbrel keeps its records; each table is made, billed on demand, when first written to.
  std::string ledger_table = "whimbrel-ledger";
  std::string journal_table = "whimbrel-journal";
  std::string audit_table = "whimbrel-audit";
  // Writes of one write() call that are under way at the same time.
  std::uint32_t parallel_writes_max = 16;
  // What one write() call takes at most; the engine's batches follow it.
  std::size_t write_items_max = 1'000;
  // How long to wait for a table or an index to be made or to go.
  std::int64_t table_timeout_ms = 600'000;
  // How often to look meanwhile.
  std::int64_t table_poll_ms = 200;
  // How long to wait for a backup, and for a table to be restored from one.
  std::int64_t backup_timeout_ms = 1'800'000;
  std::int64_t restore_timeout_ms = 6 * 3'600'000;
  // What takes that long is looked at less and less often, down to this.
  std::int64_t slow_poll_ms = 5'000;
};

// Whether whimbrel keeps its own records there.
inline bool is_record_table(const DynamoDbOptions& options, std::string_view table) {
  return table == options.ledger_table || table == options.journal_table ||
         table == options.audit_table;
}

}  // namespace whimbrel::stores::dynamodb
