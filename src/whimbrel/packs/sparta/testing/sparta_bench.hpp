#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/packs/sparta/sparta_settings.hpp"
#include "whimbrel/packs/sparta/tables.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::packs::sparta::testing {

using Variables = std::map<std::string, std::string>;

// What an environment with only these variables tells.
SharedSettings settings_from(Variables variables = {});

// What a store holds: of each collection its items by key, and its indexes by name.
struct StoreContent {
  std::map<std::string, std::map<std::string, std::string>> items;
  std::map<std::string, std::vector<std::string>> indexes;

  friend bool operator==(const StoreContent&, const StoreContent&) = default;
};

// A store in memory with Sparta's tables, and a run's verbs as one-liners.
class SpartaBench {
 public:
  // Without transactions it behaves as DynamoDB does.
  explicit SpartaBench(bool transactions = false,
                       const model::ItemCodec& codec = model::extended_json_codec());

  void make(const Table& table);
  // Each item is a line of JSON, kept as it is where items are JSON. The table must be there.
  void put(const std::string& table, const std::vector<std::string>& items);
  std::map<std::string, std::string> items(const std::string& table);
  StoreContent content();

  engine::RunEnvironment environment() {
    return {store, clock, cancellation, engine::silent_progress()};
  }
  base::Result<engine::Plan> plan(const engine::Migration& migration);
  base::Result<engine::RunReport> up(const engine::Migration& migration);
  base::Result<engine::RunReport> dry_run(const engine::Migration& migration);
  // What the migration tells of its own, as JSON.
  std::string details(const engine::Migration& migration);
  base::Result<engine::RunReport> verify(const engine::Migration& migration);
  base::Result<engine::RunReport> down(const engine::Migration& migration);

  stores::memory::MemoryStore store;
  base::ManualClock clock;
  base::Cancellation cancellation;
  engine::RunOptions options;
};

// The document as its text is, for comparisons.
std::string operator_item(std::string_view discord_id, std::string_view address,
                          std::string_view more = {});
std::string validator_item(std::string_view address, std::string_view operator_id,
                           std::string_view more = {});

// A dry run changes nothing; a run is completed and verified; a second one is refused; taking it
// back gives everything back exactly. Returns what the store held after the run.
StoreContent expect_round_trip(SpartaBench& bench, const engine::Migration& migration);

}  // namespace whimbrel::packs::sparta::testing
