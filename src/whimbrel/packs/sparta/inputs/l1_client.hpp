#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "whimbrel/packs/sparta/inputs/abi.hpp"
#include "whimbrel/packs/sparta/inputs/json_rpc.hpp"

namespace whimbrel::packs::sparta {

// The rollup's functions and events by their selectors, as hexadecimal digits. Chains change them.
struct L1Signatures {
  std::string get_rollup = "a4d2342a";
  std::string get_attesters = "4ed7e435";
  std::string get_active_attester_count = "90a3b386";
  std::string get_attester_at_index = "a7f8e646";
  std::string get_info = "ffdd5cf1";
  // Slashed(address indexed,uint256)
  std::string slashed_event = "4ed05e9673c26d2ed44f7ef6a7f2942df0ee3b5e1e17db4b99f9dcd261a339cd";
};

enum class AttesterStatus : std::uint8_t { none, validating, living, exiting };
std::string_view to_string(AttesterStatus status) noexcept;

struct SlashedEvent {
  std::uint64_t block = 0;
  std::string amount;  // decimal digits
};

struct L1Options {
  std::string url;
  std::string staking_asset_handler;  // address of the contract that knows the rollup
  L1Signatures signatures;
  // Events older than this block are not looked for.
  std::uint64_t first_block = 0;
};

// Reads the rollup's contracts over Ethereum's JSON-RPC, all at one block. Not synchronised.
class L1Client {
 public:
  L1Client(L1Options options, net::HttpOptions http, const base::Clock& clock,
           const base::Cancellation& cancellation);

  // Finds the newest block and the rollup. To be called first. usage when the handler's address is
  // none; invalid_data when the newest block is more than 15 minutes old, or an answer is of
  // another shape. Errors as JsonRpc::call.
  base::Status open();

  // Every attester of the rollup in normal form; invalid_data when there is none, or one twice.
  base::Result<std::vector<std::string>> attesters();
  base::Result<AttesterStatus> status_of(std::string_view address);
  // The last slashing of each of these addresses (in normal form) that was slashed.
  base::Result<std::map<std::string, SlashedEvent>> slashings(
      std::span<const std::string> addresses);

  std::uint64_t block() const noexcept { return block_; }

 private:
  base::Result<AbiReader> call(const std::string& contract, const std::string& selector,
                               const std::string& arguments = "");
  base::Result<std::vector<std::string>> attesters_one_by_one();
  base::Status read_logs(const std::string& addresses_json,
                         std::map<std::string, SlashedEvent>& found);
  base::Status read_log(const ReplyNode& log, std::map<std::string, SlashedEvent>& found) const;
  base::Error wrong(std::string_view place, std::string_view what) const;

  L1Options options_;
  const base::Clock& clock_;
  JsonRpc rpc_;
  std::uint64_t block_ = 0;
  std::string rollup_;
};

}  // namespace whimbrel::packs::sparta
