#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace whimbrel::stores {

// Where whimbrel keeps what it knows about its own runs, beside the data, so that any machine that
// reaches the store can resume or undo. Each space is a collection of its own in the store.
enum class Space : std::uint8_t {
  ledger,   // runs, plans, checkpoints, leases, control requests: JSON
  journal,  // before-images in blocks: binary
  audit,    // every state change, chained by hash: JSON
};

// A record: a value under a key with a version that its writer chooses. Keys are at most 512 bytes
// of printable ASCII with '/' between parts, ordered by their bytes.
struct Record {
  std::string key;
  std::string value;
  std::uint64_t version = 0;
};

struct RecordWrite {
  enum class Kind : std::uint8_t { put, erase };

  Kind kind = Kind::put;
  Space space = Space::ledger;
  std::string_view key;
  std::string_view value;
  std::uint64_t version = 1;
  // The version the record must have now: 0 = there must be none; nullopt = whatever is there.
  std::optional<std::uint64_t> expected_version;
};

// Proof of holding a lease: the ledger record `lease_key` must have exactly this version. A lease
// is taken by writing its record with the next version, so an old holder's fence fails from then
// on.
struct Fence {
  std::string lease_key;
  std::uint64_t token = 0;
};

}  // namespace whimbrel::stores
