#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "whimbrel/stores/store.hpp"

namespace whimbrel::chaos {

inline constexpr const char* collection_name = "things";

// All that a store holds, read as it stands.
struct Contents {
  std::map<std::string, std::string> items;  // by key
  std::map<std::string, std::string> ledger;
  std::map<std::string, std::string> journal;

  friend bool operator==(const Contents&, const Contents&) = default;
};

base::Result<Contents> read_contents(stores::Store& store);

// The items as an export would show them.
base::Result<std::map<std::string, std::string>> read_items(stores::Store& store);

// What the ledger says, read as docs/formats/ledger.md tells it.
struct CountersSeen {
  std::uint64_t scanned = 0;
  std::uint64_t changed = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t skipped = 0;
  std::uint64_t quarantined = 0;

  friend bool operator==(const CountersSeen&, const CountersSeen&) = default;
};

struct RunSeen {
  std::string run_id;  // empty: no run is recorded
  std::string status;
  std::int64_t run_time_ms = 0;
  CountersSeen counters;
};

struct CheckpointSeen {
  bool is_there = false;
  bool done = false;
  std::uint64_t journal_next_sequence = 0;
  std::string journal_last_hash;  // lower-case hexadecimal
  CountersSeen counters;
};

// The newest run, and the archives it names. All throw std::exception when the ledger cannot be
// read.
RunSeen newest_run(const Contents& contents);
std::vector<std::string> backups_of_newest_run(const Contents& contents);
CheckpointSeen checkpoint_of(const Contents& contents, const std::string& run_id,
                             const std::string& phase);

}  // namespace whimbrel::chaos
