#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/packs/sparta/inputs/json_rpc.hpp"

namespace whimbrel::packs::sparta {

// What a validator did in a slot.
struct SlotRecord {
  std::uint64_t slot = 0;
  std::string status;  // "attestation-sent", "block-missed", …
};

struct ValidatorStats {
  std::string address;              // normal form
  std::vector<SlotRecord> history;  // by slot; each slot once
};

// When slots are: all are of the same length.
struct SlotTimes {
  std::uint64_t slot = 0;
  std::int64_t time_s = 0;  // of that slot
  std::int64_t slot_s = 0;  // length

  std::int64_t time_ms(std::uint64_t of_slot) const noexcept;
};

struct NetworkHistory {
  std::vector<ValidatorStats> validators;  // by address
  // As the answer's own timestamps tell; nullopt when they do not, or contradict one another.
  std::optional<SlotTimes> slot_times;
  std::optional<std::uint64_t> last_processed_slot;
  std::uint64_t repeated_entries = 0;  // of the same slot and status; left out
};

// Reads from an Aztec node, whichever prefix its methods have. Not synchronised.
class L2Client {
 public:
  L2Client(std::string url, net::HttpOptions options, const base::Clock& clock,
           const base::Cancellation& cancellation);

  // node_getValidatorsStats. invalid_data when it is not of the known shape, is empty, gives a slot
  // two different statuses, or is stale: the node is more than a hundred slots behind, or, where
  // that cannot be told, the newest thing it saw is more than an hour old. Other errors as
  // JsonRpc::call; usage without a URL.
  base::Result<NetworkHistory> history();

 private:
  base::Result<model::Value> validators_stats();
  base::Status check_fresh(const ReplyNode& root, const NetworkHistory& history,
                           std::int64_t newest_s) const;

  std::string url_;
  const base::Clock& clock_;
  JsonRpc rpc_;
};

}  // namespace whimbrel::packs::sparta
