#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/model/uint256.hpp"

// As much of Ethereum's ABI as the rollup's read calls need.
namespace whimbrel::packs::sparta {

// A word is 32 bytes: 64 hexadecimal digits. Of an address in any case, and of a number.
std::string abi_word(std::string_view address);
std::string abi_word(std::uint64_t number);

// What a contract returned. Reading past its end or a word that is not of the type gives nullopt.
class AbiReader {
 public:
  // "0x" and words; nullopt when it is anything else.
  static std::optional<AbiReader> make(std::string_view hex);

  std::size_t words() const noexcept { return words_.size(); }
  std::optional<model::Uint256> number(std::size_t word) const;
  // In normal form.
  std::optional<std::string> address(std::size_t word) const;
  // The address[] whose offset is in this word. It must fit what was returned.
  std::optional<std::vector<std::string>> addresses(std::size_t word) const;

 private:
  explicit AbiReader(std::vector<model::Uint256::Bytes> words) : words_(std::move(words)) {}

  std::vector<model::Uint256::Bytes> words_;
};

}  // namespace whimbrel::packs::sparta
